"""What the rows of an old list do, as they were found and decided: which practices begin, which go on, in which years."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lantoa.practices.choices import RowDecision, RowVerdict
from lantoa.practices.models import PracticeImportRow


@dataclass
class Beginning:
    """A practice that begins, told by `rows`, the first of which names it; learned from the match of that row, if so decided."""

    rows: list[PracticeImportRow]
    is_learned: bool = False

    @property
    def years(self) -> list[tuple[int, str]]:
        """Year and state, ascending."""
        return sorted((year, row.state) for row in self.rows for year in row.years)


@dataclass
class Plan:
    """`going_on`: the practice of the registry and the row that tells more years of it."""

    beginnings: list[Beginning] = field(default_factory=list)
    going_on: list[tuple[uuid.UUID, PracticeImportRow]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(len(one.rows) for one in self.beginnings) + len(self.going_on)

    def years(self) -> Counter[tuple[int, str]]:
        """How many practices get a record of a year in a state."""
        found = Counter(pair for one in self.beginnings for pair in one.years)
        for _practice, row in self.going_on:
            found.update((year, row.state) for year in row.years)
        return found


def begins(row: PracticeImportRow) -> bool:
    """Whether the row begins a practice."""
    if row.verdict == RowVerdict.NEW:
        return row.decision != RowDecision.SKIP
    return row.verdict == RowVerdict.ALIKE and row.decision in (RowDecision.NEW, RowDecision.LEARN)


def goes_on(row: PracticeImportRow) -> bool:
    """Whether the row goes on with the practice it was matched with."""
    if row.verdict == RowVerdict.CONTINUES:
        return row.decision != RowDecision.SKIP
    return row.verdict == RowVerdict.ALIKE and row.decision == RowDecision.CONTINUE


def planned(rows: Iterable[PracticeImportRow]) -> Plan:
    """Rows in the order of their numbers. Another year of a row before goes where that row goes, and stays out where it does."""
    plan = Plan()
    begun: dict[int, Beginning] = {}
    followed: dict[int, uuid.UUID] = {}
    for row in rows:
        if begins(row):
            begun[row.number] = Beginning([row], row.decision == RowDecision.LEARN)
            plan.beginnings.append(begun[row.number])
        elif goes_on(row) and row.match_id is not None:
            followed[row.number] = row.match_id
            plan.going_on.append((row.match_id, row))
        elif (
            row.verdict == RowVerdict.NEXT and row.decision != RowDecision.SKIP and row.first_row is not None
        ):
            if row.first_row in begun:
                begun[row.first_row].rows.append(row)
            elif row.first_row in followed:
                plan.going_on.append((followed[row.first_row], row))
    return plan


def last_told(rows: Sequence[PracticeImportRow], name: str) -> str:
    """What the row of the latest year says, where it says something."""
    told = [(max(row.years), getattr(row, name)) for row in rows if getattr(row, name)]
    return max(told)[1] if told else ""
