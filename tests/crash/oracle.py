"""Journal against record: nothing acknowledged is lost or doubled, nothing refused is there, all in the order that was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.crash.journal import Act, Asked, Report


@dataclass(frozen=True)
class Recorded:
    """One entry of the record about a report; `value` is the figure that it names, None where it names none."""

    act: Act
    value: int | None = None


@dataclass(frozen=True)
class Standing:
    """A report as the database has it."""

    state: str
    value: int | None


AFTER = {
    Act.SAVE: "draft",
    Act.SEND: "submitted",
    Act.RETURN: "returned",
    Act.ACCEPT: "accepted",
}


def compare(
    journal: Mapping[Report, Sequence[Asked]],
    record: Mapping[Report, Sequence[Recorded]],
    standing: Mapping[Report, Standing],
) -> list[str]:
    """One line for each thing that is not as it was acknowledged; empty: all is well."""
    faults = [
        f"{report}: the record has acts that nobody asked for" for report in record if report not in journal
    ]
    for report, asked in journal.items():
        entries = list(record.get(report, ()))
        missing, stood = _matched(asked, entries)
        faults += [f"{report}: {fault}" for fault in missing]
        faults += [f"{report}: {fault}" for fault in _wrong_end(stood, standing.get(report))]
    return faults


def _matched(asked: Sequence[Asked], entries: list[Recorded]) -> tuple[list[str], list[Asked]]:
    """What does not fit, and the acts that stand. An act without answer takes an entry only if that is its own."""
    faults: list[str] = []
    stood: list[Asked] = []
    place = 0
    for act in asked:
        fits = place < len(entries) and _is_of(entries[place], act)
        if fits and act.may_stand:
            place += 1
            stood.append(act)
        elif act.must_stand:
            faults.append(f"lost {act.act} of {act.value}")
    faults += [f"recorded beyond what was asked: {entry.act} of {entry.value}" for entry in entries[place:]]
    return faults, stood


def _is_of(entry: Recorded, asked: Asked) -> bool:
    return entry.act == asked.act and entry.value in (None, asked.value)


def _wrong_end(stood: Sequence[Asked], there: Standing | None) -> list[str]:
    if not stood:
        return []
    last = stood[-1]
    if there is None:
        return ["the report is gone"]
    faults = []
    # Entering into a returned report leaves it returned.
    before = [act.act for act in stood if act.act != Act.SAVE]
    expected = AFTER[before[-1]] if before else AFTER[Act.SAVE]
    if there.state != expected:
        faults.append(f"is {there.state}, after {last.act} it should be {expected}")
    if there.value != last.value:
        faults.append(f"holds {there.value}, last acknowledged was {last.value}")
    return faults
