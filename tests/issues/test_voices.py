"""By whose name matters are known, and that no two answers of the board differ by fewer people than the rule's least."""

import random
import uuid
from collections import defaultdict
from datetime import date
from itertools import product

import pytest

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.issues import services
from lantoa.issues.choices import IssueState, Level
from lantoa.issues.models import IssueTheme, PressingIssue
from lantoa.issues.queries.board import BoardFilter, board_of, counted, narrowed
from lantoa.issues.queries.issues import get_issue
from lantoa.issues.queries.rules import rule_on, voice_of
from lantoa.issues.voices import Voice, voices_of
from lantoa.organisation.models import Unit, UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from tests.cast import DECISION, TODAY, Cast
from tests.issues.world import give_people, text

ROOT, LEFT, RIGHT, A, B, C, D = (uuid.UUID(int=n) for n in range(1, 8))
PARENTS = {ROOT: None, LEFT: ROOT, RIGHT: ROOT, A: LEFT, B: LEFT, C: RIGHT}
PAIRS = 1000


def test_unit_of_enough_people_speaks_for_itself() -> None:
    people = {ROOT: 10, LEFT: 10, RIGHT: 10, A: 10, B: 11, C: 40}
    assert voices_of(PARENTS, people, 10) == {unit: Voice(unit) for unit in PARENTS}


def test_small_units_speak_together_without_the_unit_above() -> None:
    parents = PARENTS | {D: LEFT}
    people = {ROOT: 30, LEFT: 30, RIGHT: 30, A: 6, B: 4, C: 12, D: 6}
    found = voices_of(parents, people, 10)
    assert {found[A], found[B], found[D]} == {Voice(LEFT, True)}
    assert found[LEFT] == Voice(LEFT)
    # Of 15 people the 6 of one unit know which matters are their own, and 9 would be left.
    assert voices_of(parents, people | {B: 3}, 10)[A] == Voice(None)


def test_pool_that_is_too_small_goes_up_and_in_the_end_has_no_name() -> None:
    parents, people = PARENTS | {D: RIGHT}, {ROOT: 30, LEFT: 30, RIGHT: 30, A: 6, B: 20, C: 5, D: 5}
    found = voices_of(parents, people, 10)
    assert {found[A], found[C], found[D]} == {Voice(ROOT, True)}
    found = voices_of(parents, people | {C: 4}, 10)
    assert {found[A], found[C], found[D]} == {Voice(None)}


def test_unknown_number_counts_as_nobody() -> None:
    assert set(voices_of(PARENTS, {}, 10).values()) == {Voice(None)}


@pytest.mark.parametrize("seed", range(20))
def test_every_voice_stands_for_enough_people_in_random_trees(seed: int) -> None:
    pick = random.Random(seed)
    units = [uuid.UUID(int=n) for n in range(1, 120)]
    parents = {one: (pick.choice(units[:at]) if at else None) for at, one in enumerate(units)}
    people = {one: pick.choice([0, 1, 3, 5, 8, 9, 10, 25]) for one in units}
    behind: dict[Voice, list[int]] = defaultdict(list)
    for unit, voice in voices_of(parents, people, 10).items():
        behind[voice].append(people[unit])
        above: uuid.UUID | None = unit
        while voice.is_pooled and above != voice.unit:
            assert above is not None  # a pool stands above its units
            above = parents[above]
        assert voice.is_pooled or voice.unit in (unit, None)
    for voice, numbers in behind.items():  # also for who takes off what is of the own unit
        assert voice.unit is None or sum(numbers) - (max(numbers) if voice.is_pooled else 0) >= 10


def many_units(cast: Cast, pick: random.Random) -> dict[Unit, int]:
    """The cast's tree, each of its three units with ten below; people of each."""
    kind = UnitKind.objects.get(code="grassroots_cell")
    made = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[
            NewUnit(
                f"{parent.code}{n:02d}",
                f"Chi bộ {parent.code} số {n}",
                f"CB {parent.code} {n}",
                kind,
                parent.code,
            )
            for parent in cast.units()
            for n in range(10)
        ],
    )
    people = {unit: pick.choice([0, 2, 4, 6, 9, 12, 30]) for unit in made}
    people |= dict.fromkeys(cast.units(), 15) | {cast.bloc: 12, cast.province: 3}
    give_people(people)
    return people


