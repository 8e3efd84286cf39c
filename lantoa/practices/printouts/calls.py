"""Calls and the list of a meeting as workbooks, and the minutes of the meeting."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.core.vi_numbers import format_count, format_decimal
from lantoa.organisation.queries.people import signer_for
from lantoa.organisation.queries.units import version_on
from lantoa.practices.choices import CallPurpose, CallState, SelectionException
from lantoa.practices.models import Call
from lantoa.practices.queries.selection import Meeting, Placed
from lantoa.printing import document as doc
from lantoa.printing.profiles import profile_on
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes

SAMPLE_MARK = "Dữ liệu minh họa"


def calls_workbook(rows: Iterable[Call]) -> bytes:
    """The rows of `queries.calls.listed`."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Đợt xét"), width=50),
        SheetColumn(_("Đơn vị"), width=30),
        SheetColumn(_("Năm"), "text", 8),
        SheetColumn(_("Nhận đến hết"), "date", 14),
        SheetColumn(_("Chấm xong trước"), "date", 14),
        SheetColumn(_("Tình trạng"), width=20),
        SheetColumn(_("Mô hình trình"), "count", 12, "SUM"),
        SheetColumn(_("Được lấy"), "count", 12, "SUM"),
    )
    table = [
        (
            row.code,
            row.title,
            row.unit_name,  # type: ignore[attr-defined]
            str(row.year),
            row.closes_on,
            row.appraise_by,
            str(CallState(row.state).label),
            row.entered,  # type: ignore[attr-defined]
            row.taken,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    title = _("Đợt xét mô hình")
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    return workbook_bytes(
        [Sheet(title, columns, table, heading=(title, taken_at))],
        title=title,
        author=_("Lan Tỏa"),
        day=clock.today(),
    )


def points(value: float | None) -> str:
    """A median as it is written: a half only where there is one."""
    if value is None:
        return "–"
    return format_decimal(Decimal(str(value)), 0 if value == int(value) else 1)


def selection_workbook(call: Call, meeting: Meeting) -> bytes:
    """The list in the meeting's order, as it stands."""
    columns = (
        SheetColumn(_("Hạng"), "count", 8),
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Tên mô hình"), width=48),
        SheetColumn(_("Đơn vị"), width=30),
        SheetColumn(_("Lĩnh vực"), width=22),
        SheetColumn(_("Trung vị"), width=10),
        SheetColumn(_("Thấp nhất"), "count", 10),
        SheetColumn(_("Cao nhất"), "count", 10),
        SheetColumn(_("Số người chấm"), "count", 10),
        SheetColumn(_("Được lấy"), width=10),
        SheetColumn(_("Ý kiến cuộc họp"), width=40),
    )
    table = [
        (
            one.place,
            one.entry.practice_year.practice.code,
            one.entry.practice_year.practice.title,
            one.entry.unit_name,  # type: ignore[attr-defined]
            one.entry.field_name,  # type: ignore[attr-defined]
            points(one.middle),
            one.totals[0] if one.totals else None,
            one.totals[-1] if one.totals else None,
            len(one.totals),
            _("Có") if one.chosen else "",
            _said(one),
        )
        for one in meeting.rows
    ]
    title = _("Danh sách tuyển chọn")
    heading = (
        f"{call.code} {call.title}",
        _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())},
    )
    return workbook_bytes(
        [Sheet(title, columns, table, heading=heading)], title=title, author=_("Lan Tỏa"), day=clock.today()
    )


def _said(one: Placed) -> str:
    if not one.entry.exception:
        return ""
    return f"{SelectionException(one.entry.exception).label}: {one.entry.exception_reason}"


def minutes(call: Call, meeting: Meeting) -> doc.Document:
    """The minutes of the meeting, dated the day it met; before the conclusion a draft of today. In Vietnamese only."""
    day = call.met_on or clock.today()
    issuer = version_on(call.unit_id, day)
    superior = version_on(issuer.parent_id, day) if issuer.parent_id else None
    signer = signer_for(call.unit_id, day)
    draft = call.state != CallState.CONCLUDED
    what = "công nhận mô hình" if call.purpose == CallPurpose.RECOGNITION else "chọn mô hình in tập"
    return doc.Document(
        profile=profile_on(day),
        header=doc.Header(
            superior_lines=tuple(superior.organisation_lines) if superior else (),
            issuer_lines=tuple(issuer.issuer_lines) or (issuer.short_name.upper(),),
            symbol=f"BB/{issuer.symbol}" if issuer.symbol else "BB",
        ),
        place=issuer.seat,
        issued_on=day,
        kind_name="BIÊN BẢN",
        abstract_lines=(f"họp {what} năm {call.year}", f"({call.title})"),
        blocks=tuple(_body(call, meeting, what)),
        left_signature=doc.Signature("", "THƯ KÝ CUỘC HỌP"),
        signature=doc.Signature(
            signer.authority if signer else "",
            signer.signing_post if signer else "",
            signer.person.full_name if signer else "",
        ),
        metadata=doc.Metadata(title=f"{call.code}: {call.title}", author=issuer.short_name),
        annexes=(_annex(meeting),),
        issuer_name=issuer.name,
        marks=(call.code, SAMPLE_MARK) if call.unit.is_sample else (call.code,),
        draft_label="DỰ THẢO" if draft else "",
    )


