"""Lay a programme out, choose its units, announce and amend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import looks_empty
from lantoa.documents.services import issue_document
from lantoa.notifications.services import Told, notify_each
from lantoa.organisation.access import holds
from lantoa.organisation.holdings import some
from lantoa.organisation.models import Unit
from lantoa.oversight.choices import InspectionKind, ProgrammeState
from lantoa.oversight.models import InspectionTheme, Programme, ProgrammeItem
from lantoa.oversight.permissions import can_announce, can_plan
from lantoa.oversight.queries.inspections import answering_unit
from lantoa.oversight.queries.programmes import subjects_of
from lantoa.oversight.services.common import refuse_names, require_person

YEARS_AHEAD = 1
MOST_CHOSEN = 50  # at once, as many as a page shows: each with what is known of it and a box for its reason


@transaction.atomic
def lay_out_programme(*, actor: Actor, unit: Unit, year: int) -> Programme:
    """An empty programme of a body for a year. Raises Forbidden, or Refused: there is one, or the year is too far."""
    require_person(actor, lambda user: holds(user, "programme.plan", unit))
    today = clock.today()
    if not today.year - 1 <= year <= today.year + YEARS_AHEAD:
        raise Refused.at("year", _("Chỉ lập chương trình của năm trước, năm nay hoặc năm sau."))
    Unit.objects.select_for_update().get(pk=unit.pk)
    if Programme.objects.filter(unit=unit, year=year).exists():
        raise Refused.at(
            "year", _("Năm %(year)d đã có chương trình. Mở chương trình đó để bổ sung.") % {"year": year}
        )
    with translation.override("vi"):  # the title of a paper, whatever language the screen speaks
        title = _("Chương trình kiểm tra, giám sát năm %(year)d") % {"year": year}
    made = Programme.objects.create(code=f"CT-{year}-{unit.code}", unit=unit, year=year, title=title)
    record(actor, "programme.laid_out", made, chain=unit.pk, label=made.code, after={"year": year})
    return made


def _locked(actor: Actor, programme: Programme, row_version: int) -> Programme:
    found = Programme.objects.select_for_update(of=("self",)).select_related("unit").get(pk=programme.pk)
    if found.row_version != row_version:
        raise Conflict(_("Chương trình đã được lưu ở một trang khác. Mở lại trang để xem rồi làm tiếp."))
    return found


def _changed(actor: Actor, programme: Programme, act: str, **after: object) -> Programme:
    programme.row_version += 1
    programme.save()
    record(actor, act, programme, chain=programme.unit_id, label=programme.code, after=after)
    return programme


@dataclass(frozen=True)
class Choice:
    """A unit that is chosen, and why; `field`: where that was typed, at which it is refused."""

    subject: Unit
    reason: str
    field: str = "reason"


@transaction.atomic
def add_items(
    *,
    actor: Actor,
    programme: Programme,
    choices: Sequence[Choice],
    kind: InspectionKind,
    theme: InspectionTheme,
    quarter: int,
    row_version: int,
) -> list[ProgrammeItem]:
    """Choose units for one theme and quarter, all or none; one entry in the record, however many. In an announced programme they
    are amendments, of which each unit is told at once.

    Raises Forbidden, Conflict, or Refused: none or too many, a unit twice, without a reason, a reason that names a person, not
    below the body, or already there for the same theme.
    """
    found = _locked(actor, programme, row_version)
    require_person(actor, can_plan, found)
    if not 0 < len(choices) <= MOST_CHOSEN:
        raise Refused(_("Đánh dấu từ 1 đến %(most)d đơn vị cho mỗi lần đưa vào.") % {"most": MOST_CHOSEN})
    chosen = {one.subject.pk: one.subject for one in choices}
    if len(chosen) != len(choices):
        raise Refused(_("Có đơn vị được đánh dấu hai lần."))
    if any(looks_empty(one.reason) for one in choices):
        raise Refused.at("reason", _("Ghi vì sao chọn: một lý do chung, hoặc ở từng đơn vị."))
    if subjects_of(found.unit).filter(pk__in=chosen).count() != len(chosen):
        raise Refused(_("Chỉ đưa vào chương trình đơn vị bên dưới."))
    refuse_names({one.field: one.reason for one in choices}, *chosen)
    standing = found.items.filter(dropped_at=None, subject__in=chosen, kind=kind, theme=theme)
    there = list(standing.values_list("subject__code", flat=True))
    if there:
        raise Refused.at(
            "theme",
            _(
                "Đã có trong chương trình với cùng hình thức, cùng nội dung: %(codes)s. Bỏ đánh dấu, hoặc chọn nội dung khác."
            )
            % {"codes": some(there)},
        )
    announced = found.state == ProgrammeState.ANNOUNCED
    items = ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            programme=found,
            subject=one.subject,
            kind=kind,
            theme=theme,
            quarter=quarter,
            reason=one.reason,
            is_amendment=announced,
        )
        for one in choices
    )
    act = "programme.amended" if announced else "programme.item_added"
    reasons = list(dict.fromkeys(one.reason for one in choices))
    _changed(
        actor,
        found,
        act,
        subject=", ".join(one.subject.code for one in choices),
        kind=kind,
        theme=theme.name,
        quarter=quarter,
        reason="; ".join(reasons),
    )
    if announced:
        _tell(actor, found, items)
    return items


@transaction.atomic
def add_item(
    *,
    actor: Actor,
    programme: Programme,
    subject: Unit,
    kind: InspectionKind,
    theme: InspectionTheme,
    quarter: int,
    reason: str,
    row_version: int,
) -> ProgrammeItem:
    """One unit, as `add_items`."""
    choices = [Choice(subject, reason)]
    (made,) = add_items(
        actor=actor,
        programme=programme,
        choices=choices,
        kind=kind,
        theme=theme,
        quarter=quarter,
        row_version=row_version,
    )
    return made


@transaction.atomic
def drop_item(*, actor: Actor, item: ProgrammeItem, reason: str, row_version: int) -> None:
    """Leave a unit out again. Of an announced programme the line stays, struck out, with the reason, and the unit is told.

    Raises Forbidden, Conflict, or Refused: no reason, a person named in it, or the inspection has been opened.
    """
    programme = _locked(actor, item.programme, row_version)
    require_person(actor, can_plan, programme)
    row = ProgrammeItem.objects.select_for_update(of=("self",)).select_related("subject").get(pk=item.pk)
    if row.dropped_at is not None:
        raise Refused(_("Dòng này đã được đưa ra khỏi chương trình."))
    if hasattr(row, "inspection"):
        raise Refused(_("Cuộc này đã mở nên không đưa ra khỏi chương trình được; nếu cần thì hủy cuộc đó."))
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do."))
    refuse_names({"reason": reason}, row.subject_id)
    announced = programme.state == ProgrammeState.ANNOUNCED
    row.dropped_at, row.dropped_reason = clock.now(), reason
    row.save()
    act = "programme.amended" if announced else "programme.item_dropped"
    _changed(actor, programme, act, dropped=row.subject.code, reason=reason)
    if announced:
        _tell(actor, programme, [row], "programme_left_out")


@transaction.atomic
def announce_programme(
    *, actor: Actor, programme: Programme, issued_on: date, row_version: int, number: int | None = None
) -> Programme:
    """Issue it as a numbered plan; its units are told. Raises Forbidden, Conflict, or Refused: nothing chosen, announced already,
    a day to come, no term or signer."""
    found = _locked(actor, programme, row_version)
    require_person(actor, can_announce, found)
    if found.state != ProgrammeState.DRAFT:
        raise Refused(_("Chương trình này đã ban hành."))
    items = list(found.items.filter(dropped_at=None).select_related("subject"))
    if not items:
        raise Refused(_("Chương trình chưa có đơn vị nào. Chọn đơn vị trước, rồi ban hành."))
    if issued_on > clock.today():
        raise Refused.at("issued_on", _("Ngày ban hành không sau hôm nay."))
    found.document = issue_document(
        actor=actor,
        unit=found.unit,
        type_code="CTr",
        issued_on=issued_on,
        abstract=found.title,
        number=number,
    )
    found.state, found.announced_at = ProgrammeState.ANNOUNCED, clock.now()
    _changed(actor, found, "programme.announced", number=found.document.reference, units=len(items))
    _tell(actor, found, items)
    return found


def _tell(
    actor: Actor, programme: Programme, items: list[ProgrammeItem], kind: str = "programme_announced"
) -> None:
    told = [Told(one.pk, programme.code, answering_unit(one.subject).pk) for one in items]
    notify_each(actor=actor, kind=kind, subject_kind="oversight.programmeitem", told=told)
