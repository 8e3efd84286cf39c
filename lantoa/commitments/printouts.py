"""A pledge on paper for its owner, and the numbers of units in Excel."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from lantoa.commitments.queries.counts import STATED, SeenCounts
from lantoa.commitments.withholding import LEAST
from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.printing.document import Column, Document, Header, Heading, Metadata, Signature, Table, paragraph
from lantoa.printing.profiles import profile_on
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def counts_workbook(rows: Sequence[SeenCounts], year: int, said: str) -> bytes:
    """The numbers as they are seen, withheld ones left empty; `said` is the filter in words."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Đơn vị"), width=36),
        SheetColumn(_("Người có tài khoản"), "count", 12, "SUM"),
        SheetColumn(_("Đã ký trên phần mềm"), "count", 12, "SUM"),
        SheetColumn(_("Đã tự nhận xét"), "count", 12, "SUM"),
        SheetColumn(_("Đã được nhận xét"), "count", 12, "SUM"),
        SheetColumn(_("Đảng viên phải ký"), "count", 12, "SUM"),
        SheetColumn(_("Đảng viên đã ký"), "count", 12, "SUM"),
        SheetColumn(_("Trong đó lãnh đạo"), "count", 12, "SUM"),
        SheetColumn(_("Quần chúng đăng ký"), "count", 12, "SUM"),
        SheetColumn(_("Thực hiện tốt"), "count", 12, "SUM"),
        SheetColumn(_("Đơn vị đã ghi"), width=12),
    )
    table = [
        (
            row.unit.code,
            row.unit.short_name,
            *(row.row.seen(name) for name in ("working", "signed", "reviewed", "remarked", *STATED)),
            _("Đã ghi") if row.is_stated else _("Chưa ghi"),
        )
        for row in rows
    ]
    title = _("Số người ký cam kết năm %(year)d") % {"year": year}
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = _("Lọc theo: %(filters)s") % {"filters": said} if said else _("Tất cả đơn vị được xem")
    withheld = _(
        "Ô để trống khi đơn vị chưa ghi, khi dưới %(least)d người, hoặc khi trừ đi còn lại dưới %(least)d người"
    ) % {"least": LEAST}
    heading = (title, narrowed, withheld, taken_at)
    sheet = Sheet(_("Số người ký"), columns, table, heading=heading)
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())


def pledge_document(commitment: Any, items: Sequence[Any], unit: Any, superior: Any | None) -> Document:
    """One's own pledge, signed or as drafted. `unit` and `superior` are what was true of the unit and of the one above it."""
    rows = tuple(
        (str(one.position), one.duty, one.deed, one.measure, format_day(one.due_on) if one.due_on else "")
        for one in items
    )
    columns = (
        Column(_("TT"), 7, "center"),
        Column(_("Nhiệm vụ, chức trách"), 22),
        Column(_("Việc sẽ làm"), 36),
        Column(_("Nhìn vào đâu thì biết"), 18),
        Column(_("Đến ngày"), 17, "center"),
    )
    signed = commitment.signed_at.astimezone(clock.VIETNAM).date() if commitment.signed_at else clock.today()
    return Document(
        profile=profile_on(signed),
        header=Header(
            tuple(superior.organisation_lines) if superior else (),
            tuple(unit.issuer_lines) or (unit.short_name.upper(),),
            "",
        ),
        place=unit.seat,
        issued_on=signed,
        kind_name=_("BẢN CAM KẾT"),
        abstract_lines=(_("tu dưỡng, rèn luyện, nêu gương năm %(year)d") % {"year": commitment.year},),
        blocks=(
            paragraph(_("Họ và tên: %(name)s") % {"name": commitment.person.full_name}),
            paragraph(_("Đơn vị: %(unit)s") % {"unit": commitment.unit_name}),
            Heading(1, _("Việc cam kết")),
            Table(columns, rows),
        ),
        signature=Signature("", _("NGƯỜI CAM KẾT"), commitment.person.full_name),
        metadata=Metadata(title=_("Bản cam kết năm %(year)d") % {"year": commitment.year}, author=""),
        draft_label="" if commitment.is_signed else _("Bản đang viết"),
    )
