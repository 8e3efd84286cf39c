"""What a printing house reads of a page: where it is cut, and how far colour runs over that."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

POINTS_PER_MM = 72 / 25.4


def with_boxes(content: bytes, *, outside_mm: float, bleed_mm: float) -> bytes:
    """The same pages, each saying its trim box (`outside_mm` inside the sheet) and its bleed box around that."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    for page in writer.pages:
        page.trimbox = _inside(page.mediabox, outside_mm)
        page.bleedbox = _inside(page.mediabox, outside_mm - bleed_mm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _inside(sheet: RectangleObject, distance_mm: float) -> RectangleObject:
    distance = distance_mm * POINTS_PER_MM
    return RectangleObject(
        (
            float(sheet.left) + distance,
            float(sheet.bottom) + distance,
            float(sheet.right) - distance,
            float(sheet.top) - distance,
        )
    )
