"""Minutes of a hand-over for Word and PDF, and the list of hand-overs as a workbook."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.models import HandOver, HandOverLine, Position, UnitVersion
from lantoa.organisation.queries.hand_overs import KindOfThings
from lantoa.organisation.queries.people import signer_for
from lantoa.printing import document as doc
from lantoa.printing.profiles import profile_on
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes

SAMPLE_MARK = "Dữ liệu minh họa"


def minutes(hand_over: HandOver, lines: list[HandOverLine], things: list[KindOfThings]) -> doc.Document:
    """The minutes as one document object. Until the hand-over is confirmed it is marked as a draft.

    Dated and laid out by the rule of the day of confirmation, or of today. The committee that stood above the giver heads it and
    signs as the witness.
    """
    day = clock.today()
    if hand_over.confirmed_at is not None:
        day = hand_over.confirmed_at.astimezone(clock.VIETNAM).date()
    before = hand_over.effective_on - timedelta(days=1)
    giver = _version(hand_over.giver_id, before)
    receiver = _version(hand_over.receiver_id, max(day, hand_over.effective_on))
    upper = _version(giver.parent_id, before) if giver.parent_id else giver
    superior = _version(upper.parent_id, before) if upper.parent_id else None
    event = hand_over.event
    draft = hand_over.state != HandOverState.CONFIRMED
    return doc.Document(
        profile=profile_on(day),
        header=doc.Header(
            superior_lines=tuple(superior.organisation_lines) if superior else (),
            issuer_lines=tuple(upper.issuer_lines) or (upper.short_name.upper(),),
            symbol=f"BB/{upper.symbol}" if upper.symbol else "BB",
        ),
        place=upper.seat or receiver.seat,
        issued_on=day,
        kind_name="BIÊN BẢN",
        abstract_lines=(
            f"bàn giao từ {giver.name}",
            f"sang {receiver.name}",
        ),
        blocks=tuple(_body(hand_over, giver, receiver, upper, lines, day)),
        left_signature=_signature("ĐẠI DIỆN BÊN GIAO", signer_for(hand_over.giver_id, before)),
        signature=_signature("ĐẠI DIỆN BÊN NHẬN", signer_for(hand_over.receiver_id, day)),
        witness=_signature("ĐẠI DIỆN CẤP TRÊN CHỨNG KIẾN", signer_for(upper.unit_id, before)),
        metadata=doc.Metadata(
            title=f"{hand_over.code}: {giver.short_name} – {receiver.short_name}",
            author=upper.short_name,
            subject=f"{event.get_kind_display()} {event.decision_number}",
        ),
        annexes=tuple(_annexes(things)),
        issuer_name=upper.name,
        marks=(hand_over.code, SAMPLE_MARK) if upper.unit.is_sample else (hand_over.code,),
        draft_label="DỰ THẢO" if draft else "",
    )


def _version(unit_id: Any, day: date) -> UnitVersion:
    """What was true of a unit on the day, or on the day nearest to it."""
    rows = UnitVersion.objects.filter(unit_id=unit_id).select_related("unit")
    found = (
        rows.filter(valid__contains=day).first()
        or rows.filter(valid__startswith__lte=day).order_by("-valid").first()
        or rows.order_by("valid").first()
    )
    if found is None:
        raise NotFound()
    return found


def _signature(part: str, signer: Position | None) -> doc.Signature:
    return doc.Signature(
        part, signer.signing_post or signer.title if signer else "", signer.person.full_name if signer else ""
    )


def _body(
    hand_over: HandOver,
    giver: UnitVersion,
    receiver: UnitVersion,
    upper: UnitVersion,
    lines: list[HandOverLine],
    day: date,
) -> Iterable[doc.Block]:
    event = hand_over.event
    yield doc.paragraph(
        f"Căn cứ Quyết định số {event.decision_number}, ngày {format_day(event.decided_on)} của {event.issuer}, "
        f"có hiệu lực từ ngày {format_day(hand_over.effective_on)}; hôm nay, ngày {format_day(day)}, hai bên lập biên bản "
        "bàn giao như sau:"
    )
    yield doc.List(
        (
            doc.item(doc.Text("Bên giao: ", bold=True), f"{giver.name}."),
            doc.item(doc.Text("Bên nhận: ", bold=True), f"{receiver.name}."),
            doc.item(doc.Text("Cấp trên chứng kiến: ", bold=True), f"{upper.name}."),
        )
    )
    yield doc.Heading(2, "Số liệu bàn giao", "1")
    yield doc.Table(
        (
            doc.Column("STT", 8, "center"),
            doc.Column("Nội dung", 48),
            doc.Column("Đơn vị tính", 16, "center"),
            doc.Column("Hệ thống", 13, "right"),
            doc.Column("Bên giao", 13, "right"),
            doc.Column("Bên nhận", 13, "right"),
        ),
        tuple(
            (
                str(place),
                line.label,
                line.measure or "mục",
                _count(line.counted),
                _count(line.stated),
                _count(line.received),
            )
            for place, line in enumerate(lines, start=1)
        ),
    )
    yield doc.Heading(2, "Ý kiến của hai bên", "2")
    yield doc.paragraph(f"Bên giao: {_said(hand_over.note)}.")
    yield doc.paragraph(f"Bên nhận: {_said(hand_over.remarks)}.")
    if hand_over.reason:
        yield doc.paragraph(f"Cấp trên chấp nhận chênh lệch về số liệu với lý do: {_said(hand_over.reason)}.")
    if hand_over.is_in_stead:
        yield doc.paragraph(
            "Bên nhận chưa có tài khoản trên hệ thống nên cấp trên trực tiếp xác nhận thay trên hệ thống; "
            "người đại diện bên nhận ký biên bản này."
        )
    yield doc.paragraph(
        "Danh sách kèm theo là một phần của biên bản. Từ ngày quyết định có hiệu lực, bên nhận chịu trách nhiệm "
        "quản lý, thực hiện tiếp các nội dung đã nhận. Biên bản lập thành ba bản, mỗi bên và cấp trên giữ một bản"
    )


def _said(words: str) -> str:
    """Typed words as the end of a sentence, which brings its own full stop."""
    return " ".join(words.split()).rstrip(" .;") or "không có ý kiến thêm"


def _count(value: int | None) -> str:
    return "" if value is None else format_count(value)


def _annexes(things: list[KindOfThings]) -> Iterable[doc.Annex]:
    if not things:
        return
    blocks: list[doc.Block] = []
    for kind in things:
        blocks.append(doc.Heading(2, f"{kind.label} ({format_count(len(kind.items))})"))
        blocks.append(
            doc.Table(
                (
                    doc.Column("STT", 10, "center"),
                    doc.Column("Mã", 24),
                    doc.Column("Tên, nội dung", 70),
                    doc.Column("Tình trạng", 30),
                ),
                tuple(
                    (str(place), item.code, item.title, item.state)
                    for place, item in enumerate(kind.items, start=1)
                ),
            )
        )
    yield doc.Annex("DANH SÁCH BÀN GIAO", tuple(blocks))


def hand_overs_workbook(rows: Iterable[Any]) -> bytes:
    """XLSX bytes: one row for each hand-over of the list, in its order."""
    title = _("Bàn giao giữa các đơn vị")
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Bên giao"), width=40),
        SheetColumn(_("Bên nhận"), width=40),
        SheetColumn(_("Quyết định"), width=18),
        SheetColumn(_("Hiệu lực"), width=12),
        SheetColumn(_("Số mục trên danh sách"), "count", 12, "SUM"),
        SheetColumn(_("Tình trạng"), width=24),
    )
    table = [
        (
            row.code,
            row.giver_name or row.giver_code,
            row.receiver_name or row.receiver_code,
            row.event.decision_number,
            format_day(row.effective_on),
            row.things,
            str(HandOverState(row.state).label),
        )
        for row in rows
    ]
    return workbook_bytes(
        [Sheet(_("Bàn giao"), columns, table, (title,))], title=title, author="", day=clock.today()
    )
