"""Do the figures of a review add up? Every comparison that the review makes possible, with both numbers; nothing is mended.

A figure with «hơn», «trên», «gần», «khoảng», «ước» is a range, and ranges differ only where they have nothing in common. What is
compared is told by the file (`parts`, `part_of`, `numerator`, `denominator`), else by the names of the metrics, else by «trong
đó» in the words. Where the parts may not be all of it, only too much is a difference. docs/how-to/published-figures.md has the
rules in words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from math import prod

from lantoa.core.text import folding_key
from lantoa.reporting.published import names
from lantoa.reporting.published.comparisons import Check, CheckKind, OpenFor, Outcome
from lantoa.reporting.published.figures import Figure, Metric, Names, Review
from lantoa.reporting.published.shares import shares


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
    yield from shares(review)


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


def disagrees(stated: Figure, exact: Decimal) -> bool:
    """Whether a stated figure cannot be the number that the house counts (for a percentage: in points, rounded or cut off)."""
    if stated.is_share:
        unit = Decimal(1).scaleb(-stated.places)
        low = stated.low - unit / 2 if stated.low else Decimal(0)
        return exact < low or (stated.high is not None and exact >= stated.high + unit)
    return exact < stated.low or (stated.high is not None and exact > stated.high)
