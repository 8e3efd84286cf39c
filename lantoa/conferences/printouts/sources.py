"""What the files of a review are drawn from besides its figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from lantoa.commendation.models import Certificate
from lantoa.commendation.queries import by_register
from lantoa.conferences.figures import Figure
from lantoa.conferences.models import Conference
from lantoa.directives.choices import LinkKind
from lantoa.directives.models import Directive
from lantoa.organisation.models import Unit, UnitVersion
from lantoa.organisation.queries.units import children_of, version_on
from lantoa.practices.models import Practice
from lantoa.practices.queries.practices import by_codes, fields

Figures = Mapping[str, Figure]
SAMPLE_MARK = "Dữ liệu minh họa"
NOTHING_REPORTED = "Chưa có số liệu báo cáo cho nội dung này."


@dataclass(frozen=True)
class Sources:
    """What a report is drawn from besides its figures, read once."""

    conference: Conference
    figures: Figures
    issuer: UnitVersion
    superior: UnitVersion | None
    linked: Sequence[Directive]
    units: Sequence[Unit]
    chosen: Sequence[Practice]
    certificates: Sequence[Certificate]
    by_year_and_field: dict[int, dict[str, int]]
    field_names: dict[str, str]


def sources_of(conference: Conference, figures: Figures) -> Sources:
    """Read what the report and its annexes print, on the day the review was held."""
    day = conference.held_on
    issuer = version_on(conference.unit_id, day)
    certificates: QuerySet[Certificate] = by_register(
        [*figures["awards.collectives"].codes, *figures["awards.individuals"].codes], node=conference.unit_id
    )
    return Sources(
        conference=conference,
        figures=figures,
        issuer=issuer,
        superior=version_on(issuer.parent_id, day) if issuer.parent_id else None,
        linked=[
            link.target
            for link in conference.reviewed_directive.links.filter(kind=LinkKind.GOES_WITH)
            .select_related("target")
            .order_by("target__issued_on")
        ],
        units=list(children_of(conference.unit_id, day)),
        chosen=list(by_codes(figures["practices.in_booklet"].codes)),
        certificates=list(certificates),
        by_year_and_field=_by_year_and_field(figures["practices.recognised"]),
        field_names=dict(fields().values_list("code", "name")),
    )


def _by_year_and_field(recognised: Figure) -> dict[int, dict[str, int]]:
    """Year → field code → practices, from the practices that the frozen figure names: both always agree."""
    field_of = dict(by_codes(recognised.codes).values_list("code", "field__code"))
    return {
        int(part.label): dict(Counter(field_of[code] for code in part.codes)) for part in recognised.parts
    }
