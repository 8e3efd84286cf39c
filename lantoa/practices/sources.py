"""The registers of this room that fill lines of reports. One statement for any number of units."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core import clock
from lantoa.core.money import format_dong
from lantoa.core.periods import Period
from lantoa.core.vi_numbers import format_count
from lantoa.practices.choices import AdoptionState, Origin, YearState
from lantoa.practices.models import Adoption, BookletEntry, PracticeYear
from lantoa.reporting.sources import Count, SourceCount, register

Found = Iterable[tuple[uuid.UUID, str, str]]  # unit, code of a record, its title
NOT_REGISTERED = (YearState.DRAFT, YearState.RETURNED)
KEPT_UP = (YearState.REGISTERED, YearState.EFFECTIVE, YearState.RECOGNISED)
TAKEN_UP = (AdoptionState.APPLIED, AdoptionState.VERIFIED)


def _counted(rows: Found) -> dict[uuid.UUID, SourceCount]:
    titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for unit, code, title in rows:
        titles[unit][code] = title
    return {unit: SourceCount(len(found), tuple(sorted(found)), found) for unit, found in titles.items()}


def _years(unit_ids: Sequence[uuid.UUID]) -> QuerySet[PracticeYear]:
    return PracticeYear.objects.filter(practice__unit__in=unit_ids)


def _practices(rows: QuerySet[PracticeYear]) -> Found:
    return rows.values_list("practice__unit", "practice__code", "practice__title")


def registered(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices registered for the first time within the period (new, or learned from another unit)."""
    rows = _years(unit_ids).exclude(state__in=NOT_REGISTERED).exclude(origin=Origin.MAINTAINED)
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    return _counted(_practices(rows.filter(registered_at__gte=start, registered_at__lt=end)))


