"""How much a file may be: one block of settings, `UPLOAD_LIMITS`, read by the gate and told to people."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from lantoa.attachments.choices import PICTURES, Kind
from lantoa.core import vi_numbers

MEGA = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    file: int
    workbook_unpacked: int
    document_unpacked: int
    archive_ratio: int
    archive_parts: int
    sheets: int
    rows: int
    columns: int
    pages: int
    pixels: int
    parser_cpu: int
    parser_memory: int
    parser_wait: int
    parser_answer: int
    parsers_at_once: int

    def for_parser(self) -> dict[str, int]:
        return asdict(self)


def limits() -> Limits:
    return Limits(**settings.UPLOAD_LIMITS)


def megabytes(size: int) -> str:
    """20971520 → «20 MB»."""
    return f"{vi_numbers.format_count(max(1, round(size / MEGA)))} MB"


def told(kinds: Collection[Kind]) -> list[str]:
    """What a field that takes these kinds tells of the limits: a line for each that can be met."""
    now = limits()
    count = vi_numbers.format_count
    lines = [_("một tệp %(limit)s") % {"limit": megabytes(now.file)}]
    if Kind.PDF in kinds:
        lines.append(_("PDF %(pages)s trang") % {"pages": count(now.pages)})
    if Kind.XLSX in kinds:
        lines.append(_("Excel %(sheets)s trang tính") % {"sheets": count(now.sheets)})
    if Kind.XLSX in kinds or Kind.CSV in kinds:
        shown = {"rows": count(now.rows), "columns": count(now.columns)}
        lines.append(_("bảng %(rows)s dòng × %(columns)s cột") % shown)
    if set(PICTURES) & set(kinds):
        lines.append(_("ảnh %(millions)s triệu điểm ảnh") % {"millions": count(now.pixels // 1_000_000)})
    return lines
