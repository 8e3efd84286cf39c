"""How a round's list is spread, before the council sits: by kind of subject, membership, rank and sector."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lantoa.commendation.choices import Membership, NominationState, Rank, Subject
from lantoa.commendation.models import Round
from lantoa.core import clock
from lantoa.organisation.models import SECTOR, UnitGroupMembership
from lantoa.organisation.queries.units import sector_names

CHOSEN = frozenset({NominationState.PROPOSED, NominationState.AWARDED})


@dataclass(frozen=True)
class BalanceRow:
    """`put_forward` counts everything that is no draft, `chosen` what is proposed or awarded, `base` what chosen is a share of.

    `limit` says the limit of the round in words, empty where there is none; `is_over`: chosen is beyond it.
    """

    label: str
    put_forward: int
    chosen: int
    base: int
    limit: str = ""
    is_over: bool = False

    @property
    def share(self) -> tuple[int, int]:
        return (self.chosen, self.base)


@dataclass(frozen=True)
class Balance:
    """Groups of rows under a heading; within a group the shares add up to the whole, as far as the facts are known."""

    groups: tuple[tuple[str, tuple[BalanceRow, ...]], ...]

    @property
    def is_over(self) -> bool:
        return any(row.is_over for _title, rows in self.groups for row in rows)


@dataclass(frozen=True)
class _Cell:
    subject: str
    membership: str
    rank: str
    sector: str
    chosen: bool
    count: int


def balance_of(round_: Round) -> Balance:
    """The spread of a round's list, sectors as of the last day on which it takes nominations (or today, if earlier)."""
    cells = _cells(round_)
    persons = [cell for cell in cells if cell.subject == Subject.INDIVIDUAL]
    return Balance(
        (
            (_("Tập thể và cá nhân"), _subjects(round_, cells)),
            (_("Cá nhân: đảng viên và quần chúng"), _rows(persons, "membership", dict(Membership.choices))),
            (_("Cá nhân: lãnh đạo và cán bộ, người lao động"), _ranks(round_, persons)),
            (_("Theo khối ngành"), _rows(cells, "sector", sector_names() | {"": _("Chưa xếp khối")})),
        )
    )


def _cells(round_: Round) -> list[_Cell]:
    day = min(round_.closes_on, clock.today())
    sector = UnitGroupMembership.objects.filter(
        unit=OuterRef("unit"), group__scheme__code=SECTOR, valid__contains=day
    ).order_by("group__position")
    rows = (
        round_.nominations.exclude(state=NominationState.DRAFT)
        .annotate(sector=Subquery(sector.values("group__code")[:1]))
        .order_by()
        .values_list("subject", "membership", "rank", "sector", "state")
        .annotate(count=Count("pk"))
    )
    return [
        _Cell(subject, membership, rank, code or "", state in CHOSEN, count)
        for subject, membership, rank, code, state, count in rows
    ]


def _rows(cells: list[_Cell], field: str, labels: Mapping[str, str | Promise]) -> tuple[BalanceRow, ...]:
    """One row for each label that has cells; the others say nothing."""
    base = sum(cell.count for cell in cells if cell.chosen)
    found = []
    for code, label in labels.items():
        mine = [cell for cell in cells if getattr(cell, field) == code]
        if mine:
            chosen = sum(cell.count for cell in mine if cell.chosen)
            found.append(BalanceRow(str(label), sum(cell.count for cell in mine), chosen, base))
    return tuple(found)


def _subjects(round_: Round, cells: list[_Cell]) -> tuple[BalanceRow, ...]:
    base = sum(cell.count for cell in cells if cell.chosen)
    quotas = {Subject.COLLECTIVE: round_.collective_quota, Subject.INDIVIDUAL: round_.individual_quota}
    found = []
    for subject, quota in quotas.items():
        mine = [cell for cell in cells if cell.subject == subject]
        chosen = sum(cell.count for cell in mine if cell.chosen)
        limit = "" if quota is None else _("Chỉ tiêu %(quota)s") % {"quota": quota}
        over = quota is not None and chosen > quota
        found.append(
            BalanceRow(str(subject.label), sum(cell.count for cell in mine), chosen, base, limit, over)
        )
    return tuple(found)


def _ranks(round_: Round, persons: list[_Cell]) -> tuple[BalanceRow, ...]:
    limit = round_.leader_percent_limit
    found = []
    for row in _rows(persons, "rank", dict(Rank.choices)):
        if limit is not None and row.label == str(Rank.LEADER.label):
            over = row.chosen * 100 > limit * row.base
            words = _("Tối đa %(limit)s %%") % {"limit": limit}
            found.append(BalanceRow(row.label, row.put_forward, row.chosen, row.base, words, over))
        else:
            found.append(row)
    return tuple(found)