def begun(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices of the unit's own that were registered for the first time within the period: not kept up, not learned."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    rows = _years(unit_ids).exclude(state__in=NOT_REGISTERED).filter(origin=Origin.NEW)
    return _counted(_practices(rows.filter(registered_at__gte=start, registered_at__lt=end)))


def recognised(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices that were recognised by a decision of the period, each once."""
    start, end = clock.instant(period.start, 0), clock.instant(period.end, 0)
    rows = _years(unit_ids).filter(state=YearState.RECOGNISED, decided_at__gte=start, decided_at__lt=end)
    return _counted(_practices(rows))


def maintained(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices of earlier years that are kept up in the period's years, as registered before its end."""
    rows = _years(unit_ids).filter(
        origin=Origin.MAINTAINED,
        state__in=KEPT_UP,
        year__gte=period.start.year,
        year__lte=period.last_day.year,
        registered_at__lt=clock.instant(period.end, 0),
    )
    return _counted(_practices(rows))


def _applied(unit_ids: Sequence[uuid.UUID], period: Period) -> QuerySet[Adoption]:
    return Adoption.objects.filter(
        unit__in=unit_ids,
        state__in=TAKEN_UP,
        applied_on__gte=period.start,
        applied_on__lt=period.end,
    )


def adopted(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices of other units that a unit began to apply within the period; codes are practice/unit."""
    rows = _applied(unit_ids, period).annotate(practice_code=F("practice__code"), unit_code=F("unit__code"))
    found = rows.values_list("unit", "practice_code", "unit_code", "practice__title")
    return _counted((unit, f"{practice}/{code}", title) for unit, practice, code, title in found)


def _of_years(unit_ids: Sequence[uuid.UUID], period: Period) -> QuerySet[PracticeYear]:
    """Yearly records of the years that the period touches; of a year that goes on after it, those registered before its end."""
    return _years(unit_ids).filter(
        Q(year__lt=period.end.year) | Q(registered_at__lt=clock.instant(period.end, 0)),
        year__gte=period.start.year,
        year__lte=period.last_day.year,
    )


def kept(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices that stand in the registry in any year of the period, each once however many years it ran."""
    return _counted(_practices(_of_years(unit_ids, period).exclude(state__in=NOT_REGISTERED)))


def effective(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices confirmed as effective in the period's years; a recognised one is effective."""
    states = (YearState.EFFECTIVE, YearState.RECOGNISED)
    return _counted(_practices(_of_years(unit_ids, period).filter(state__in=states)))


def stopped(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices that were stopped in the period's years."""
    return _counted(_practices(_of_years(unit_ids, period).filter(state=YearState.STOPPED)))


def printed(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices of the unit that came into a booklet published within the period, each once; a further edition prints again those
    of the one before, and counts only those that are new in it."""
    rows = BookletEntry.objects.filter(
        since_edition=F("booklet__edition"),
        practice__unit__in=unit_ids,
        practice__merged_into=None,
        booklet__published_at__gte=clock.instant(period.start, 0),
        booklet__published_at__lt=clock.instant(period.end, 0),
    )
    return _counted(rows.values_list("practice__unit", "practice__code", "practice__title"))


def replicated(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices of the unit that at least one other unit began to apply within the period, each once."""
    rows = Adoption.objects.filter(
        practice__unit__in=unit_ids,
        state__in=TAKEN_UP,
        applied_on__gte=period.start,
        applied_on__lt=period.end,
    ).exclude(unit=F("practice__unit"))
    return _counted(rows.values_list("practice__unit", "practice__code", "practice__title"))


def adopted_once(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices of others that a unit began to apply within the period; codes are practices, so that one which two units took up
    is one practice to the level above.
    """
    return _counted(_applied(unit_ids, period).values_list("unit", "practice__code", "practice__title"))


def adopters(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Units that began to apply a practice of another unit within the period: 1 each, however many practices."""
    return _counted(_applied(unit_ids, period).values_list("unit", "unit__code", "practice__title"))


def _sums(field: str, written: Callable[[int], str]) -> Count:
    """Sums what yearly records say for the years that end within the period, and what the unit told of practices of others that
    it began to apply within it. A unit of which nothing is known is left out: that is not 0.
    """

    def count(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
        last = period.last_day
        ended = last.year if (last.month, last.day) == (12, 31) else last.year - 1
        years = (
            _years(unit_ids)
            .exclude(state__in=NOT_REGISTERED)
            .filter(year__gte=period.start.year, year__lte=ended, **{f"{field}__isnull": False})
            .order_by("practice__code", "year")
        )
        told: dict[uuid.UUID, dict[str, tuple[str, int]]] = defaultdict(dict)
        for unit, code, title, value in years.values_list(
            "practice__unit", "practice__code", "practice__title", field
        ):
            told[unit][code] = title, told[unit].get(code, ("", 0))[1] + value
        applied = _applied(unit_ids, period).filter(**{f"{field}__isnull": False})
        # Of two orders on one practice the later says what came of it.
        for unit, code, place, title, value in applied.order_by("order__issued_on").values_list(
            "unit", "practice__code", "unit__code", "practice__title", field
        ):
            told[unit][f"{code}/{place}"] = title, value
        return {
            unit: SourceCount(
                sum(value for _title, value in rows.values()),
                tuple(sorted(rows)),
                {code: f"{title}: {written(value)}" for code, (title, value) in rows.items()},
            )
            for unit, rows in told.items()
        }

    return count


beneficiaries = _sums("beneficiaries", format_count)
money = _sums("money", format_dong)


def told_address(code: str) -> str:
    """Of a practice, or of practice/unit."""
    return adoption_address(code) if "/" in code else practice_address(code)


def practice_address(code: str) -> str:
    return reverse("practices:detail", args=[code])


def adoption_address(code: str) -> str:
    return reverse("practices:adoption", args=code.split("/", 1))


def adopter_address(code: str) -> str:
    return reverse("desk:unit", args=[code])


# The same by other SQL, for `lantoa check-rollups`.
_OF_YEARS = """
    SELECT p.unit_id, p.code FROM practices_practiceyear y JOIN practices_practice p ON p.id = y.practice_id
    WHERE NOT y.set_aside AND """
_OF_ADOPTIONS = """
    FROM practices_adoption a JOIN practices_practice p ON p.id = a.practice_id
    JOIN organisation_unit u ON u.id = a.unit_id
    WHERE NOT a.set_aside AND a.state IN ('applied', 'verified') AND a.applied_on >= %(first)s AND a.applied_on < %(end)s"""
REGISTERED = (
    _OF_YEARS
    + """y.state NOT IN ('draft', 'returned') AND y.origin <> 'maintained'
    AND y.registered_at >= %(since)s AND y.registered_at < %(until)s"""
)
BEGUN = (
    _OF_YEARS
    + """y.state NOT IN ('draft', 'returned') AND y.origin = 'new'
    AND y.registered_at >= %(since)s AND y.registered_at < %(until)s"""
)
RECOGNISED = _OF_YEARS + "y.state = 'recognised' AND y.decided_at >= %(since)s AND y.decided_at < %(until)s"
MAINTAINED = (
    _OF_YEARS
    + """y.origin = 'maintained' AND y.state IN ('registered', 'effective', 'recognised')
    AND y.year BETWEEN extract(year FROM %(first)s::date) AND extract(year FROM %(end)s::date - 1)
    AND y.registered_at < %(until)s"""
)
_IN_YEARS = (
    _OF_YEARS
    + """(y.year < extract(year FROM %(end)s::date) OR y.registered_at < %(until)s)
    AND y.year BETWEEN extract(year FROM %(first)s::date) AND extract(year FROM %(end)s::date - 1) AND """
)
KEPT = _IN_YEARS + "y.state NOT IN ('draft', 'returned')"
EFFECTIVE = _IN_YEARS + "y.state IN ('effective', 'recognised')"
STOPPED = _IN_YEARS + "y.state = 'stopped'"
PRINTED = """
    SELECT p.unit_id, p.code FROM practices_bookletentry e JOIN practices_booklet b ON b.id = e.booklet_id
    JOIN practices_practice p ON p.id = e.practice_id AND p.merged_into_id IS NULL
    WHERE b.published_at >= %(since)s AND b.published_at < %(until)s AND e.since_edition = b.edition"""
REPLICATED = "SELECT p.unit_id, p.code" + _OF_ADOPTIONS + " AND a.unit_id <> p.unit_id"
ADOPTED = "SELECT a.unit_id, p.code || '/' || u.code AS code" + _OF_ADOPTIONS
ADOPTED_ONCE = "SELECT a.unit_id, p.code" + _OF_ADOPTIONS
ADOPTERS = "SELECT a.unit_id, u.code" + _OF_ADOPTIONS


def register_all() -> None:
    """Called once, when the room starts."""
    new, taken = _("Sổ đăng ký mô hình: đăng ký mới"), _("Sổ đăng ký mô hình: được công nhận")
    register("practices.registered", new, registered, practice_address, REGISTERED)
    register("practices.begun", _("Sổ đăng ký mô hình: xây dựng mới"), begun, practice_address, BEGUN)
    register("practices.recognised", taken, recognised, practice_address, RECOGNISED)
    went_on, there = _("Sổ đăng ký mô hình: duy trì"), _("Sổ đăng ký mô hình: có trong kỳ")
    register("practices.maintained", went_on, maintained, practice_address, MAINTAINED)
    register("practices.kept", there, kept, practice_address, KEPT)
    good, ended = _("Sổ đăng ký mô hình: có hiệu quả"), _("Sổ đăng ký mô hình: đã dừng")
    register("practices.effective", good, effective, practice_address, EFFECTIVE)
    register("practices.stopped", ended, stopped, practice_address, STOPPED)
    register("practices.printed", _("Tập mô hình: được chọn in"), printed, practice_address, PRINTED)
    spread = _("Sổ nhân rộng: được nơi khác áp dụng")
    register("practices.replicated", spread, replicated, practice_address, REPLICATED)
    register("practices.adopted", _("Sổ nhân rộng: đã áp dụng"), adopted, adoption_address, ADOPTED)
    once, by_unit = _("Sổ nhân rộng: mô hình đã áp dụng"), _("Sổ nhân rộng: đơn vị đã áp dụng")
    register("practices.adopted_once", once, adopted_once, practice_address, ADOPTED_ONCE)
    register("practices.adopters", by_unit, adopters, adopter_address, ADOPTERS)
    people, sums = _("Sổ mô hình: số người hưởng lợi"), _("Sổ mô hình: số tiền tiết kiệm, huy động")
    register("practices.beneficiaries", people, beneficiaries, told_address, unknown=True)
    register("practices.money", sums, money, told_address, unknown=True)
