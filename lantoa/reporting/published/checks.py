"""Do the figures of a review add up? Every comparison that the review makes possible, with both numbers; nothing is mended.

A figure with «hơn», «trên», «gần», «khoảng», «ước» is a range, and ranges differ only where they have nothing in common. What is
compared is told by the file (`parts`, `part_of`, `numerator`, `denominator`), else by the names of the metrics, else by «trong
đó» in the words. Where the parts may not be all of it, only too much is a difference. docs/how-to/published-figures.md has the
rules in words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import prod

from lantoa.core.text import folding_key
from lantoa.reporting.published import names
from lantoa.reporting.published.figures import Figure, Metric, Names, Review

HUNDRED = Decimal(100)


class CheckKind(StrEnum):
    SUM = "sum"  # a stated total beside its parts
    PART = "part"  # a part beside its whole
    SHARE = "share"  # a stated percentage beside its two figures
    YEARS = "years"  # a figure of several years beside those of each
    CHANGE = "change"  # a stated increase beside the two figures


class Outcome(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    OPEN = "open"  # the words allow both: not all parts stated, or figures that are not exact


class OpenFor(StrEnum):
    """Why nothing is concluded though the numbers are not the same, where it is neither a word nor a part left out."""

    SAID_TWICE = "said_twice"
    OTHER_BASE = "other_base"


@dataclass(frozen=True)
class Side:
    """A numerator or denominator: a figure, or a number that only the file gives."""

    figure: Figure | None
    value: Decimal

    @property
    def low(self) -> Decimal:
        return self.figure.low if self.figure else self.value

    @property
    def high(self) -> Decimal | None:
        return self.figure.high if self.figure else self.value


@dataclass(frozen=True)
class Check:
    """`stated` as printed, and what `against` gives instead (`found`); `difference` is stated − found, in points for a share.

    A share has its numerator in `top` and its denominator in `base`; `fitting_base` is the whole number of which the printed
    percentage would be right.
    """

    kind: CheckKind
    outcome: Outcome
    stated: Figure
    against: Sequence[Figure]
    found: Decimal
    difference: Decimal
    complete: bool = True
    top: Side | None = None
    base: Side | None = None
    fitting_base: int | None = None
    open_for: OpenFor | None = None


def checks_of(review: Review) -> list[Check]:
    """Every comparison, in the order of the figures."""
    found: dict[tuple[object, ...], Check] = {}
    told: set[tuple[int, int]] = set()  # (whole, part) of sums and parts the file speaks of itself
    for check in _all(review):
        pairs = {(check.stated.place, one.place) for one in check.against}
        if check.kind == CheckKind.PART:
            pairs = {(one.place, check.stated.place) for one in check.against}
        key = (check.kind, check.stated.place, frozenset(pairs), check.base)
        if check.outcome == Outcome.DIFFERS and _said_twice(review, check):
            check = replace(check, outcome=Outcome.OPEN, open_for=OpenFor.SAID_TWICE)
        if key in found or (check.kind == CheckKind.PART and pairs <= told):
            continue
        if check.kind in (CheckKind.SUM, CheckKind.PART, CheckKind.YEARS):
            told |= pairs
        found[key] = check
    return sorted(found.values(), key=lambda one: one.stated.place)


def _said_twice(review: Review, check: Check) -> bool:
    """Whether the review states the figure a second time under the same name, and that one fits: nobody can tell which was
    meant.
    """
    if check.kind not in (CheckKind.SUM, CheckKind.PART):
        return False
    twins = [
        one
        for one in review.figures
        if one.metric == check.stated.metric
        and one.counts_of == check.stated.counts_of
        and one.value != check.stated.value
    ]
    if check.kind == CheckKind.PART:
        return any(_part(one, check.against[0]).outcome != Outcome.DIFFERS for one in twins)
    return any(_sum(one, check.against, complete=check.complete).outcome != Outcome.DIFFERS for one in twins)


def differences(review: Review) -> list[Check]:
    """What does not add up."""
    return [one for one in checks_of(review) if one.outcome == Outcome.DIFFERS]


def _all(review: Review) -> Iterator[Check]:
    # In this order: what the file says outranks what names tell, and those what words tell.
    yield from _declared(review)
    yield from _by_names(review)
    yield from _by_catalogue(review)
    yield from _by_words(review)
    yield from _changes(review)
    yield from _shares(review)


def _declared(review: Review) -> Iterator[Check]:
    for whole in review.figures:
        parts = [review.by_metric[one] for one in whole.parts if one in review.by_metric]
        if parts:
            yield _sum(whole, parts, complete=True, kind=_kind_of(parts))
    for part in review.figures:
        if part.part_of in review.by_metric:
            yield _part(part, review.by_metric[part.part_of])
        if part.denominator in review.by_metric and not part.is_share:
            yield _part(part, review.by_metric[part.denominator])


def _kind_of(parts: Sequence[Figure]) -> CheckKind:
    return CheckKind.YEARS if all("year" in dict(one.name.names) for one in parts) else CheckKind.SUM


def _by_names(review: Review) -> Iterator[Check]:
    """A metric with more names in its brackets is a part of the one with fewer."""
    counted = [one for one in review.figures if not one.is_share]
    by_base: dict[str, list[Figure]] = defaultdict(list)
    for one in counted:
        by_base[one.name.base].append(one)
    for whole in counted:
        below = by_base[whole.name.base]
        if whole.name.base in names.CUMULATIVE:
            below = [*below, *(one for base in names.CUMULATIVE[whole.name.base] for one in by_base[base])]
        groups: dict[frozenset[str], list[Figure]] = defaultdict(list)
        for one in below:
            more = one.name.names - whole.name.names
            inside = whole.name.names < one.name.names or (
                one.name.base != whole.name.base and whole.name.names <= one.name.names and more
            )
            if inside and one.counts_of == whole.counts_of and _is_within(review, whole, more):
                groups[frozenset(key for key, _value in more)].append(one)
        yield from _grouped(review, whole, groups)


def _is_within(review: Review, whole: Figure, more: Names) -> bool:
    """Whether what the part adds lies in what the whole's words speak of: a level it names, a year of the period."""
    for key, value in more:
        if key == "level" and not names.speaks_of_level(whole.words, value):
            return False
        if key == "year" and (
            not value.isdigit()
            or len(review.period.years()) < 2
            or int(value) not in [one.start.year for one in review.period.years()]
        ):
            return False
    return True


