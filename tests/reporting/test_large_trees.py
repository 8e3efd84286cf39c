"""What serves large trees gives what a plain loop over the same reports gives: kept standings, tallies, totals, common units."""

import random
import uuid
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Ancestry, Unit, UnitEvent, UnitKind
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.events import move_units
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting.choices import WITH_UNIT, ObligationState, SubmissionState
from lantoa.reporting.models import Collection, DirtyNode, Obligation, Submission, SubmissionText
from lantoa.reporting.queries import totals
from lantoa.reporting.queries.breakdowns import by_line, over_periods
from lantoa.reporting.queries.collections import counters, list_owed, obligations_under
from lantoa.reporting.queries.obligations import standings
from lantoa.reporting.queries.placing import compare, is_whole
from lantoa.reporting.queries.rollups import check_standings
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.queries.tallies import branches_of
from lantoa.reporting.services import rollups
from lantoa.reporting.services.amendments import start_amendment, withdraw_amendment
from lantoa.reporting.services.loading import ReportRow
from lantoa.reporting.services.obligations import exempt_units
from lantoa.reporting.services.rollups import mark_dirty, roll_up
from tests.cast import DECISION, Cast
from tests.reporting.world import accepted, opened, published, row, story

REPORTED = TreeView.AS_REPORTED
LATE = Decision("77-QĐ/ĐUK", date(2021, 2, 1), date(2021, 2, 15), "Đảng ủy Khối")


def _tree(cast: Cast, chance: random.Random, size: int) -> list[Unit]:
    kind = UnitKind.objects.get(code="grassroots_cell")
    parents, new = ["KHOI"], []
    for number in range(size):
        code = f"L-{number:03d}"
        new.append(
            NewUnit(code, f"Chi bộ {number}", f"Chi bộ {number}", kind, chance.choice(parents), number)
        )
        parents.append(code)
    return establish_units(actor=SYSTEM, decision=DECISION, units=new)


def _decided_long_ago() -> None:
    """The tree of the cast, as of the clock that stands still, was decided before anything was collected."""
    UnitEvent.objects.update(recorded_at=clock.now() - timedelta(days=400))


def _report(unit: Unit, chance: random.Random, day: date = date(2021, 3, 31)) -> ReportRow:
    members = chance.randint(0, 400)
    most = {"X99": Decimal(chance.randint(0, 50))} if chance.random() < 0.7 else {}
    found = row(unit, members, chance.randint(0, members), chance.randint(0, 9), values=most)
    if Ancestry.objects.filter(ancestor=unit, depth__gt=0, valid__contains=day).exists():
        for code in ("U03", "T03", "M04"):
            found.values.pop(code)  # type: ignore[attr-defined]
    return found


def _stands(one: Obligation) -> tuple[str, bool, bool, list[uuid.UUID] | None]:
    """How a duty stands, from its reports alone."""
    versions = list(Submission.objects.filter(collection=one.collection_id, unit=one.unit_id))
    latest = next((each for each in versions if each.is_latest), None)
    counts = next(
        (each for each in versions if each.state == SubmissionState.ACCEPTED and each.superseded_at is None),
        None,
    )
    state = latest.state if latest else SubmissionState.DRAFT
    given = [counts] + ([latest] if latest and latest.state == SubmissionState.SUBMITTED else [])
    says = any(
        any(value is not None for value in each.values)
        or SubmissionText.objects.filter(submission=each).exclude(text="").exists()
        for each in given
        if each
    )
    return (
        str(SubmissionState.ACCEPTED if counts and state in WITH_UNIT else state),
        bool(latest and latest.row_version > 1),
        says,
        counts.tree_path if counts else None,
    )


def _kept(collection: Collection) -> list[tuple[str, bool, bool, list[uuid.UUID] | None]]:
    rows = Obligation.objects.filter(collection=collection).order_by("unit__code")
    return [(one.report_state, one.begun, one.says, one.counted_path) for one in rows]


def _counted(collection: Collection) -> list[tuple[str, bool, bool, list[uuid.UUID] | None]]:
    return [_stands(one) for one in Obligation.objects.filter(collection=collection).order_by("unit__code")]


def test_kept_standing_follows_every_way_in_which_reports_change(cast: Cast) -> None:
    collection = story(cast)
    assert _kept(collection) == [("draft", False, False, None)] * 3
    accepted(
        collection,
        row(cast.office, 10, 8, 2),
        row(cast.hospital, 9, 8, 2, state=SubmissionState.SUBMITTED, submitted_by=cast.unit_head),
    )
    assert _kept(collection) == _counted(collection)
    assert Counter(one[0] for one in _kept(collection)) == {"accepted": 1, "submitted": 1, "draft": 1}
    reports = Submission.objects.filter(collection=collection)
    # By whichever statement, one row or many: the database itself keeps it.
    for change in (
        {"state": "returned", "return_reason": "x"},
        {"state": "handed"},
        {"row_version": 7},
        {"state": "submitted", "values": [None] * 6},
    ):
        reports.exclude(state="accepted").update(**change)
        assert _kept(collection) == _counted(collection)
    waiting = reports.filter(state="submitted")[0]
    narrative = collection.sheet_version.narratives.get()
    text = SubmissionText.objects.create(submission=waiting, narrative=narrative, text="Có ý kiến")
    assert _kept(collection) == _counted(collection)
    assert sum(one[2] for one in _kept(collection)) == 2
    SubmissionText.objects.filter(pk=text.pk).update(text="")
    assert sum(one[2] for one in _kept(collection)) == 1
    SubmissionText.objects.all().delete()
    waiting.delete()
    assert _kept(collection) == _counted(collection)
    assert list(check_standings(collection)) == []


