"""Certificates (giấy khen): A4 on its side, one a page, in the order of a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lantoa.core.vi_dates import format_long_day
from lantoa.printing.frames import frame_svg
from lantoa.printing.qr import qr_svg
from lantoa.printing.typesetting import set_pdf, set_png
from lantoa.printing.wrapping import wrap_by_meaning

TEMPLATE = "certificates.typ"
WIDTH_MM, HEIGHT_MM = 297, 210
# One compiled file of 500 sheets needs about 100 MB; many more in one would need gigabytes.
SHEETS_IN_ONE_FILE = 500
RECEIVER_CHARACTERS, DETAIL_CHARACTERS, CITATION_CHARACTERS = 50, 76, 68


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """One certificate. `address` goes into the QR code; `name` under the signature may stay empty.

    `receiver` is "Tập thể …", "Đồng chí …" (a member) or "Ông/Bà …"; `receiver_detail` is post and unit of
    a person.
    """

    giver_lines: tuple[str, ...]
    receiver: str
    citation: str
    place: str
    decided_on: date
    decision: str
    register_number: str
    code: str
    address: str
    receiver_detail: str = ""
    party_line: str = "ĐẢNG CỘNG SẢN VIỆT NAM"
    gives_word: str = "tặng"
    title: str = "GIẤY KHEN"
    authority: str = "T/M BAN THƯỜNG VỤ"
    post: str = "BÍ THƯ"
    name: str = ""
    mark: str = ""


def certificates_pdf(
    sheets: Sequence[CertificateSheet], *, text_only: bool = False, offset_mm: tuple[float, float] = (0, 0)
) -> bytes:
    """The sheets as one tagged PDF/A-2b, one a page.

    `text_only` leaves out paper, frame and the place of the emblem, for stock that carries them;
    `offset_mm` then shifts everything right and down to meet the stock. Raises `ValueError` for none or for
    more than `SHEETS_IN_ONE_FILE`: use `certificate_files`. Raises as `typesetting.set_pdf`.
    """
    if not 0 < len(sheets) <= SHEETS_IN_ONE_FILE:
        raise ValueError(f"One file holds 1 to {SHEETS_IN_ONE_FILE} certificates, not {len(sheets)}.")
    return set_pdf(
        TEMPLATE, _data(sheets, text_only, offset_mm), created_on=max(s.decided_on for s in sheets)
    )


def certificate_files(
    sheets: Sequence[CertificateSheet], *, text_only: bool = False, offset_mm: tuple[float, float] = (0, 0)
) -> Iterator[bytes]:
    """As many files of at most `SHEETS_IN_ONE_FILE` as the list needs, in its order, one after the other."""
    for start in range(0, len(sheets), SHEETS_IN_ONE_FILE):
        part = sheets[start : start + SHEETS_IN_ONE_FILE]
        yield certificates_pdf(part, text_only=text_only, offset_mm=offset_mm)


def certificates_png(
    sheets: Sequence[CertificateSheet], *, text_only: bool = False, ppi: float = 110
) -> list[bytes]:
    """The sheets as pictures, for a preview."""
    return set_png(TEMPLATE, _data(sheets, text_only, (0, 0)), ppi=ppi)


def _data(
    sheets: Sequence[CertificateSheet], text_only: bool, offset_mm: tuple[float, float]
) -> dict[str, Any]:
    return {
        "title": sheets[0].title,
        "author": " ".join(sheets[0].giver_lines),
        "width_mm": WIDTH_MM,
        "height_mm": HEIGHT_MM,
        "frame": "" if text_only else frame_svg(WIDTH_MM, HEIGHT_MM),
        "emblem_lines": ["Nơi in", "biểu trưng của", "cơ quan tặng"],
        "dx_mm": offset_mm[0],
        "dy_mm": offset_mm[1],
        "sheets": [_sheet(sheet) for sheet in sheets],
    }


def _sheet(sheet: CertificateSheet) -> dict[str, Any]:
    on_day = format_long_day(sheet.decided_on)
    return {
        "party": sheet.party_line,
        "giver": list(sheet.giver_lines),
        "gives": sheet.gives_word,
        "title": sheet.title,
        "receiver": wrap_by_meaning(sheet.receiver, RECEIVER_CHARACTERS),
        "detail": wrap_by_meaning(sheet.receiver_detail, DETAIL_CHARACTERS) if sheet.receiver_detail else [],
        "citation": wrap_by_meaning(sheet.citation, CITATION_CHARACTERS),
        "place_date": f"{sheet.place}, {on_day}",
        "authority": sheet.authority,
        "post": sheet.post,
        "name": sheet.name,
        "decision": [f"Quyết định số {sheet.decision}", on_day],
        "register": f"Vào sổ số {sheet.register_number}",
        "code": f"Mã tra cứu: {sheet.code}",
        "qr": qr_svg(sheet.address),
        "address": sheet.address,
        "mark": sheet.mark,
    }
