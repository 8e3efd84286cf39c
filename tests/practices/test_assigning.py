"""The giving out of entries as such: no database."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lantoa.practices.assigning import plan

MEMBERS = "ABCDE"


@st.composite
def panels(draw: st.DrawFn) -> dict[str, object]:
    entries = list(range(draw(st.integers(1, 9))))
    members = list(MEMBERS[: draw(st.integers(1, 5))])
    pairs = [(entry, member) for entry in entries for member in members]
    forbidden = set(draw(st.lists(st.sampled_from(pairs), unique=True)))
    begun = set(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)))
    waiting = set(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)))
    return {
        "entries": entries,
        "members": members,
        "each": draw(st.integers(1, 3)),
        "forbidden": forbidden,
        "begun": begun,
        "waiting": waiting,
    }


@given(panels())
@settings(max_examples=120, deadline=None)
def test_any_plan_keeps_to_the_rules(panel: dict) -> None:  # type: ignore[type-arg]
    found = plan(
        panel["entries"],
        panel["members"],
        each=panel["each"],
        forbidden=panel["forbidden"],
        begun=panel["begun"],
        waiting=panel["waiting"],
    )
    chosen = set(found.given) | set(found.stays)
    assert not chosen & panel["forbidden"]
    assert not chosen & panel["begun"]
    assert set(found.stays) | set(found.taken) == panel["waiting"] - panel["begun"]
    for entry in panel["entries"]:
        begun = sum(one == entry for one, _member in panel["begun"])
        wanted = max(0, panel["each"] - begun)
        could = sum((entry, member) not in panel["forbidden"] | panel["begun"] for member in panel["members"])
        got = sum(one == entry for one, _member in chosen)
        assert got == min(wanted, could)
        assert found.lacking.get(entry, 0) == wanted - got
    # As even as can be: nobody could pass one entry on to a member who has two fewer.
    for entry, giver in chosen:
        for taker in panel["members"]:
            if (entry, taker) not in chosen | panel["forbidden"] | panel["begun"]:
                assert found.load[giver] - found.load[taker] <= 1


def test_load_differs_by_at_most_one_where_nothing_is_forbidden() -> None:
    found = plan(range(86), MEMBERS, each=3, forbidden=set())
    assert sorted(found.load.values()) == [51, 51, 52, 52, 52]


def test_run_again_nothing_changes() -> None:
    first = plan(range(7), MEMBERS, each=2, forbidden={(0, "A")})
    again = plan(range(7), MEMBERS, each=2, forbidden={(0, "A")}, waiting=first.given)
    assert (again.given, again.taken, set(again.stays)) == ((), (), set(first.given))


def test_a_new_member_takes_only_what_evenness_asks_for() -> None:
    first = plan(range(6), "AB", each=1, forbidden=set())
    again = plan(range(6), "ABC", each=1, forbidden=set(), waiting=first.given)
    assert (len(again.given), len(again.taken), sorted(again.load.values())) == (2, 2, [2, 2, 2])


def test_what_nobody_may_take_is_said() -> None:
    found = plan(["x", "y"], "AB", each=2, forbidden={("x", "A"), ("x", "B"), ("y", "A")})
    assert (found.given, found.lacking, found.candidates) == (
        (("y", "B"),),
        {"x": 2, "y": 1},
        {"x": 0, "y": 1},
    )
