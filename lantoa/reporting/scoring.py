"""Points of criteria and the grade they come to. Pure: no database, no clock.

A scored sheet is an ordinary sheet: its sections are the groups, its lines of kind SCORE the criteria, and the *scale* of the
version says the most points in all and the grades. So collections, entry, sending, versions and workbooks know criteria as lines.

The grade is that of the exact number: a total that would only be rounded up to a limit does not reach it. What is shown is the
number rounded to two places, unless that would show a limit that was not reached; then it is cut off.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from lantoa.core.text import folding_key
from lantoa.core.vi_numbers import format_decimal
from lantoa.reporting.choices import SkipRule

PLACES: Final = 2
MOST_POINTS: Final = Decimal(10_000)
MOST_BANDS, MOST_OPTIONS = 12, 20
LONGEST_OPTION, LONGEST_BAND = 200, 40
Option = tuple[str, Decimal]


@dataclass(frozen=True)
class Band:
    """A grade: from `at_least` to below the limit of the one before it; the best goes up to the maximum."""

    label: str
    at_least: Decimal


@dataclass(frozen=True)
class Scale:
    """What the criteria come to: `maximum` points, and the grades, best first. `basis` names the rule it comes from."""

    maximum: Decimal
    bands: tuple[Band, ...]
    basis: str = ""

    def spans(self) -> list[tuple[Band, str]]:
        """Each grade with its limits in words."""
        found = []
        above: Decimal | None = None
        for one in self.bands:
            words = {"least": shown(one.at_least), "most": shown(self.maximum if above is None else above)}
            sentence = (
                _("từ %(least)s đến %(most)s") if above is None else _("từ %(least)s đến dưới %(most)s")
            )
            found.append((one, sentence % words))
            above = one.at_least
        return found


class Criterion(Protocol):
    """A line of a version, of a draft or of a design."""

    @property
    def most(self) -> Decimal | None: ...
    @property
    def skip_rule(self) -> str: ...
    @property
    def bonus(self) -> bool: ...


@dataclass(frozen=True)
class Result:
    """`earned` of `base` points, bonus aside; `open` criteria have no points yet. `total` and `band` (its place, best 0) are
    None while some are open, and where no criterion applies.
    """

    earned: Decimal
    base: Decimal
    bonus: Decimal
    maximum: Decimal
    open: int
    total: Decimal | None = None
    band: int | None = None

    @property
    def sum_words(self) -> str:
        """What is earned of what counts: «25/25», «8,5/10 + 1 điểm thưởng»."""
        extra = " + " + _("%(points)s điểm thưởng") % {"points": shown(self.bonus)} if self.bonus else ""
        return f"{shown(self.earned)}/{shown(self.base)}{extra}"

    @property
    def words(self) -> str:
        """The arithmetic: «87/95 × 100 = 91,58», «87/100 + 2 điểm thưởng = 89»; while criteria are open, what is earned so
        far.
        """
        sum_of = f"{shown(self.earned)}/{shown(self.base)}"
        if self.total is None:
            return sum_of
        if self.base != self.maximum:
            sum_of += f" × {shown(self.maximum)}"
        if self.bonus:
            sum_of += " + " + _("%(points)s điểm thưởng") % {"points": shown(self.bonus)}
        return sum_of if self.base == self.maximum and not self.bonus else f"{sum_of} = {shown(self.total)}"


def shown(value: Decimal) -> str:
    """Decimal("4.50") → 4,5; Decimal("100.00") → 100."""
    plain = value.normalize()
    return format_decimal(plain, max(0, -int(plain.as_tuple().exponent)))


def result(
    scale: Scale, criteria: Sequence[Criterion], points: Sequence[Decimal | None], skipped: Sequence[bool]
) -> Result:
    """Add up: `points[i]` and `skipped[i]` answer `criteria[i]`. A criterion that does not apply counts as its rule says; one
    without a rule cannot be skipped, so it is taken as open. The total never passes the maximum.
    """
    earned = base = bonus = Decimal(0)
    still_open = 0
    for one, given, skips in zip(criteria, points, skipped, strict=True):
        most = one.most or Decimal(0)
        if skips and one.skip_rule:
            given = most if one.skip_rule == SkipRule.FULL else Decimal(0)
            if one.skip_rule == SkipRule.RESCALE:
                continue
        if given is None:
            still_open += not one.bonus  # nobody need earn a bonus
            continue
        if one.bonus:
            bonus += given
        else:
            earned, base = earned + given, base + most
    if still_open or not base:
        return Result(earned, base, bonus, scale.maximum, still_open)
    exact = min(
        Fraction(earned) * Fraction(scale.maximum) / Fraction(base) + Fraction(bonus), Fraction(scale.maximum)
    )
    band = band_of(scale, exact)
    return Result(earned, base, bonus, scale.maximum, 0, _written(scale, exact, band), band)


def band_of(scale: Scale, total: Fraction | Decimal) -> int | None:
    """The place of the grade that a total reaches."""
    return next((at for at, one in enumerate(scale.bands) if Fraction(total) >= Fraction(one.at_least)), None)


def _written(scale: Scale, exact: Fraction, band: int | None) -> Decimal:
    hundredths = exact * 10**PLACES
    nearest = Decimal(int(hundredths + Fraction(1, 2))).scaleb(-PLACES)
    return nearest if band_of(scale, nearest) == band else Decimal(int(hundredths)).scaleb(-PLACES)


def point_options(kept: Iterable[Sequence[str]]) -> tuple[Option, ...]:
    """The levels of a criterion as they are kept: [label, points]."""
    return tuple((label, Decimal(points)) for label, points in kept)


def kept_options(options: Iterable[Option]) -> list[list[str]]:
    return [[label, _plain(points)] for label, points in options]


def read_scale(kept: Mapping[str, Any]) -> Scale | None:
    """The scale of a version or a draft as it is kept; None where nothing is scored."""
    if not kept:
        return None
    bands = tuple(Band(label, Decimal(limit)) for label, limit in kept["bands"])
    return Scale(Decimal(kept["maximum"]), bands, kept.get("basis", ""))


def kept_scale(scale: Scale | None) -> dict[str, Any]:
    if scale is None:
        return {}
    bands = [[one.label, _plain(one.at_least)] for one in scale.bands]
    return {"maximum": _plain(scale.maximum), "bands": bands, "basis": scale.basis}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


class Drawn(Criterion, Protocol):
    """What is looked at in a line of a design."""

    @property
    def code(self) -> str: ...
    @property
    def options(self) -> Sequence[Option]: ...


def criterion_sentences(line: Drawn, *, scored: bool) -> Iterator[str]:
    """What is wrong with one line's points. `scored`: it is a criterion."""
    words = {"code": line.code}
    if not scored:
        if line.most is not None or line.skip_rule or line.bonus or line.options:
            yield (
                _(
                    "Chỉ tiêu chí chấm điểm mới có điểm tối đa, mức điểm, quy tắc không áp dụng: xem lại %(code)s."
                )
                % words
            )
        return
    if line.most is None or line.most <= 0:
        yield _("Tiêu chí %(code)s chưa có điểm tối đa lớn hơn 0.") % words
        return
    if line.bonus and line.skip_rule:
        yield (
            _("Điểm thưởng %(code)s không cần quy tắc không áp dụng: không có thì không được thưởng.") % words
        )
    if not line.options:
        return
    points = [one for _label, one in line.options]
    if len(points) > MOST_OPTIONS:
        yield _("Tiêu chí %(code)s có hơn 20 mức. Bớt mức, hoặc để đơn vị tự ghi điểm.") % words
    if max(points) != line.most:
        yield (
            _("Mức cao nhất của %(code)s là %(points)s điểm, khác điểm tối đa %(most)s.")
            % {**words, "points": shown(max(points)), "most": shown(line.most)}
        )
    for twice in sorted(one for one, count in Counter(points).items() if count > 1):
        yield (
            _("Hai mức của %(code)s cùng được %(points)s điểm. Gộp lại, vì báo cáo giữ số điểm.")
            % {**words, "points": shown(twice)}
        )