def test_an_amendment_stays_accepted_until_it_is_sent(cast: Cast) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8, 2))
    first = Submission.objects.get(collection=collection, unit=cast.office)
    again = start_amendment(actor=cast.unit_head, submission=first, reason="Sót một cuộc")
    assert _kept(collection) == _counted(collection)
    assert ("accepted", False, True, first.tree_path) in _kept(collection)
    withdraw_amendment(actor=cast.unit_head, submission=again)
    assert _kept(collection) == _counted(collection)
    assert ("accepted", True, True, first.tree_path) in _kept(collection)


def test_a_duty_that_comes_after_its_report_stands_as_the_report_says(cast: Cast) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8, 2))
    old = Obligation.objects.get(collection=collection, unit=cast.office)
    Obligation.objects.filter(pk=old.pk).delete()
    Obligation.objects.create(collection=collection, unit=cast.office)
    assert _kept(collection) == _counted(collection)


def test_check_standings_names_the_unit_whose_kept_standing_is_wrong(cast: Cast) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8, 2))
    Obligation.objects.filter(collection=collection, unit=cast.office).update(report_state="submitted")
    assert list(check_standings(collection)) == [cast.office.code]


def _mixed(cast: Cast, chance: random.Random, units: list[Unit]) -> Collection:
    """Reports in every state."""
    collection = opened(published(), cast.bloc, units)
    reporting = [one for one in units if chance.random() < 0.75]
    accepted(collection, *[_report(one, chance) for one in reporting])
    rest = Submission.objects.filter(collection=collection).exclude(state="accepted")
    for one in rest:
        state = chance.choice(["draft", "handed", "submitted", "returned"])
        values = (
            [Decimal(chance.randint(0, 9)) for _place in one.values] if chance.random() < 0.6 else one.values
        )
        Submission.objects.filter(pk=one.pk).update(
            state=state, return_reason="x", row_version=chance.randint(1, 3), values=values
        )
    return collection


def _duty_counts(collection: Collection, node: Unit) -> dict[str, int]:
    """The counter strip by a loop over duties."""
    found: Counter[str] = Counter()
    below = set(
        Ancestry.objects.filter(ancestor=node, valid__contains=collection.tree_day).values_list(
            "descendant", flat=True
        )
    )
    for one in Obligation.objects.filter(collection=collection):
        state, _begun, _says, path = _stands(one)
        if not (node.pk in path if path else one.unit_id in below):
            continue
        if one.state == ObligationState.EXEMPT:
            found["exempt"] += 1
            continue
        name = {"submitted": "waiting", "returned": "returned", "accepted": "accepted"}.get(state, "unsent")
        found.update(["owed", name])
        if name == "unsent":
            found["overdue"] += (one.agreed_until or collection.due_at) < clock.now()
            found["agreed"] += one.state == ObligationState.LATE_AGREED
    return dict(found)


