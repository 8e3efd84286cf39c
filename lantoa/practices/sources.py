"""The registers of this room that fill lines of reports. One statement for any number of units."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core import clock
from lantoa.core.periods import Period
from lantoa.practices.choices import AdoptionState, Origin, YearState
from lantoa.practices.models import Adoption, BookletEntry, PracticeYear
from lantoa.reporting.sources import SourceCount, register

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


def adopted(unit_ids: Sequence[uuid.UUID], period: Period) -> Mapping[uuid.UUID, SourceCount]:
    """Practices of other units that a unit began to apply within the period; codes are practice/unit."""
    rows = Adoption.objects.filter(
        unit__in=unit_ids,
        state__in=TAKEN_UP,
        applied_on__gte=period.start,
        applied_on__lt=period.end,
    ).annotate(practice_code=F("practice__code"), unit_code=F("unit__code"))
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
    """Practices of the unit that stand in a booklet published within the period, each once."""
    rows = BookletEntry.objects.filter(
        practice__unit__in=unit_ids,
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


def practice_address(code: str) -> str:
    return reverse("practices:detail", args=[code])


def adoption_address(code: str) -> str:
    return reverse("practices:adoption", args=code.split("/", 1))


def register_all() -> None:
    """Called once, when the room starts."""
    register("practices.registered", _("Sổ đăng ký mô hình: đăng ký mới"), registered, practice_address)
    register("practices.recognised", _("Sổ đăng ký mô hình: được công nhận"), recognised, practice_address)
    register("practices.maintained", _("Sổ đăng ký mô hình: duy trì"), maintained, practice_address)
    register("practices.kept", _("Sổ đăng ký mô hình: có trong kỳ"), kept, practice_address)
    register("practices.effective", _("Sổ đăng ký mô hình: có hiệu quả"), effective, practice_address)
    register("practices.stopped", _("Sổ đăng ký mô hình: đã dừng"), stopped, practice_address)
    register("practices.printed", _("Tập mô hình: được chọn in"), printed, practice_address)
    register("practices.replicated", _("Sổ nhân rộng: được nơi khác áp dụng"), replicated, practice_address)
    register("practices.adopted", _("Sổ nhân rộng: đã áp dụng"), adopted, adoption_address)
