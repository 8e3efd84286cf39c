"""Enter plans that were adopted on paper. Not for people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from lantoa.audit.services import Act, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.directives.choices import PlanState
from lantoa.directives.models import (
    Directive,
    PlanDirective,
    PlanMeasure,
    PlanVersion,
    UnitPlan,
)
from lantoa.directives.plan_texts import MeasureText, PlanText, check_measure, check_text, check_year
from lantoa.directives.services.codes import next_codes
from lantoa.directives.services.plans.drafts import plan_search_key
from lantoa.organisation.models import Unit


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
def enter_plans(*, actor: Actor, plans: Sequence[NewPlan]) -> list[UnitPlan]:
    """Enter plans that were adopted on paper, in the order given; a fixed number of statements.

    Raises Refused as `begin_plan` and `adopt_plan` do.
    """
    now, codes = clock.now(), next_codes("KH", UnitPlan, [one.year for one in plans], 4)
    made, serving, versions, measures = [], [], [], []
    for code, new in zip(codes, plans, strict=True):
        check_year(new.year)
        check_text(new.text)
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
            check_measure(MeasureText(one.text, one.owner_post, one.due_on, one.proof), new.year)
        version.search_key = plan_search_key(version, own)
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