@pytest.mark.parametrize("seed", range(3))
def test_random_duties_count_like_a_loop_over_them(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    units = _tree(cast, chance, 30)
    if (
        seed
    ):  # nothing was decided since: the collecting unit has everything below it, and nothing is looked up
        _decided_long_ago()
    collection = _mixed(cast, chance, units)
    Obligation.objects.filter(collection=collection, unit__in=units[::7]).update(state="exempt", reason="x")
    for days, some in ((3, units[1::9]), (-3, units[2::9])):
        Obligation.objects.filter(collection=collection, unit__in=some).update(
            state="late_agreed", reason="x", agreed_until=clock.now() + timedelta(days)
        )
    for node in (cast.bloc, cast.province, *units[::5]):
        shown = {name: value for name, value in vars(counters(collection, node)).items() if value}
        assert shown == {name: value for name, value in _duty_counts(collection, node).items() if value}
    found: dict[uuid.UUID | None, Counter[str]] = {}
    for one in standings(collection):
        tally = found.setdefault(one.branch_id, Counter())
        name = {"chua-lam": "not_begun", "dang-soan": "draft", "cho-duyet": "sent", "tra-lai": "returned"}
        tally[name.get(one.standing, {"da-duyet": "accepted", "mien": "exempt"}.get(one.standing, ""))] += 1
        owing = one.standing != "mien"
        tally.update(
            {
                "overdue": int(one.overdue),
                "sent_late": int(one.sent_late),
                "met": int(one.met),
                "timely": int(one.timely),
                "agreed": int(owing and one.state == "late_agreed"),
            }
        )
    told = {
        one.unit.pk if one.unit else None: {name: value for name, value in vars(one.tally).items() if value}
        for one in branches_of(collection)
    }
    assert told == {pk: {name: value for name, value in one.items() if value} for pk, one in found.items()}


@pytest.mark.parametrize("seed", range(3))
def test_totals_are_of_this_moment_while_nodes_wait(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    units = _tree(cast, chance, 30)
    if seed:
        _decided_long_ago()
    version = published()
    before = opened(version, cast.bloc, units, "2020Q4")
    accepted(before, *[_report(one, chance, before.tree_day) for one in units[4:20]])
    collection = opened(version, cast.bloc, units)
    accepted(collection, *[_report(one, chance) for one in units[:14]])
    while roll_up(collection=collection):
        pass
    accepted(collection, *[_report(one, chance) for one in units[14:22]])
    # A worker that was stopped after a part of the queue: a node is done, and one below it waits again.
    monkeypatch.setattr(rollups, "TAKEN_AT_ONCE", 5)
    roll_up(collection=collection)
    assert DirtyNode.objects.filter(collection=collection).exists()
    nodes = [cast.bloc, cast.province, *units[::3]]
    plain = [totals.total(collection, node).lines for node in nodes]
    tables = [by_line(collection, node, REPORTED) for node in nodes]
    shape = shape_of(collection.sheet_version_id)
    periods = [over_periods([before, collection], node, shape, REPORTED).rows for node in nodes]
    monkeypatch.setattr(totals, "LARGEST_DIRECT", 0)
    assert [totals.total(collection, node).lines for node in nodes] == plain
    kept = [by_line(collection, node, REPORTED) for node in nodes]
    assert [[(one.unit, one.reports, one.cells) for one in table.rows] for table in kept] == [
        [(one.unit, one.reports, one.cells) for one in table.rows] for table in tables
    ]
    assert [over_periods([before, collection], node, shape, REPORTED).rows for node in nodes] == periods
    assert any(cell.value for cells in periods[0] for cell in cells.cells[:1])


@pytest.mark.parametrize("seed", range(3))
def test_common_units_of_two_years_by_the_rest_are_those_of_the_join(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    units = _tree(cast, chance, 30)
    version = published()
    for period, share in (("2020Q1", 0.7), ("2021Q1", 0.9)):
        collection = opened(version, cast.bloc, units, period)
        day = collection.tree_day
        accepted(collection, *[_report(one, chance, day) for one in units if chance.random() < share])
        if period == "2020Q1":  # the next year's reports are accepted elsewhere
            leaf = next(
                one for one in units[3:] if not Ancestry.objects.filter(ancestor=one, depth=1).exists()
            )
            move_units(actor=SYSTEM, decision=LATE, units=[leaf], parent=cast.office)
    nodes = [cast.bloc, cast.office, *units[::3]]
    plain = [totals.total(collection, node).lines for node in nodes]
    monkeypatch.setattr(totals, "LARGEST_DIRECT", 0)
    found = [totals.total(collection, node) for node in nodes]
    assert not any(one.direct for one in found if one.reporting_units)
    assert [one.lines for one in found] == plain


def test_a_decision_entered_late_takes_a_unit_out_of_the_whole(cast: Cast) -> None:
    _decided_long_ago()
    collection = story(cast)
    assert is_whole(collection, cast.bloc) and not is_whole(collection, cast.office)
    assert compare(collection, cast.bloc, cast.bloc).same_tree
    move_units(actor=SYSTEM, decision=LATE, units=[cast.hospital], parent=cast.province)
    assert not is_whole(collection, cast.bloc)
    assert counters(collection, cast.bloc).owed == 2
    assert {one.unit_id for one in obligations_under(collection, cast.bloc)} == {
        cast.office.pk,
        cast.department.pk,
    }
    assert [one.unit_id for one in list_owed(collection, cast.bloc, state="chua-gui")] == [
        one.pk for one in (cast.office, cast.department)
    ]


def test_the_queue_alone_makes_no_total_wrong(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8, 2))
    while roll_up(collection=collection):
        pass
    shape = shape_of(collection.sheet_version_id)
    before = totals.from_rollup(collection, cast.bloc, shape)
    mark_dirty(Submission.objects.filter(collection=collection, unit=cast.office))
    assert totals.from_rollup(collection, cast.bloc, shape) == before


def test_settled_duties_are_told_by_one_statement_more_for_many_than_for_one(cast: Cast) -> None:
    collection = story(cast)
    counts = []
    for units in ([cast.office], [cast.hospital, cast.department]):
        exempt_units(actor=SYSTEM, collection=collection, units=units[:1], reason="Mới thành lập")
        with CaptureQueriesContext(connection) as seen:
            branches_of(collection)
            counters(collection, cast.bloc)
        counts.append(len(seen))
    assert counts == [4, 4]
