"""Dimensions that a person may divide lines by: those of the house and those of the own tree."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.reporting.dimensions import DimensionSpec, OptionSpec, ready_dimensions
from lantoa.reporting.models import Dimension, DraftLine, Line


def dimensions_visible_to(user: User) -> QuerySet[Dimension]:
    """Those of the trees in which the person designs sheets: nobody else chooses among them."""
    return Dimension.objects.filter(owner__in=access.units_in_scope(user, "sheet.edit"))


def get_dimension(user: User, code: str) -> Dimension:
    """Raises NotFound outside one's trees."""
    found = dimensions_visible_to(user).prefetch_related("options").filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def spec_of(dimension: Dimension) -> DimensionSpec:
    options = [OptionSpec(one.code, one.name, one.since_on, one.until_on) for one in dimension.options.all()]
    return DimensionSpec(dimension.code, dimension.name, dimension.exhaustive, options, dimension.basis)


def specs_for(user: User) -> dict[str, DimensionSpec]:
    """By code, those of the house first. Two statements."""
    own = dimensions_visible_to(user).prefetch_related("options")
    return ready_dimensions() | {one.code: spec_of(one) for one in own}


@dataclass(frozen=True)
class DimensionRow:
    """A dimension as the list shows it. `lines`: how many indicators are divided by it."""

    spec: DimensionSpec
    lines: int


def dimension_rows(user: User) -> list[DimensionRow]:
    """All that one may use, those of the own trees first. A constant number of statements."""
    used = dict(
        Line.objects.exclude(dimension="")
        .order_by()
        .values_list("dimension")
        .annotate(n=Count("indicator", distinct=True))
    )
    rows = [DimensionRow(spec, used.get(code, 0)) for code, spec in specs_for(user).items()]
    return sorted(rows, key=lambda row: (row.spec.ready, row.spec.code))


def used_options(code: str) -> set[str]:
    """Options of a dimension that a version or a draft has a line for. Two statements."""
    published = Line.objects.filter(part_of__dimension=code).values_list("option", flat=True)
    totals = DraftLine.objects.filter(dimension=code).values("draft", "code")
    drafted: set[str] = set()
    for total in totals:
        drafted |= set(
            DraftLine.objects.filter(draft=total["draft"], part_of=total["code"]).values_list(
                "option", flat=True
            )
        )
    return drafted | set(published)