def test_voice_asked_of_the_database_is_that_of_the_whole_tree(cast: Cast) -> None:
    people = many_units(cast, random.Random(3))
    above = {unit: cast.hospital for unit in people if unit.code.startswith("BENHVIEN0")}
    above |= {unit: cast.office for unit in people if unit.code.startswith("VPTU0")}
    above |= {unit: cast.department for unit in people if unit.code.startswith("SONV0")}
    parents: dict[uuid.UUID, uuid.UUID | None] = {unit.pk: over.pk for unit, over in above.items()}
    parents |= {one.pk: cast.bloc.pk for one in cast.units()} | {
        cast.bloc.pk: cast.province.pk,
        cast.province.pk: None,
    }
    whole = voices_of(parents, {unit.pk: n for unit, n in people.items()}, 10)
    assert {unit.pk: voice_of(unit.pk, rule_on(), TODAY) for unit in people} == whole


def test_no_two_answers_differ_by_few_people(cast: Cast) -> None:
    """The attack: of any two answers that somebody may ask for, take one cell from the other."""
    pick = random.Random(11)
    people = many_units(cast, pick)
    themes = list(IssueTheme.objects.all()[:3])
    for unit in pick.choices(list(people), k=90):
        with clock.set_to(date(2020, pick.randrange(1, 13), pick.randrange(1, 28))):
            issue = services.raise_issue(
                actor=SYSTEM,
                unit=unit,
                text=text(code=pick.choice(themes).code),
                ask_above=unit != cast.province and pick.random() < 0.4,
            )
        if pick.random() < 0.4:
            PressingIssue.objects.filter(pk=issue.pk).update(
                state=IssueState.CLOSED, result="Xong", proposed_at=clock.now(), closed_at=clock.now()
            )
    behind: dict[tuple[uuid.UUID | None, bool], int] = defaultdict(int)
    for unit, number in people.items():
        voice = voice_of(unit.pk, rule_on(), TODAY)
        behind[voice.unit, voice.is_pooled] += number
    spoken = {f"{voice.code}{'+' if pooled else ''}" for voice, pooled in _voices()}
    silent = pick.sample([unit.code for unit in people if unit.code not in spoken], k=3)
    voices = ["", *sorted(spoken), *silent, "KHONGCO"]
    viewers = [cast.propaganda_officer, cast.province_lead, cast.hospital_head, cast.unit_head]
    answers = {}
    for viewer, level, code in product(viewers, ("", *Level.values), voices):
        wanted = BoardFilter(str(level), code)
        rows = list(narrowed(counted(viewer), wanted).select_related("theme"))
        answers[viewer.pk, wanted] = rows
        if not code:
            board = board_of(viewer, wanted, rule_on())
            assert sum(one.open + one.closed for one in board.themes) == len(rows)
    keys = list(answers)
    looked_at = 0
    for _pair in range(PAIRS):
        one, two = answers[pick.choice(keys)], answers[pick.choice(keys)]
        quarter, theme = pick.randrange(4), pick.choice(themes).pk
        cells = [
            {row for row in rows if (row.raised_at.month - 1) // 3 == quarter and row.theme_id == theme}
            for rows in (one, two)
        ]
        for cell in (*cells, cells[0] - cells[1], cells[1] - cells[0]):
            told = {(row.voice_id, row.is_pooled) for row in cell}
            if told:
                looked_at += 1
                assert sum(behind[voice] for voice in told) >= 10
                assert (None, False) not in told
    assert looked_at > PAIRS / 5


def _voices() -> list[tuple[Unit, bool]]:
    rows = PressingIssue.objects.exclude(voice=None).select_related("voice")
    return list({(row.voice, row.is_pooled) for row in rows if row.voice is not None})


def test_matters_of_a_small_unit_are_read_above_without_its_name(cast: Cast) -> None:
    give_people({cast.bloc: 20, cast.hospital: 8, cast.department: 9, cast.office: 3})
    issue = services.raise_issue(actor=cast.outsider, unit=cast.hospital, text=text())
    assert (issue.voice, issue.is_pooled) == (cast.bloc, True)
    above, own = get_issue(cast.propaganda_officer, issue.code), get_issue(cast.outsider, issue.code)
    assert (above.unit_name, above.voice_name, above.is_own) == ("", "Đảng ủy Khối", False)
    assert (own.unit_name, own.is_own) == ("Bệnh viện tỉnh", True)
