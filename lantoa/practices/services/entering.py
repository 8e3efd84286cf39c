"""Enter practices that already have a history, many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from lantoa.audit.services import Act, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.directives.queries.serving import besides
from lantoa.organisation.models import Unit
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Measurement, Practice, PracticeYear
from lantoa.practices.texts import PracticeText, keep_marks, made_of, next_codes, refuse_same_titles


@dataclass(frozen=True)
class NewPractice:
    """A practice with its years, as registers and imports bring it. Years must be ascending.

    `dates` says for a year on which days it was registered and decided on; a year left out takes the present moment.
    """

    unit: Unit
    text: PracticeText
    years: Sequence[tuple[int, Origin, YearState]]
    measurements: Sequence[tuple[str, Decimal]] = field(default=())
    dates: Mapping[int, tuple[date, date]] = field(default_factory=dict)

    def instants(self, year: int) -> tuple[datetime, datetime]:
        """When the year was registered and decided on."""
        if year not in self.dates:
            return clock.now(), clock.now()
        registered_on, decided_on = self.dates[year]
        return clock.instant(registered_on), clock.instant(decided_on)


@transaction.atomic
def enter_practices(*, actor: Actor, practices: Iterable[NewPractice]) -> list[Practice]:
    """Enter practices that already have a history, each with the states it reached; codes run per year of first registration.

    Raises Refused when a unit would hold two practices of one title.
    """
    practices = list(practices)
    codes = next_codes([one.years[0][0] for one in practices])
    refuse_same_titles([(one.unit, one.text.title) for one in practices])
    made = [made_of(code, one.unit, one.text) for code, one in zip(codes, practices, strict=True)]
    keep_marks(made)
    Practice.objects.bulk_create(made, batch_size=500)
    through = Practice.other_fields.through
    through.objects.bulk_create(
        [
            through(practice_id=practice.pk, practicefield_id=other.pk)
            for practice, one in zip(made, practices, strict=True)
            for other in one.text.besides
        ],
        batch_size=1000,
    )
    under = Practice.other_directives.through
    under.objects.bulk_create(
        [
            under(practice_id=practice.pk, directive_id=other.pk)
            for practice, one in zip(made, practices, strict=True)
            for other in besides(one.text.directive, one.text.other_directives)
        ],
        batch_size=1000,
    )
    decided = {YearState.RECOGNISED, YearState.NOT_RECOGNISED}
    PracticeYear.objects.bulk_create(
        [
            PracticeYear(
                practice=practice,
                year=year,
                origin=origin,
                state=state,
                registered_at=one.instants(year)[0],
                decided_at=one.instants(year)[1] if state in decided else None,
            )
            for practice, one in zip(made, practices, strict=True)
            for year, origin, state in one.years
        ],
        batch_size=1000,
    )
    Measurement.objects.bulk_create(
        [
            Measurement(practice=practice, period=period, value=value)
            for practice, one in zip(made, practices, strict=True)
            for period, value in one.measurements
        ],
        batch_size=1000,
    )
    record_many(
        actor,
        [
            Act(
                "practice.entered",
                practice,
                practice.unit_id,
                after={"years": [list(year) for year in one.years]},
            )
            for practice, one in zip(made, practices, strict=True)
        ],
    )
    return made
