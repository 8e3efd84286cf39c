"""How much a file may be: one block of settings, `UPLOAD_LIMITS`, read by the gate and told to people."""

from dataclasses import asdict, dataclass

from django.conf import settings
from django.utils.translation import gettext as _

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


def told() -> list[tuple[str, str]]:
    """The limits as a help page shows them: (what, how much)."""
    now = limits()
    count = vi_numbers.format_count
    return [
        (_("Một tệp"), megabytes(now.file)),
        (_("Excel sau khi giải nén"), megabytes(now.workbook_unpacked)),
        (_("Word sau khi giải nén"), megabytes(now.document_unpacked)),
        (_("Trang tính trong một tệp Excel"), count(now.sheets)),
        (
            _("Vùng dữ liệu của một trang tính"),
            _("%(rows)s dòng × %(columns)s cột") % {"rows": count(now.rows), "columns": count(now.columns)},
        ),
        (_("Trang của một tệp PDF"), count(now.pages)),
        (_("Ảnh"), _("%(millions)s triệu điểm ảnh") % {"millions": count(now.pixels // 1_000_000)}),
    ]
