"""Write a unit's plan, adopt it, write a further version, keep its paper, give its measures as tasks, remind who has none."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import PlanState
from lantoa.directives.models import (
    Directive,
    PlanDirective,
    PlanMeasure,
    PlanReminder,
    PlanVersion,
    UnitPlan,
)
from lantoa.directives.permissions.plans import can_adopt_for, can_chase_for, can_write_for
from lantoa.directives.queries.plans import plan_above, takeable_measures, units_lacking
from lantoa.directives.services.codes import next_codes, one_at_a_time
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.tasks.choices import OriginKind
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_tasks

MOST_MEASURES = 100
LONGEST_MEASURE = 1000
FIRST_YEAR, FURTHEST = 1990, 2  # years ahead of the present one
MEASURE_KIND = "directives.planmeasure"  # how a task points to the measure it carries out


@dataclass(frozen=True)
class PlanText:
    """What a plan is called, and what it is to reach."""

    title: str
    aim: str = ""


@dataclass(frozen=True)
class MeasureText:
    """One measure as it is written. `due_on` and `owner_post` may wait until the plan is adopted."""

    text: str
    owner_post: str = ""
    due_on: date | None = None
    proof: str = ""


@dataclass(frozen=True)
class NewPlan:
    """A plan that was adopted on paper before it is entered (`enter_plans`). `measures`: with the measure it was taken from."""

    unit: Unit
    year: int
    directives: Sequence[Directive]
    text: PlanText
    reference: str
    dated_on: date
    measures: Sequence[tuple[MeasureText, PlanMeasure | None]] = field(default_factory=tuple)
    parent: UnitPlan | None = None


@transaction.atomic
def begin_plan(
    *, actor: Actor, unit: Unit, year: int, directives: Sequence[Directive], text: PlanText
) -> UnitPlan:
    """Begin the draft of a unit's plan; it hangs under the nearest plan above for the same directive and year.

    Raises Forbidden, or Refused: no title, no directive, a year out of reach, the unit has a plan for a directive in that year.
    """
    if isinstance(actor, User):
        require(can_write_for(actor, unit))
    _check_year(year)
    _check_text(text)
    _check_directives(unit, year, directives)
    plan = UnitPlan.objects.create(
        code=next_codes("KH", UnitPlan, [year], 4)[0],
        unit=unit,
        year=year,
        parent=plan_above(unit, year, directives),
    )
    _serve(plan, directives)
    version = PlanVersion(plan=plan, number=1, title=text.title, aim=text.aim)
    version.search_key = _search_key(version, [])
    version.save()
    _note(actor, "plan.begun", plan, after={"title": text.title, "year": year})
    return plan


@transaction.atomic
def change_plan(*, actor: User, plan: UnitPlan, text: PlanText, row_version: int) -> PlanVersion:
    """Change title and aim of the draft. Raises Forbidden, Conflict, Refused (nothing is being drafted, no title)."""
    draft = _draft(actor, plan, row_version)
    _check_text(text)
    before = {"title": draft.title, "aim": draft.aim}
    draft.title, draft.aim = text.title, text.aim
    _save(draft)
    _note(actor, "plan.changed", plan, before=before, after={"title": text.title, "aim": text.aim})
    return draft


@transaction.atomic
def add_measure(*, actor: User, plan: UnitPlan, measure: MeasureText) -> PlanMeasure:
    """One more measure, last. Raises Forbidden, or Refused: nothing is being drafted, no words, too many."""
    draft = _draft(actor, plan)
    _check_measure(measure, plan.year)
    _check_room(draft, 1)
    made = PlanMeasure.objects.create(version=draft, position=_next_place(draft), **vars(measure))
    _save(draft)
    _note(actor, "plan.measure_added", plan, after=_measure_picture(made))
    return made


@transaction.atomic
def change_measure(*, actor: User, measure: PlanMeasure, text: MeasureText, row_version: int) -> PlanMeasure:
    """Change a measure of the draft; once its words are others, it no longer counts as taken over.

    Raises Forbidden, Conflict, Refused as `add_measure`.
    """
    plan = measure.version.plan
    draft = _draft(actor, plan, row_version)
    measure = _of_draft(draft, measure)
    _check_measure(text, plan.year)
    before = _measure_picture(measure)
    if folding_key(text.text) != folding_key(measure.text):
        measure.taken_from = None
    for name, value in vars(text).items():
        setattr(measure, name, value)
    measure.save()
    _save(draft)
    _note(actor, "plan.measure_changed", plan, before=before, after=_measure_picture(measure))
    return measure


@transaction.atomic
def remove_measure(*, actor: User, measure: PlanMeasure) -> None:
    """Strike a measure from the draft; the record keeps its words. Raises Forbidden, Refused."""
    plan = measure.version.plan
    draft = _draft(actor, plan)
    measure = _of_draft(draft, measure)
    before = _measure_picture(measure)
    measure.delete()
    _save(draft)
    _note(actor, "plan.measure_removed", plan, before=before)


@transaction.atomic
def take_measures(*, actor: User, plan: UnitPlan, ids: Sequence[uuid.UUID]) -> int:
    """Take measures over from the parent's plan or from the unit's own of the year before, as a start; how many.

    They are marked as taken until their words are changed; the owner is left to be named, a due day of another year is left out.
    Raises Forbidden, or Refused: none chosen, one that is not to be had, one that is there already, too many.
    """
    draft = _draft(actor, plan)
    if not ids:
        raise _refused("bien-phap", _("Đánh dấu ít nhất một biện pháp để lấy."))
    offered = {one.pk: one for one in takeable_measures(plan)}
    if not set(ids) <= set(offered):
        raise Refused(_("Biện pháp này vừa đổi ở kế hoạch gốc hoặc đã lấy rồi. Tải lại trang rồi chọn lại."))
    chosen = [one for pk, one in offered.items() if pk in set(ids)]
    _check_room(draft, len(chosen))
    place = _next_place(draft)
    PlanMeasure.objects.bulk_create(
        [
            PlanMeasure(
                version=draft,
                position=place + at,
                text=one.text,
                due_on=one.due_on if one.due_on and one.due_on.year == plan.year else None,
                proof=one.proof,
                taken_from=one,
            )
            for at, one in enumerate(chosen)
        ]
    )
    _save(draft)
    _note(actor, "plan.measures_taken", plan, after={"measures": [one.text for one in chosen]})
    return len(chosen)


@transaction.atomic
def adopt_plan(
    *, actor: User, plan: UnitPlan, reference: str, dated_on: date, row_version: int
) -> PlanVersion:
    """The head adopts the draft as a paper with number and date; the version before it is kept as replaced.

    Raises Forbidden, Conflict, or Refused: nothing is being drafted, no number, a day to come or of another time, no measure, a
    measure without owner or due day.
    """
    require(can_adopt_for(actor, plan.unit_id), _("Người đứng đầu đơn vị ban hành kế hoạch."))
    draft = _draft_of(plan, row_version)
    _check_paper(plan, draft, reference, dated_on)
    now = clock.now()
    PlanVersion.objects.filter(plan=plan, state=PlanState.ADOPTED).update(state=PlanState.REPLACED)
    draft.state, draft.adopted_at = PlanState.ADOPTED, now
    draft.reference, draft.dated_on = reference.strip(), dated_on
    _save(draft)
    after = {"number": draft.number, "reference": draft.reference, "dated_on": dated_on}
    _note(actor, "plan.adopted", plan, after=after)
    return draft


@transaction.atomic
def revise_plan(*, actor: User, plan: UnitPlan, note: str) -> PlanVersion:
    """Begin a further version with the measures of the one in force, which stays in force until the new one is adopted.

    Raises Forbidden, or Refused: no reason, nothing in force, one is being drafted already.
    """
    require(can_write_for(actor, plan.unit_id))
    UnitPlan.objects.select_for_update().get(pk=plan.pk)
    if looks_empty(note):
        raise _refused("note", _("Ghi vì sao phải sửa kế hoạch."))
    if plan.versions.filter(state=PlanState.DRAFT).exists():
        raise Refused(_("Đang có bản dự thảo. Sửa tiếp bản đó."))
    standing = plan.versions.filter(state=PlanState.ADOPTED).first()
    if standing is None:
        raise Refused(_("Kế hoạch chưa ban hành nên chưa cần bản mới."))
    last = plan.versions.aggregate(last=Max("number"))["last"]
    draft = PlanVersion(
        plan=plan, number=last + 1, title=standing.title, aim=standing.aim, change_note=note.strip()
    )
    draft.search_key = standing.search_key
    draft.save()
    PlanMeasure.objects.bulk_create(
        [
            PlanMeasure(
                version=draft,
                position=one.position,
                text=one.text,
                owner_post=one.owner_post,
                due_on=one.due_on,
                proof=one.proof,
                taken_from_id=one.taken_from_id,
            )
            for one in standing.measures.all()
        ]
    )
    _note(actor, "plan.revised", plan, after={"number": draft.number, "note": draft.change_note})
    return draft


@transaction.atomic
def drop_draft(*, actor: User, plan: UnitPlan, row_version: int) -> bool:
    """Throw the draft away; a plan that was never adopted goes with it (True). The record keeps what it said.

    Raises Forbidden, Conflict, Refused (nothing is being drafted).
    """
    draft = _draft(actor, plan, row_version)
    before = {
        "title": draft.title,
        "aim": draft.aim,
        "measures": [one.text for one in draft.measures.all()],
    }
    _note(actor, "plan.draft_dropped", plan, before=before)
    draft.delete()
    gone = not plan.versions.exists()
    if gone:
        plan.delete()
    return gone


@transaction.atomic
def keep_paper(*, actor: User, plan: UnitPlan, accepted: AcceptedFile) -> PlanVersion:
    """Put the paper, which has passed the gate, to the draft; else to the version in force that has none yet.

    Raises Forbidden, or Refused: the version in force has its paper, which is not exchanged.
    """
    require(can_write_for(actor, plan.unit_id))
    UnitPlan.objects.select_for_update().get(pk=plan.pk)
    version = plan.versions.filter(state=PlanState.DRAFT).first()
    if version is None:
        version = plan.versions.filter(state=PlanState.ADOPTED).first()
        if version is None or version.file_id is not None:
            raise Refused(_("Bản đã ban hành đã có tệp. Muốn đổi thì lập bản mới."))
    version.file, version.file_name = keep(accepted), accepted.name
    _save(version)
    after = {"number": version.number, "name": accepted.name, "size": accepted.size}
    _note(actor, "plan.paper_kept", plan, after=after)
    return version


@transaction.atomic
def give_measure(
    *, actor: Actor, measure: PlanMeasure, units: Sequence[Unit], due_on: date | None = None
) -> list[Task]:
    """Give a measure of the plan in force as a task, in the plan's unit's name; each task points back to the measure.

    Raises Forbidden, or Refused: the version is not in force, no due day, and as `tasks.services.give_tasks`.
    """
    version = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan__unit")
        .get(pk=measure.version_id)
    )
    if version.state != PlanState.ADOPTED or version.dated_on is None:
        raise Refused(_("Chỉ giao được biện pháp của kế hoạch đã ban hành."))
    due = due_on or measure.due_on
    if due is None:
        raise _refused("due_on", _("Ghi hạn của nhiệm vụ."))
    plan = version.plan
    title = measure.text if len(measure.text) <= 300 else f"{measure.text[:297].rstrip()}…"
    task = NewTask(
        title,
        due,
        detail=measure.text if title != measure.text else "",
        proof_wanted=measure.proof,
        origin_kind=OriginKind.DIRECTIVE,
        origin_label=_("Kế hoạch %(reference)s ngày %(day)s")
        % {"reference": version.reference, "day": format_day(version.dated_on)},
        origin=Reference(MEASURE_KIND, measure.pk),
        sentence=measure.text,
    )
    made = give_tasks(actor=actor, asker=plan.unit, units=units, task=task)
    _note(actor, "plan.measure_given", plan, after={"measure": title, "tasks": [one.code for one in made]})
    return made


@transaction.atomic
def remind_lacking(
    *, actor: User, asker: Unit, directive: Directive, year: int, codes: Sequence[str]
) -> list[Unit]:
    """Remind units directly below that have no adopted plan, each at most once a day; those reminded now.

    Raises Forbidden, or Refused: none chosen, the asker has no plan in force, none of them lacks one, all were reminded today.
    """
    require(can_chase_for(actor, asker))
    if not codes:
        raise Refused(_("Đánh dấu ít nhất một đơn vị để nhắc."))
    one_at_a_time("plan_reminders")
    if not PlanVersion.objects.filter(
        state=PlanState.ADOPTED,
        plan__serves__unit=asker,
        plan__serves__directive=directive,
        plan__serves__year=year,
    ).exists():
        raise Refused(_("Ban hành kế hoạch của cấp mình trước, rồi mới nhắc các đơn vị bên dưới."))
    lacking = list(units_lacking(asker, directive, year).filter(code__in=list(codes)))
    if not lacking:
        raise Refused(_("Các đơn vị đã chọn đều đã ban hành kế hoạch. Tải lại trang để xem."))
    today = clock.today()
    reminded = set(
        PlanReminder.objects.filter(
            directive=directive, year=year, reminded_on=today, unit__in=lacking
        ).values_list("unit", flat=True)
    )
    left = [unit for unit in lacking if unit.pk not in reminded]
    if not left:
        raise Refused(_("Hôm nay đã nhắc tất cả các đơn vị này. Mai nhắc tiếp được."))
    made = PlanReminder.objects.bulk_create(
        [
            PlanReminder(unit=unit, asker=asker, directive=directive, year=year, reminded_on=today)
            for unit in left
        ]
    )
    record_many(
        actor,
        [
            Act(
                "plan.reminded",
                one,
                one.unit_id,
                unit.code,
                after={"directive": directive.reference, "year": year, "asker": asker.code},
            )
            for one, unit in zip(made, left, strict=True)
        ],
    )
    return left


@transaction.atomic
def enter_plans(*, actor: Actor, plans: Sequence[NewPlan]) -> list[UnitPlan]:
    """Enter plans that were adopted on paper, in the order given; a fixed number of statements.

    Raises Refused as `begin_plan` and `adopt_plan` do.
    """
    now, codes = clock.now(), next_codes("KH", UnitPlan, [one.year for one in plans], 4)
    made, serving, versions, measures = [], [], [], []
    for code, new in zip(codes, plans, strict=True):
        _check_year(new.year)
        _check_text(new.text)
        plan = UnitPlan(code=code, unit=new.unit, year=new.year, parent=new.parent, created_at=now)
        version = PlanVersion(
            plan=plan,
            number=1,
            state=PlanState.ADOPTED,
            title=new.text.title,
            aim=new.text.aim,
            reference=new.reference,
            dated_on=new.dated_on,
            adopted_at=now,
        )
        own = [
            PlanMeasure(version=version, position=at, taken_from=source, **vars(text))
            for at, (text, source) in enumerate(new.measures)
        ]
        for one in own:
            _check_measure(MeasureText(one.text, one.owner_post, one.due_on, one.proof), new.year)
        version.search_key = _search_key(version, own)
        made.append(plan)
        serving += [
            PlanDirective(plan=plan, directive=directive, unit=new.unit, year=new.year)
            for directive in new.directives
        ]
        versions.append(version)
        measures += own
    UnitPlan.objects.bulk_create(made, batch_size=1000)
    PlanDirective.objects.bulk_create(serving, batch_size=1000)
    PlanVersion.objects.bulk_create(versions, batch_size=1000)
    PlanMeasure.objects.bulk_create(measures, batch_size=1000)
    record_many(
        actor,
        [
            Act("plan.entered", one.plan, one.plan.unit_id, one.plan.code, after={"reference": one.reference})
            for one in versions
        ],
    )
    return made


def _draft(actor: User, plan: UnitPlan, row_version: int | None = None) -> PlanVersion:
    require(can_write_for(actor, plan.unit_id), _("Chỉ đơn vị có kế hoạch soạn kế hoạch của mình."))
    return _draft_of(plan, row_version)


def _draft_of(plan: UnitPlan, row_version: int | None) -> PlanVersion:
    """The draft, locked until the transaction ends."""
    draft = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan")
        .filter(plan=plan, state=PlanState.DRAFT)
        .first()
    )
    if draft is None:
        raise Refused(_("Không có bản dự thảo nào. Muốn sửa kế hoạch đã ban hành thì lập bản mới."))
    if row_version is not None and draft.row_version != row_version:
        raise Conflict(_("Dự thảo vừa được người khác sửa. Xem bản đang lưu rồi sửa lại."))
    return draft


def _of_draft(draft: PlanVersion, measure: PlanMeasure) -> PlanMeasure:
    found = PlanMeasure.objects.filter(pk=measure.pk, version=draft).first()
    if found is None:
        raise Refused(_("Biện pháp này thuộc bản đã ban hành nên không sửa được."))
    return found


def _save(version: PlanVersion) -> None:
    version.row_version += 1
    version.search_key = _search_key(version, version.measures.all())
    version.save()


def _search_key(version: PlanVersion, measures: Any) -> str:
    said = [version.plan.code, version.title, version.reference, *(one.text for one in measures)]
    return " ".join(folding_key(one) for one in said)


def _serve(plan: UnitPlan, directives: Sequence[Directive]) -> None:
    PlanDirective.objects.bulk_create(
        [
            PlanDirective(plan=plan, directive=directive, unit_id=plan.unit_id, year=plan.year)
            for directive in directives
        ]
    )


def _next_place(draft: PlanVersion) -> int:
    last = draft.measures.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _check_year(year: int) -> None:
    last = clock.today().year + FURTHEST
    if not FIRST_YEAR <= year <= last:
        sentence = _("Năm của kế hoạch từ %(first)d đến %(last)d.")
        raise _refused("year", sentence % {"first": FIRST_YEAR, "last": last})


def _check_text(text: PlanText) -> None:
    if looks_empty(text.title):
        raise _refused("title", _("Ghi tên kế hoạch."))


def _check_directives(unit: Unit, year: int, directives: Sequence[Directive]) -> None:
    if not directives:
        raise _refused("directives", _("Chọn ít nhất một văn bản mà kế hoạch thực hiện."))
    one_at_a_time("KH")
    taken = (
        PlanDirective.objects.filter(unit=unit, year=year, directive__in=directives)
        .select_related("plan", "directive")
        .first()
    )
    if taken is not None:
        words = {"label": taken.directive.short_label, "year": year, "code": taken.plan.code}
        sentence = _("Đơn vị đã có kế hoạch %(code)s năm %(year)d theo %(label)s. Mở kế hoạch đó để sửa.")
        raise _refused("directives", sentence % words)


def _check_measure(measure: MeasureText, year: int) -> None:
    if looks_empty(measure.text):
        raise _refused("text", _("Ghi biện pháp: làm gì."))
    if len(measure.text) > LONGEST_MEASURE:
        raise _refused("text", _("Biện pháp dài quá %(most)d ký tự. Tách ra.") % {"most": LONGEST_MEASURE})
    if measure.due_on is not None and not year <= measure.due_on.year <= year + 1:
        sentence = _("Hạn của kế hoạch năm %(year)d phải trong năm đó hoặc năm sau.")
        raise _refused("due_on", sentence % {"year": year})


def _check_room(draft: PlanVersion, more: int) -> None:
    if draft.measures.count() + more > MOST_MEASURES:
        raise Refused(_("Nhiều nhất %(most)d biện pháp. Gộp các việc nhỏ lại.") % {"most": MOST_MEASURES})


def _check_paper(plan: UnitPlan, draft: PlanVersion, reference: str, dated_on: date) -> None:
    if looks_empty(reference):
        raise _refused("reference", _("Ghi số, ký hiệu của kế hoạch."))
    if dated_on > clock.today():
        raise _refused("dated_on", _("Ngày ban hành chưa tới. Ghi ngày trên văn bản."))
    if not plan.year - 1 <= dated_on.year <= plan.year + 1:
        sentence = _("Ngày ban hành cách xa năm %(year)d của kế hoạch. Xem lại ngày.")
        raise _refused("dated_on", sentence % {"year": plan.year})
    measures = list(draft.measures.all())
    if not measures:
        raise Refused(_("Kế hoạch chưa có biện pháp nào. Thêm biện pháp rồi ban hành."))
    for place, one in enumerate(measures, 1):
        if looks_empty(one.owner_post) or one.due_on is None:
            sentence = _(
                "Biện pháp %(place)d chưa ghi chức danh lo việc hoặc chưa có hạn. Ghi đủ rồi ban hành."
            )
            raise Refused(sentence % {"place": place})


def _measure_picture(measure: PlanMeasure) -> dict[str, Any]:
    names = ("text", "owner_post", "due_on", "proof")
    return {name: getattr(measure, name) for name in names}


def _note(actor: Actor, act: str, plan: UnitPlan, **pictures: Any) -> None:
    record(actor, act, plan, chain=plan.unit_id, label=plan.code, **pictures)


def _refused(name: str, sentence: str) -> Refused:
    return Refused(sentence, fields={name: sentence})
