"""Divide a unit's part of a year among the units directly below it: whom, how, and what comes out."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import children_of
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import PeriodLength, TargetDirection, TargetMethod
from lantoa.reporting.models import Target
from lantoa.reporting.queries.over_time import SHORTEST_FIRST, Catalogue
from lantoa.reporting.queries.targets import figures
from lantoa.reporting.queries.targets.registry import tree_day, values_of
from lantoa.reporting.targets.dividing import CannotDivide, equally, in_proportion
from lantoa.reporting.targets.words import shown

YEARS_BACK = 3  # in which the newest figures of a basis are looked for


def is_parted(target: Target, catalogue: Catalogue) -> bool:
    """Whether the units' parts add up to the whole. Else each has the same value to keep: a share, a limit, a greatest figure."""
    measure = figures.measure_of(target.indicator.code, catalogue)
    return measure.adds_over_tree and target.direction != TargetDirection.AT_MOST


def methods_for(target: Target, catalogue: Catalogue) -> list[TargetMethod]:
    if is_parted(target, catalogue):
        return [TargetMethod.HAND, TargetMethod.EQUAL, TargetMethod.SHARE]
    return [TargetMethod.SAME, TargetMethod.HAND]


def bases(catalogue: Catalogue) -> list[tuple[str, str]]:
    """(code, label) of the indicators that say how large a unit is: states that add up over the tree.

    First what is asked most often, in the order of the sheet.
    """
    measures = [figures.measure_of(code, catalogue) for code in catalogue.codes()]
    found = [one for one in measures if one.is_stock and one.adds_over_tree]
    often = {kind: place for place, kind in enumerate(SHORTEST_FIRST)}
    found.sort(
        key=lambda one: (often[PeriodLength(one.line.version.period_kind)], one.line.position, one.code)
    )
    return [(one.code, f"{one.line.label} ({one.line.unit_of_measure})".removesuffix(" ()")) for one in found]


@dataclass(frozen=True)
class Part:
    """A unit's line of the division: what it has, and what is proposed."""

    unit: Any  # named as of the year's day
    standing: Figure
    weight: Figure = None
    proposed: Figure = None


@dataclass(frozen=True)
class Proposal:
    """`basis`: the sentence that says by what and how it was divided, empty by hand; `refusal`: why it could not be."""

    parts: list[Part]
    basis: str = ""
    refusal: str = ""
    has_weights: bool = field(default=False)

    @property
    def standing(self) -> dict[uuid.UUID, Decimal]:
        return {one.unit.pk: one.standing for one in self.parts if one.standing is not None}


def propose(
    target: Target,
    node: Unit,
    year: int,
    method: TargetMethod,
    basis: str,
    catalogue: Catalogue,
) -> Proposal:
    """What the units below would get of the node's part of a year. A constant number of statements."""
    units: list[Any] = list(children_of(node.pk, tree_day(year)))
    values = values_of([target.pk], [node.pk, *(one.pk for one in units)])[target.pk]
    standing = [values[one.pk][year].value if year in values[one.pk] else None for one in units]
    whole = values[node.pk][year].value if year in values[node.pk] else None
    plain = [Part(unit, has, proposed=has) for unit, has in zip(units, standing, strict=True)]
    if method == TargetMethod.HAND or not units:
        return Proposal(plain)
    if whole is None:
        return Proposal(plain, refusal=_("Đơn vị này chưa có chỉ tiêu của năm để chia. Nhập từng đơn vị."))
    if method == TargetMethod.SAME:
        given: Sequence[Figure] = [whole] * len(units)
        return Proposal(
            _parts(units, standing, [None] * len(units), given),
            _("Mỗi đơn vị một mức như nhau: %(value)s.") % {"value": shown(target, whole)},
        )
    if method == TargetMethod.EQUAL:
        given = equally(whole, len(units), target.places)
        sentence = ngettext(
            "Chia đều %(value)s cho %(count)s đơn vị; phần lẻ cộng vào các đơn vị đứng đầu danh sách.",
            "Chia đều %(value)s cho %(count)s đơn vị; phần lẻ cộng vào các đơn vị đứng đầu danh sách.",
            len(units),
        )
        words = {"value": shown(target, whole), "count": format_count(len(units))}
        return Proposal(_parts(units, standing, [None] * len(units), given), sentence % words)
    return _by_share(target, units, standing, whole, basis, catalogue, plain)


def _by_share(
    target: Target,
    units: Sequence[Any],
    standing: Sequence[Figure],
    whole: Decimal,
    basis: str,
    catalogue: Catalogue,
    plain: list[Part],
) -> Proposal:
    names = dict(bases(catalogue))
    if basis not in names:
        return Proposal(plain, refusal=_("Chọn chỉ tiêu làm căn cứ chia theo tỷ lệ."))
    today = clock.today().year
    years = range(today - YEARS_BACK + 1, today + 1)
    catalogue.read_years(years)
    found = figures.reached([(basis, one.pk) for one in units], years, catalogue)
    # Each unit's newest figure: one that has not reported this year yet counts with last year's.
    weights: list[Figure] = []
    used = set()
    for one in units:
        known = [
            year
            for year in reversed(years)
            if found.get((basis, one.pk, year), figures.NOTHING).value is not None
        ]
        weights.append(found[basis, one.pk, known[0]].value if known else None)
        used |= set(known[:1])
    try:
        given = in_proportion(whole, weights, target.places)
    except CannotDivide:
        return Proposal(
            plain,
            refusal=_(
                "Chưa đơn vị nào có số liệu đã duyệt của «%(basis)s» trong %(years)s năm gần đây để chia theo tỷ lệ."
            )
            % {"basis": names[basis], "years": YEARS_BACK},
        )
    lacking = sum(one is None for one in weights)
    sentence = _(
        "Chia %(value)s theo «%(basis)s», số đã duyệt gần nhất (năm %(years)s). Mỗi đơn vị nhận phần nguyên của tỷ lệ; "
        "phần còn lại thêm cho các đơn vị có số dư lớn nhất, bằng nhau thì theo thứ tự danh sách."
    ) % {
        "value": shown(target, whole),
        "basis": names[basis],
        "years": ", ".join(str(year) for year in sorted(used)),
    }
    if lacking:
        sentence += " " + ngettext(
            "%(count)s đơn vị chưa có số liệu làm căn cứ nên để trống.",
            "%(count)s đơn vị chưa có số liệu làm căn cứ nên để trống.",
            lacking,
        ) % {"count": format_count(lacking)}
    return Proposal(_parts(units, standing, weights, given), sentence, has_weights=True)


def _parts(
    units: Sequence[Any], standing: Sequence[Figure], weights: Sequence[Figure], given: Sequence[Figure]
) -> list[Part]:
    return [Part(*row) for row in zip(units, standing, weights, given, strict=True)]


def whole_of(target: Target, node: Unit) -> dict[int, Decimal]:
    """Year → the node's own value. One statement."""
    found = values_of([target.pk], [node.pk])[target.pk][node.pk]
    return {year: one.value for year, one in found.items() if one.value is not None}


def years_divided(target: Target, node: Unit) -> set[int]:
    """The years of which the node has given parts that still hold. One statement."""
    rows = target.values.filter(
        replaced_by=None, value__isnull=False, decision__unit=node.pk, decision__act="divided"
    )
    return set(rows.values_list("year", flat=True))