def _grouped(review: Review, whole: Figure, groups: dict[frozenset[str], list[Figure]]) -> Iterator[Check]:
    for keys, parts in groups.items():
        if len(keys) > 1 and any(other < keys for other in groups):
            continue  # the nearer parts are compared, and these with those
        apart = {one.name.names: one for one in parts}
        parts = list(apart.values())
        if keys == {"year"}:
            yield from _years(review, whole, parts)
        elif len(parts) == 1:
            yield _part(parts[0], whole)
        else:
            complete = _is_complete(keys, [one.name for one in parts], whole.name.names)
            yield _sum(whole, parts, complete=complete)


def _is_complete(keys: frozenset[str], metrics: Sequence[Metric], of_whole: Names) -> bool:
    """Whether the parts are known to be all: both subjects, members and others, levels without a gap down to the base."""
    values: dict[str, set[str]] = {key: set() for key in keys}
    for one in metrics:
        for key, value in one.names - of_whole:
            values[key].add(value)
    return all(names.is_closed(key, found) for key, found in values.items()) and len(metrics) == prod(
        len(found) for found in values.values()
    )


def _years(review: Review, whole: Figure, parts: Sequence[Figure]) -> Iterator[Check]:
    """A state at the end of a year is never added up; things kept over years count once in the longer period."""
    if names.is_stock(whole.name.base):
        return
    all_of_them = len(parts) == len(review.period.years())
    kept = names.counts_once(parts[0].name.base)
    if len(parts) == 1:
        yield _part(parts[0], whole)
    elif all_of_them and kept:
        total = sum((one.value for one in parts), Decimal(0))
        greatest = max(parts, key=lambda one: one.low)
        if whole.high is not None and greatest.low > whole.high:
            yield _part(greatest, whole)
        high = None if any(one.high is None for one in parts) else total
        differs = high is not None and whole.low > high
        outcome = Outcome.DIFFERS if differs else Outcome.AGREES if total == whole.value else Outcome.OPEN
        yield Check(CheckKind.YEARS, outcome, whole, parts, total, whole.value - total, complete=False)
    else:
        yield _sum(whole, parts, complete=all_of_them, kind=CheckKind.YEARS)


def _by_catalogue(review: Review) -> Iterator[Check]:
    """Names whose relation is known in the field."""
    by_name = {(one.name.base, one.name.names): one for one in reversed(review.figures) if not one.is_share}
    for whole_base, part_bases, needs_unit in names.SUMS:
        for (base, dims), whole in by_name.items():
            if base == whole_base and all((one, dims) in by_name for one in part_bases):
                complete = not needs_unit or all(word in folding_key(whole.unit) for word in needs_unit)
                yield _sum(whole, [by_name[one, dims] for one in part_bases], complete=complete)
    for part_base, whole_base in names.PARTS:
        for (base, dims), part in by_name.items():
            whole_found = by_name.get((whole_base, dims)) if base == part_base else None
            if whole_found is None and base == part_base and "" in dict(dims):
                whole_found = by_name.get((whole_base, frozenset()))
            if whole_found is not None and part.counts_of == whole_found.counts_of:
                yield _part(part, whole_found)