def scale_sentences(scale: Scale | None, lines: Sequence[Criterion]) -> Iterator[str]:
    """What is wrong with the scale of a sheet whose criteria are `lines`."""
    if scale is None:
        if lines:
            yield _(
                "Biểu có tiêu chí chấm điểm nhưng chưa có thang điểm. Đặt điểm tối đa và các mức xếp loại."
            )
        return
    if not lines:
        yield _("Biểu có thang điểm nhưng chưa có tiêu chí chấm điểm nào. Thêm tiêu chí, hoặc bỏ thang điểm.")
    added = sum((one.most or Decimal(0) for one in lines if not one.bonus), Decimal(0))
    if lines and added != scale.maximum:
        yield (
            _(
                "Điểm tối đa của các tiêu chí cộng lại là %(added)s, thang điểm là %(maximum)s. Sửa cho bằng nhau."
            )
            % {"added": shown(added), "maximum": shown(scale.maximum)}
        )
    yield from _band_sentences(scale)


def _band_sentences(scale: Scale) -> Iterator[str]:
    if not 2 <= len(scale.bands) <= MOST_BANDS:
        yield _("Cần từ 2 đến 12 mức xếp loại.")
        return
    names = Counter(folding_key(one.label) for one in scale.bands)
    for one in scale.bands:
        if names.pop(folding_key(one.label), 1) > 1:
            yield _("Mức xếp loại %(label)s có hai lần. Đặt tên khác.") % {"label": one.label}
    for above, below in zip(scale.bands, scale.bands[1:], strict=False):
        if below.at_least >= above.at_least:
            yield _("Mức %(below)s phải bắt đầu thấp hơn mức %(above)s (%(limit)s).") % {
                "below": below.label,
                "above": above.label,
                "limit": shown(above.at_least),
            }
    if scale.bands[0].at_least >= scale.maximum:
        yield _("Mức %(label)s bắt đầu từ %(limit)s, không thấp hơn điểm tối đa %(maximum)s.") % {
            "label": scale.bands[0].label,
            "limit": shown(scale.bands[0].at_least),
            "maximum": shown(scale.maximum),
        }
    lowest = scale.bands[-1]
    if lowest.at_least != 0:
        yield _("Mức thấp nhất phải bắt đầu từ 0: từ 0 đến dưới %(limit)s chưa có mức nào.") % {
            "limit": shown(lowest.at_least)
        }
