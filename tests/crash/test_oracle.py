from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.crash.journal import Act, Asked, Attempt, Journal, Outcome, read_journals
from tests.crash.oracle import Recorded, Standing, compare

REPORT = ("HG-001", "CRASH-2016-01")
OK, UNKNOWN, REFUSED = Outcome.OK, Outcome.UNKNOWN, Outcome.REFUSED
ASKED = [
    Asked(Act.SAVE, 1, [OK]),
    Asked(Act.SEND, 1, [OK]),
    Asked(Act.RETURN, 1, [OK]),
    Asked(Act.SAVE, 2, [OK]),
]
RECORDED = [Recorded(Act.SAVE, 1), Recorded(Act.SEND, 1), Recorded(Act.RETURN), Recorded(Act.SAVE, 2)]
THERE = Standing("returned", 2)


def found(
    asked: Sequence[Asked] = ASKED,
    recorded: Sequence[Recorded] = RECORDED,
    there: Standing = THERE,
) -> list[str]:
    return compare({REPORT: asked}, {REPORT: recorded}, {REPORT: there})


def test_what_was_acknowledged_and_is_there_is_no_fault() -> None:
    assert found() == []


@pytest.mark.parametrize("place", range(4))
def test_each_acknowledged_act_that_is_missing_is_named(place: int) -> None:
    recorded = [one for number, one in enumerate(RECORDED) if number != place]
    assert f"{REPORT}: lost {ASKED[place].act} of {ASKED[place].value}" in found(recorded=recorded)


@pytest.mark.parametrize("place", range(4))
def test_each_act_that_is_there_twice_is_named(place: int) -> None:
    doubled = [*RECORDED[: place + 1], *RECORDED[place:]]
    assert found(recorded=doubled) != []


def test_another_order_is_a_fault() -> None:
    assert found(recorded=[RECORDED[1], RECORDED[0], *RECORDED[2:]]) != []


def test_another_figure_is_a_fault() -> None:
    assert found(recorded=[*RECORDED[:3], Recorded(Act.SAVE, 7)]) != []
    assert found(there=Standing("returned", 7)) == [f"{REPORT}: holds 7, last acknowledged was 2"]
    assert found(there=Standing("returned", None)) == [f"{REPORT}: holds None, last acknowledged was 2"]


def test_another_state_is_a_fault() -> None:
    assert found(there=Standing("draft", 2)) == [
        f"{REPORT}: is draft, after submission.saved it should be returned"
    ]


def test_report_without_trace_is_a_fault() -> None:
    assert compare({REPORT: ASKED}, {REPORT: RECORDED}, {}) == [f"{REPORT}: the report is gone"]
    assert compare({}, {REPORT: RECORDED}, {}) == [f"{REPORT}: the record has acts that nobody asked for"]


@pytest.mark.parametrize("stands", [True, False])
def test_act_without_answer_may_stand_or_not(stands: bool) -> None:
    asked = [*ASKED, Asked(Act.SEND, 2, [UNKNOWN])]
    recorded = [*RECORDED, *([Recorded(Act.SEND, 2)] if stands else [])]
    there = Standing("submitted" if stands else "returned", 2)
    assert found(asked, recorded, there) == []
    assert found(asked, recorded, Standing("accepted", 2)) != []


def test_act_asked_again_stands_once() -> None:
    asked = [*ASKED, Asked(Act.SEND, 2, [UNKNOWN, UNKNOWN, OK])]
    sent = Recorded(Act.SEND, 2)
    assert found(asked, [*RECORDED, sent], Standing("submitted", 2)) == []
    assert found(asked, [*RECORDED, sent, sent], Standing("submitted", 2)) != []


def test_refused_act_left_nothing() -> None:
    asked = [*ASKED, Asked(Act.ACCEPT, 2, [REFUSED])]
    assert found(asked) == []
    assert found(asked, [*RECORDED, Recorded(Act.ACCEPT)]) != []


def test_journal_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "0.jsonl"
    with Journal(path) as journal:
        journal.note(Attempt(*REPORT, 1, Act.SAVE, 1, UNKNOWN))
        journal.note(Attempt(*REPORT, 1, Act.SAVE, 1, OK, 302))
        journal.note(Attempt(*REPORT, 2, Act.SEND, 1, REFUSED, 422))
    assert read_journals([path]) == {
        REPORT: [Asked(Act.SAVE, 1, [UNKNOWN, OK]), Asked(Act.SEND, 1, [REFUSED])]
    }
