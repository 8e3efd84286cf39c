"""Give entries to appraisers: a cheapest flow from entries over members, which knows no database.

Each entry asks for the same number of appraisers, a member takes an entry once, and each further entry of a member costs more
than the one before, so that the cheapest flow is the most even one. What is kept is taken out beforehand and counts in the
load; what was given but not begun stays where evenness allows. What nobody may take goes to a place of last resort, so that
there is always an answer and it says what is lacking.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import networkx

Entry = TypeVar("Entry", bound=Hashable)
Member = TypeVar("Member", bound=Hashable)

SOURCE, SINK, LAST_RESORT = ("source",), ("sink",), ("nobody",)


@dataclass(frozen=True)
class Plan(Generic[Entry, Member]):
    """Pairs (entry, member): `given` anew, `stays` as it was, `taken` from a member who had not begun; `lacking` says how many
    appraisers an entry is short of; `load` is what each member has in all; `candidates` who could have taken an entry."""

    given: tuple[tuple[Entry, Member], ...]
    stays: tuple[tuple[Entry, Member], ...]
    taken: tuple[tuple[Entry, Member], ...]
    lacking: Mapping[Entry, int]
    load: Mapping[Member, int]
    candidates: Mapping[Entry, int]


def plan(
    entries: Sequence[Entry],
    members: Sequence[Member],
    *,
    each: int,
    forbidden: Collection[tuple[Entry, Member]],
    begun: Collection[tuple[Entry, Member]] = (),
    waiting: Collection[tuple[Entry, Member]] = (),
) -> Plan[Entry, Member]:
    """`each`: appraisers of one entry. `begun` is kept whatever `forbidden` says; `waiting` was given and not yet begun."""
    begun, waiting = set(begun), set(waiting) - set(begun)
    load = dict.fromkeys(members, 0)
    for _entry, member in begun:
        load[member] = load.get(member, 0) + 1
    having = dict.fromkeys(entries, 0)
    for entry, _member in begun:
        having[entry] += 1
    wanted = {entry: max(0, each - having[entry]) for entry in entries}
    open_pairs = [
        (entry, member)
        for entry in entries
        for member in members
        if wanted[entry] and (entry, member) not in forbidden and (entry, member) not in begun
    ]
    chosen = _cheapest(wanted, open_pairs, load, waiting)
    lacking = {}
    for entry in entries:
        short = wanted[entry] - sum((entry, member) in chosen for member in members)
        if short:
            lacking[entry] = short
    for _entry, member in chosen:
        load[member] += 1
    could = dict.fromkeys(entries, 0)
    for entry in entries:
        could[entry] = sum((entry, member) not in forbidden for member in members)
    in_order = [pair for pair in open_pairs if pair in chosen]
    return Plan(
        given=tuple(pair for pair in in_order if pair not in waiting),
        stays=tuple(pair for pair in in_order if pair in waiting),
        taken=tuple(
            (entry, member)
            for entry in entries
            for member in load
            if (entry, member) in waiting and (entry, member) not in chosen
        ),
        lacking=lacking,
        load=load,
        candidates=could,
    )


def _cheapest(
    wanted: Mapping[Entry, int],
    pairs: Sequence[tuple[Entry, Member]],
    load: Mapping[Member, int],
    waiting: Collection[tuple[Entry, Member]],
) -> set[tuple[Entry, Member]]:
    total = sum(wanted.values())
    if not total:
        return set()
    move = 1
    uneven = total * move + 1  # one step of evenness outweighs every pair that could stay
    graph = networkx.MultiDiGraph()
    graph.add_node(SOURCE, demand=-total)
    graph.add_node(SINK, demand=total)
    takers: dict[Member, int] = {}
    for entry, member in pairs:
        takers[member] = takers.get(member, 0) + 1
        graph.add_edge(
            ("entry", entry),
            ("member", member),
            capacity=1,
            weight=0 if (entry, member) in waiting else move,
        )
    dearest = 0
    for member, most in takers.items():
        for place in range(min(most, total)):
            cost = uneven * (2 * (load[member] + place) + 1)
            dearest = max(dearest, cost)
            graph.add_edge(("member", member), SINK, capacity=1, weight=cost)
    for entry, number in wanted.items():
        if number:
            graph.add_edge(SOURCE, ("entry", entry), capacity=number, weight=0)
            graph.add_edge(("entry", entry), LAST_RESORT, capacity=number, weight=0)
    # Dearer than any way of shifting the others to make room.
    graph.add_edge(LAST_RESORT, SINK, capacity=total, weight=(dearest + uneven) * (total + 1))
    _cost, flow = networkx.network_simplex(graph)
    return {
        (entry, member)
        for entry, member in pairs
        if sum(flow[("entry", entry)].get(("member", member), {}).values())
    }
