"""A total that somebody states beside the sum that the house counts, for an ordinary collection. Shown, never mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lantoa.accounts.models import User
from lantoa.organisation.choices import TreeView
from lantoa.reporting.choices import TreeRule
from lantoa.reporting.models import Line, Publication, StatedFigure, Submission
from lantoa.reporting.published.checks import disagrees
from lantoa.reporting.published.figures import Figure
from lantoa.reporting.queries.publications import figure_of, publications_visible_to
from lantoa.reporting.queries.submissions import counted
from lantoa.reporting.queries.totals import LineTotal, NodeTotals


@dataclass(frozen=True)
class TotalDifference:
    """One line whose stated total is not what the accepted reports add up to. `stated` is a percentage for a ratio, and so are
    `found` and `difference` (stated − found).

    `publication` states it, or, where that is None, the node's own accepted report: then `found` is the sum of the reports below
    it, and the node's total holds both; or, of a divided line, the accepted total (`of_parts`): then `found` is the sum of its
    parts, and `lacking` accepted reports have no figure at one of them.
    """

    line: Line
    stated: Decimal
    said: str
    found: Decimal
    difference: Decimal
    publication: Publication | None = None
    of_parts: bool = False
    lacking: int = 0

    @property
    def gap(self) -> Decimal:
        return abs(self.difference)


def stated_beside_totals(user: User, totals: NodeTotals) -> list[TotalDifference]:
    """What differs, in the order of the sheet. Two statements. Restated totals are nobody's statement: nothing."""
    if totals.view == TreeView.RESTATED:
        return []
    found = [*_published(user, totals), *_own_report(totals), *_parts(totals)]
    return sorted(found, key=lambda one: one.line.position)


def _published(user: User, totals: NodeTotals) -> Iterator[TotalDifference]:
    """Figures that a publication about the node states for a line of the sheet and the period."""
    by_code = {one.line.indicator.code: one for one in totals.lines}
    publications = publications_visible_to(user).filter(
        replaced_at=None, unit=totals.node.pk, period_code=totals.collection.period_code
    )
    rows = StatedFigure.objects.select_related("publication").filter(
        publication__in=publications, indicator__in=list(by_code)
    )
    for row in rows.order_by("publication__first_day", "position"):
        total = by_code[row.indicator]
        if total.accepted.value is None:
            continue
        stated = figure_of(row)
        exact = total.accepted.value * 100 if total.line.computed else total.accepted.value
        if stated.is_share == total.line.computed and disagrees(stated, exact):
            found = _as_printed(exact, stated)
            yield TotalDifference(
                total.line, stated.value, stated.said_with_unit, found, stated.value - found, row.publication
            )


def _as_printed(exact: Decimal, stated: Figure) -> Decimal:
    """A computed percentage with the decimals of the stated one; a sum as it is."""
    if not stated.is_share:
        return exact
    return exact.quantize(Decimal(1).scaleb(-stated.places), rounding=ROUND_HALF_UP)


def _own_report(totals: NodeTotals) -> Iterator[TotalDifference]:
    """What the node reported itself on lines that only add up the units below it."""
    own = Submission.objects.filter(counted(), collection=totals.collection, unit=totals.node.pk).first()
    if own is None:
        return
    for total in totals.lines:
        stated, accepted = own.values[total.line.position], total.accepted
        below = accepted.reported - 1
        if total.line.tree_rule != TreeRule.SUM or stated is None or accepted.value is None or below < 1:
            continue
        found = accepted.value - stated
        if found != stated:
            yield TotalDifference(total.line, stated, "", found, stated - found)


def _parts(totals: NodeTotals) -> Iterator[TotalDifference]:
    """Divided lines whose total is not its parts added up, or, of «trong đó», less than they are."""
    parts: dict[object, list[LineTotal]] = {}
    for one in totals.lines:
        if one.line.part_of_id:
            parts.setdefault(one.line.part_of_id, []).append(one)
    for one in totals.lines:
        stated = one.accepted.value
        known = [
            part.accepted.value for part in parts.get(one.line.pk, []) if part.accepted.value is not None
        ]
        if stated is None or not known:
            continue
        found = sum(known, Decimal(0))
        if found > stated or (one.line.summed and found != stated):
            lacking = max(part.accepted.missing for part in parts[one.line.pk])
            yield TotalDifference(one.line, stated, "", found, stated - found, of_parts=True, lacking=lacking)
