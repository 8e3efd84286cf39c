"""The rows by which units owe a report: who may be asked, who adds up whom, and the drafts that stand from the first day."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.organisation.models import Ancestry, Unit
from lantoa.reporting.choices import ObligationState, TreeRule
from lantoa.reporting.models import Collection, Line, Obligation, Submission

AT_ONCE = 20_000  # rows that one statement writes
NAMED = 10  # units that a refusal names


def check_units(collection: Collection, units: Sequence[Unit]) -> None:
    """Refused unless every unit stands under the collecting one on the period's last day. One statement."""
    below = set(
        Ancestry.objects.filter(ancestor=collection.owner, valid__contains=collection.tree_day).values_list(
            "descendant", flat=True
        )
    )
    outside = sorted(unit.code for unit in units if unit.pk not in below)
    if outside:
        sentence = _("Không trực thuộc đơn vị thu báo cáo trong kỳ này: %(codes)s.")
        raise Refused(sentence % {"codes": some(outside)})


def some(codes: Sequence[str]) -> str:
    """The first few codes, for a sentence."""
    return ", ".join(codes[:NAMED]) + (" …" if len(codes) > NAMED else "")


def oblige(
    collection: Collection, units: Sequence[Unit], exempt: Mapping[uuid.UUID, str]
) -> list[Obligation]:
    """The rows of units that owe from now on, with drafts for those who are not exempt. Four statements."""
    ids = [unit.pk for unit in units]
    collecting = collecting_of(collection, ids, ids)
    made = Obligation.objects.bulk_create(
        [
            Obligation(
                collection=collection,
                unit=unit,
                state=ObligationState.EXEMPT if unit.pk in exempt else ObligationState.OWED,
                reason=exempt.get(unit.pk, ""),
                collects=unit.pk in collecting,
            )
            for unit in units
        ],
        batch_size=AT_ONCE,
    )
    make_drafts(collection, [one for one in made if one.state != ObligationState.EXEMPT])
    return made


def collecting_of(
    collection: Collection, above: Iterable[uuid.UUID], below: Iterable[uuid.UUID]
) -> set[uuid.UUID]:
    """Those of `above` that have one of `below` under them in the tree of the period."""
    return set(
        Ancestry.objects.filter(
            ancestor__in=list(above),
            descendant__in=list(below),
            depth__gt=0,
            valid__contains=collection.tree_day,
        ).values_list("ancestor", flat=True)
    )


def make_drafts(collection: Collection, obligations: Sequence[Obligation]) -> None:
    """Drafts stand from the first day, so that reading a page never writes. Two statements."""
    lines = list(Line.objects.filter(version_id=collection.sheet_version_id))
    added_up = [line.position for line in lines if line.tree_rule == TreeRule.SUM]
    Submission.objects.bulk_create(
        [
            Submission(
                collection=collection,
                unit_id=one.unit_id,
                values=[None] * len(lines),
                source_values=[None] * len(lines),
                not_applicable=added_up if one.collects else [],
            )
            for one in obligations
        ],
        batch_size=AT_ONCE,
    )


def settled(row: Obligation) -> dict[str, object]:
    """How a duty stands, for the record."""
    return {"state": str(row.state), "reason": row.reason, "until": row.agreed_until}