def _by_words(review: Review) -> Iterator[Check]:
    """«trong đó …» is a part of the figure before it."""
    whole: Figure | None = None
    for one in review.figures:
        if not folding_key(one.words).startswith("trong do"):
            whole = one
        elif (
            whole is not None
            and not (one.is_share or whole.is_share or one.part_of)
            and one.counts_of == whole.counts_of
        ):
            yield _part(one, whole)


def _changes(review: Review) -> Iterator[Check]:
    """x_delta is x of this year minus x of the year before."""
    for stated in review.figures:
        if not stated.name.base.endswith("_delta") or stated.is_share:
            continue
        base, dims = stated.name.base.removesuffix("_delta"), stated.name.names
        first = review.period.start.year
        before = _named(review, base, dims | {("year", str(first - 1))})
        now = _named(review, base, dims) or _named(review, base, dims | {("year", str(first))})
        if now is None or before is None or len(review.period.years()) > 1:
            continue
        found = now.value - before.value
        if "giam" in folding_key(stated.words).split():
            found = -found  # a decrease is printed as a positive number
        exact = not (now.qualifier or before.qualifier or stated.qualifier)
        agrees = found == stated.value
        outcome = Outcome.AGREES if agrees else Outcome.DIFFERS if exact else Outcome.OPEN
        yield Check(CheckKind.CHANGE, outcome, stated, (now, before), found, stated.value - found)


def _named(review: Review, base: str, dims: Names) -> Figure | None:
    return next(
        (
            one
            for one in review.figures
            if one.name.base == base and one.name.names == dims and not one.is_share
        ),
        None,
    )


def _sum(whole: Figure, parts: Sequence[Figure], *, complete: bool, kind: CheckKind = CheckKind.SUM) -> Check:
    total = sum((one.value for one in parts), Decimal(0))
    low = sum((one.low for one in parts), Decimal(0))
    unbounded = any(one.high is None for one in parts)
    too_much = whole.high is not None and low > whole.high
    too_little = complete and not unbounded and whole.low > total
    if too_much or too_little:
        outcome = Outcome.DIFFERS
    elif total == whole.value and not any(one.qualifier for one in (whole, *parts)):
        outcome = Outcome.AGREES
    else:
        outcome = Outcome.OPEN
    return Check(kind, outcome, whole, tuple(parts), total, whole.value - total, complete)


def _part(part: Figure, whole: Figure) -> Check:
    above = whole.high is not None and part.low > whole.high
    outcome = Outcome.DIFFERS if above else Outcome.AGREES
    if not above and part.value > whole.value:
        outcome = Outcome.OPEN
    return Check(CheckKind.PART, outcome, part, (whole,), whole.value, part.value - whole.value)


def _shares(review: Review) -> Iterator[Check]:
    """A percentage is right to the decimals it is printed with, rounded or cut off.

    Its base is often another than the first total of the text (a percentage of a percentage, of those rated): where the file does
    not name it, any figure of the same kind that gives the printed percentage is taken for it, and only where none does the
    percentage is told to differ. Of two percentages of one number, one of which fits, the other has another base: nothing is
    concluded where the file does not name it.
    """
    made = list(_each_share(review))
    for one in made:
        beside = [other for other in made if other is not one and other.top == one.top]
        if (
            one.outcome == Outcome.DIFFERS
            and not _names_base(review, one)
            and any(
                other.outcome == Outcome.AGREES and other.stated.value != one.stated.value for other in beside
            )
        ):
            yield replace(one, outcome=Outcome.OPEN, open_for=OpenFor.OTHER_BASE)
        else:
            yield one


def _names_base(review: Review, check: Check) -> bool:
    """Whether the file says of what the percentage is taken."""
    figures = [check.stated, *([check.top.figure] if check.top and check.top.figure else [])]
    return any(one.denominator_value is not None or one.denominator in review.by_metric for one in figures)


def _each_share(review: Review) -> Iterator[Check]:
    for stated in review.figures:
        if not stated.is_share:
            continue
        top = _numerator(review, stated)
        if top is None:
            continue
        bases, likely = _bases(review, stated, top)
        tried = [_share(stated, top, base) for base in bases if base.value > 0]
        fitting = [one for one in tried if one.outcome != Outcome.DIFFERS]
        if fitting:
            yield fitting[0]
        elif tried and likely:
            yield tried[0]


