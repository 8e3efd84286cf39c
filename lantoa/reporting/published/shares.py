"""Stated percentages beside the two figures that they are taken of."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from lantoa.reporting.published import names
from lantoa.reporting.published.comparisons import Check, CheckKind, OpenFor, Outcome, Side
from lantoa.reporting.published.figures import Figure, Review

HUNDRED = Decimal(100)


def shares(review: Review) -> Iterator[Check]:
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
