"""Measures of a plan: write them, take them over from above or from the year before, give them as tasks."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import PlanState
from lantoa.directives.models import (
    PlanMeasure,
    PlanVersion,
    UnitPlan,
)
from lantoa.directives.plan_texts import (
    MOST_MEASURES,
    MeasureText,
    check_measure,
)
from lantoa.directives.queries.plans import takeable_measures
from lantoa.directives.services.plans.drafts import (
    note_plan,
    of_draft,
    own_draft,
    save_version,
)
from lantoa.organisation.models import Unit
from lantoa.tasks.choices import OriginKind
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_tasks

MEASURE_KIND = "directives.planmeasure"  # how a task points to the measure it carries out


@transaction.atomic
def add_measure(*, actor: User, plan: UnitPlan, measure: MeasureText) -> PlanMeasure:
    """One more measure, last. Raises Forbidden, or Refused: nothing is being drafted, no words, too many."""
    draft = own_draft(actor, plan)
    check_measure(measure, plan.year)
    _check_room(draft, 1)
    made = PlanMeasure.objects.create(version=draft, position=_next_place(draft), **vars(measure))
    save_version(draft)
    note_plan(actor, "plan.measure_added", plan, after=_measure_picture(made))
    return made


@transaction.atomic
def change_measure(*, actor: User, measure: PlanMeasure, text: MeasureText, row_version: int) -> PlanMeasure:
    """Change a measure of the draft; once its words are others, it no longer counts as taken over.

    Raises Forbidden, Conflict, Refused as `add_measure`.
    """
    plan = measure.version.plan
    draft = own_draft(actor, plan, row_version)
    measure = of_draft(draft, measure)
    check_measure(text, plan.year)
    before = _measure_picture(measure)
    if folding_key(text.text) != folding_key(measure.text):
        measure.taken_from = None
    for name, value in vars(text).items():
        setattr(measure, name, value)
    measure.save()
    save_version(draft)
    note_plan(actor, "plan.measure_changed", plan, before=before, after=_measure_picture(measure))
    return measure


@transaction.atomic
def remove_measure(*, actor: User, measure: PlanMeasure) -> None:
    """Strike a measure from the draft; the record keeps its words. Raises Forbidden, Refused."""
    plan = measure.version.plan
    draft = own_draft(actor, plan)
    measure = of_draft(draft, measure)
    before = _measure_picture(measure)
    measure.delete()
    save_version(draft)
    note_plan(actor, "plan.measure_removed", plan, before=before)


@transaction.atomic
def take_measures(*, actor: User, plan: UnitPlan, ids: Sequence[uuid.UUID]) -> int:
    """Take measures over from the parent's plan or from the unit's own of the year before, as a start; how many.

    They are marked as taken until their words are changed; the owner is left to be named, a due day of another year is left out.
    Raises Forbidden, or Refused: none chosen, one that is not to be had, one that is there already, too many.
    """
    draft = own_draft(actor, plan)
    if not ids:
        raise Refused.at("bien-phap", _("Đánh dấu ít nhất một biện pháp để lấy."))
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
    save_version(draft)
    note_plan(actor, "plan.measures_taken", plan, after={"measures": [one.text for one in chosen]})
    return len(chosen)


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
        raise Refused.at("due_on", _("Ghi hạn của nhiệm vụ."))
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
    note_plan(
        actor, "plan.measure_given", plan, after={"measure": title, "tasks": [one.code for one in made]}
    )
    return made


def _next_place(draft: PlanVersion) -> int:
    last = draft.measures.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _check_room(draft: PlanVersion, more: int) -> None:
    if draft.measures.count() + more > MOST_MEASURES:
        raise Refused(_("Nhiều nhất %(most)d biện pháp. Gộp các việc nhỏ lại.") % {"most": MOST_MEASURES})


def _measure_picture(measure: PlanMeasure) -> dict[str, Any]:
    names = ("text", "owner_post", "due_on", "proof")
    return {name: getattr(measure, name) for name in names}