def _body(call: Call, meeting: Meeting, what: str) -> Iterable[doc.Block]:
    yield doc.Heading(1, "Thành phần", "I")
    if call.met_on and call.summoned is not None and call.present is not None:
        yield doc.paragraph(
            f"Cuộc họp ngày {format_day(call.met_on)}. Có mặt {format_count(call.present)} trong "
            f"{format_count(call.summoned)} ủy viên được triệu tập."
        )
    else:
        yield doc.paragraph("Ngày họp và số có mặt ghi khi chốt danh sách.")
    yield doc.Heading(1, "Nội dung", "II")
    yield doc.paragraph(
        f"Cuộc họp xem xét {format_count(len(meeting.rows))} mô hình do các đơn vị trình, mỗi mô hình được giao cho "
        f"{format_count(call.per_entry)} người chấm. Danh sách xếp theo trung vị của các phần chấm; điểm để tham khảo, "
        "cuộc họp quyết định."
    )
    if meeting.incomplete:
        yield doc.paragraph(
            f"{format_count(meeting.incomplete)} mô hình chưa đủ số người chấm khi họp; số phần chấm ghi ở phụ lục."
        )
    against = [one for one in meeting.rows if one.entry.exception]
    if against:
        yield doc.paragraph("Khác với thứ tự, cuộc họp thống nhất:")
        yield doc.List(
            tuple(
                doc.item(
                    f"{SelectionException(one.entry.exception).label} mô hình «{one.entry.practice_year.practice.title}» "
                    f"({_unit(one)}), hạng {one.place}: {one.entry.exception_reason}"
                )
                for one in against
            )
        )
    if call.field_reason:
        over = ", ".join(one.name for one in meeting.over)
        yield doc.paragraph(f"Lấy quá mức ở lĩnh vực {over}: {call.field_reason}")
    yield doc.Heading(1, "Kết luận", "III")
    verb = "công nhận" if call.purpose == CallPurpose.RECOGNITION else "chọn in tập"
    yield doc.paragraph(
        f"Cuộc họp thống nhất {verb} {format_count(len(meeting.chosen))} mô hình của "
        f"{format_count(meeting.units)} đơn vị:"
    )
    yield doc.Table(
        columns=(
            doc.Column("STT", 1, "center"),
            doc.Column("Mô hình", 6),
            doc.Column("Đơn vị", 4),
            doc.Column("Lĩnh vực", 3),
            doc.Column("Trung vị", 1.6, "right"),
        ),
        rows=tuple(
            (
                str(number),
                one.entry.practice_year.practice.title,
                _unit(one),
                str(one.entry.field_name),  # type: ignore[attr-defined]
                points(one.middle),
            )
            for number, one in enumerate(meeting.chosen, start=1)
        ),
    )


def _annex(meeting: Meeting) -> doc.Annex:
    table = doc.Table(
        columns=(
            doc.Column("Hạng", 1, "center"),
            doc.Column("Mã", 2.2),
            doc.Column("Mô hình", 6),
            doc.Column("Đơn vị", 4),
            doc.Column("Số phần chấm", 1.6, "right"),
            doc.Column("Thấp – cao", 2, "right"),
            doc.Column("Trung vị", 1.6, "right"),
            doc.Column("Được lấy", 1.6, "center"),
        ),
        rows=tuple(
            (
                str(one.place),
                one.entry.practice_year.practice.code,
                one.entry.practice_year.practice.title,
                _unit(one),
                format_count(len(one.totals)),
                f"{one.totals[0]} – {one.totals[-1]}" if one.totals else "–",
                points(one.middle),
                "x" if one.chosen else "",
            )
            for one in meeting.rows
        ),
    )
    return doc.Annex(title="Danh sách mô hình theo thứ tự trung vị", blocks=(table,), landscape=True)


def _unit(one: Placed) -> str:
    return str(one.entry.unit_name)  # type: ignore[attr-defined]