def _numerator(review: Review, stated: Figure) -> Side | None:
    if stated.numerator_value is not None:
        return Side(None, stated.numerator_value)
    if stated.numerator:
        named = review.by_metric.get(stated.numerator)
        return Side(named, named.value) if named else None
    counted = [one for one in review.figures if not one.is_share]
    same = [one for one in counted if one.metric == stated.metric]
    core = names.core_of(stated.name)
    alike = same or [one for one in counted if core and names.core_of(one.name) == core]
    if not alike:
        words = names.core_words(stated.words)
        alike = [one for one in counted if words and names.core_words(one.words) == words]
    return Side(alike[0], alike[0].value) if len(alike) == 1 else None


def _bases(review: Review, stated: Figure, top: Side) -> tuple[list[Side], bool]:
    """Possible denominators, the likeliest first, and whether one is likely enough to say that the percentage differs."""
    for one in filter(None, (stated, top.figure)):
        if one.denominator_value is not None:
            return [Side(None, one.denominator_value)], True
        if one.denominator in review.by_metric:
            named = review.by_metric[one.denominator]
            return [Side(named, named.value)], True
    counted = [
        one
        for one in review.figures
        if not one.is_share
        and one is not top.figure
        and one.value > 0
        and (top.figure is None or one.counts_of == top.figure.counts_of)
    ]
    likely = [one for one in counted if top.figure is not None and _is_whole_of(one, top.figure)]
    likely.sort(key=lambda one: (-len(one.name.names), one.place))
    rest = [one for one in counted if one not in likely and one.value >= top.value]
    if not likely and top.figure is not None and len(rest) == 1 and rest[0].unit == top.figure.unit:
        likely = rest  # nothing else in the text can be meant
    return [Side(one, one.value) for one in dict.fromkeys((*likely, *rest))], bool(likely)


def _is_whole_of(one: Figure, part: Figure) -> bool:
    if part.part_of:
        return one.metric == part.part_of
    if one.name.base == part.name.base:
        return one.name.names < part.name.names
    return names.is_total_of(one.name, part.counts_of)


def _share(stated: Figure, top: Side, base: Side) -> Check:
    unit = Decimal(1).scaleb(-stated.places)
    exact = top.value * HUNDRED / base.value
    low = top.low * HUNDRED / base.high if base.high is not None else Decimal(0)
    high = top.high * HUNDRED / base.low if top.high is not None and base.low > 0 else None
    # What is printed stands for everything that rounds to it, or is cut off to it.
    said_low = stated.low - unit / 2 if stated.low else Decimal(0)
    said_high = None if stated.high is None else stated.high + unit
    differs = (said_high is not None and low >= said_high) or (high is not None and high < said_low)
    plain = not any(one and one.qualifier for one in (stated, top.figure, base.figure))
    outcome = Outcome.DIFFERS if differs else Outcome.AGREES if plain else Outcome.OPEN
    found = exact.quantize(unit, rounding=ROUND_HALF_UP)
    if outcome == Outcome.AGREES:
        found = stated.value if exact.quantize(unit, rounding=ROUND_DOWN) == stated.value else found
    against = tuple(one.figure for one in (top, base) if one.figure)
    return Check(
        CheckKind.SHARE,
        outcome,
        stated,
        against,
        found,
        stated.value - found,
        top=top,
        base=base,
        fitting_base=_fitting_base(stated, top.value) if differs and plain else None,
    )


def _fitting_base(stated: Figure, top: Decimal) -> int | None:
    """The only whole number of which the printed percentage is right; None where there is none or more than one."""
    if stated.value <= 0 or top <= 0:
        return None
    unit = Decimal(1).scaleb(-stated.places)
    near = int(top * HUNDRED / stated.value)
    fits = [
        one
        for one in range(max(1, near - 2), near + 4)
        if (top * HUNDRED / one).quantize(unit, rounding=ROUND_HALF_UP) == stated.value
    ]
    return fits[0] if len(fits) == 1 else None


def disagrees(stated: Figure, exact: Decimal) -> bool:
    """Whether a stated figure cannot be the number that the house counts (for a percentage: in points, rounded or cut off)."""
    if stated.is_share:
        unit = Decimal(1).scaleb(-stated.places)
        low = stated.low - unit / 2 if stated.low else Decimal(0)
        return exact < low or (stated.high is not None and exact >= stated.high + unit)
    return exact < stated.low or (stated.high is not None and exact > stated.high)
