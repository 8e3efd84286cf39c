"""Totals, rollups and figures over time, each against a recount of its own."""

import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code, span
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit, UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting import sources
from lantoa.reporting.choices import Qualifier, SubmissionState
from lantoa.reporting.models import Collection, DirtyNode, Rollup, Submission
from lantoa.reporting.queries import makeups, totals
from lantoa.reporting.queries.inexact import named
from lantoa.reporting.queries.over_time import period_total, series
from lantoa.reporting.queries.rollups import check_rollups
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.services.rollups import queue_waiting, roll_up
from tests.cast import DECISION, Cast
from tests.reporting import world
from tests.reporting.world import (
    FOUND,
    MEMBERS,
    MOST,
    SESSIONS,
    SHARE,
    STUDIED,
    accepted,
    opened,
    published,
    row,
    story,
)


def test_total_sums_accepted_reports_and_shows_waiting_ones_apart(cast: Cast) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8, 2), row(cast.hospital, 90, 45, 3))
    accepted(
        collection,
        row(cast.department, 7, 7, 1, state=SubmissionState.SUBMITTED, submitted_by=cast.unit_head),
    )
    found = totals.total(collection, cast.bloc)
    assert found.lines[SESSIONS].accepted.value == Decimal(5)
    assert found.lines[SESSIONS].pending.value == Decimal(1)
    assert (found.accepted_reports, found.pending_reports, found.reporting_units) == (2, 1, 3)


def test_ratio_is_sum_over_sum_and_not_the_average_of_percentages(cast: Cast) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 10), row(cast.hospital, 90, 45))
    share = totals.total(collection, cast.bloc).lines[SHARE].accepted
    assert (share.numerator, share.denominator, share.value) == (Decimal(55), Decimal(100), Decimal("0.55"))


def test_missing_zero_and_given_figures_are_counted_apart(cast: Cast) -> None:
    collection = story(cast)
    accepted(
        collection,
        row(cast.office, 10, 8, 2, values={"X99": Decimal("1.5")}),
        row(cast.hospital, 90, 45, 3, values={"X99": 0}),
        row(cast.department, 7, 7, 1),
    )
    hours = totals.total(collection, cast.bloc).lines[MOST].accepted
    assert (hours.value, hours.reported, hours.zeros, hours.missing) == (Decimal("1.5"), 2, 1, 1)


def test_total_of_nothing_is_not_zero(cast: Cast) -> None:
    found = totals.total(story(cast), cast.bloc)
    assert [line.accepted.value for line in found.lines] == [None] * 6


def test_comparison_takes_only_units_that_reported_in_both_years(cast: Cast) -> None:
    version = published()
    before = opened(version, cast.bloc, cast.units(), "2020Q1")
    now = opened(version, cast.bloc, cast.units())
    accepted(before, row(cast.office, 10, 8, 4), row(cast.hospital, 90, 45, 100))
    accepted(now, row(cast.office, 12, 8, 6), row(cast.department, 7, 7, 1))
    line = totals.total(now, cast.bloc).lines[SESSIONS]
    assert (line.accepted.value, line.same_units.value, line.last_year.value, line.change) == (7, 6, 4, 2)


def test_two_units_with_one_record_show_the_difference_and_the_record(cast: Cast) -> None:
    both = sources.SourceCount(1, ("MH-2021-027",), {"MH-2021-027": "Khám lưu động"})
    world.REGISTER.update({cast.office.pk: both, cast.hospital.pk: both})
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8), row(cast.hospital, 90, 45))
    line = totals.total(collection, cast.bloc).lines[FOUND]
    assert (line.accepted.value, line.register, line.differs) == (2, 1, 1)
    made = makeups.what_makes(collection, line.line, cast.bloc)
    assert [(one.code, sorted(one.names)) for one in made.doubled] == [
        ("MH-2021-027", ["Bệnh viện tỉnh", "Văn phòng Tỉnh ủy"])
    ]
    assert [record.doubled for part in made.parts for record in part.records] == [True, True]


def test_what_makes_lists_units_greatest_first(cast: Cast) -> None:
    collection = story(cast)
    accepted(
        collection, row(cast.office, 10, 8, 2), row(cast.hospital, 90, 45, 3), row(cast.department, 7, 7, 0)
    )
    shape = shape_of(collection.sheet_version_id)
    made = makeups.what_makes(collection, shape.lines[SESSIONS], cast.bloc)
    assert [(part.name, part.value) for part in made.parts] == [
        ("Bệnh viện tỉnh", 3),
        ("Văn phòng Tỉnh ủy", 2),
        ("Sở Nội vụ", 0),
    ]


def _deep_tree(cast: Cast, chance: random.Random, size: int) -> list[Unit]:
    """Units at random places below the bloc."""
    kind = UnitKind.objects.get(code="grassroots_cell")
    parents = ["KHOI"]
    new = []
    for number in range(size):
        code = f"D-{number:03d}"
        new.append(
            NewUnit(code, f"Chi bộ {number}", f"Chi bộ {number}", kind, chance.choice(parents), number)
        )
        parents.append(code)
    return establish_units(actor=SYSTEM, decision=DECISION, units=new)


def test_what_makes_a_total_of_many_units_stands_on_pages(cast: Cast) -> None:
    units = _deep_tree(cast, random.Random(7), 54)
    collection = opened(published(), cast.bloc, units)
    leaves = [one for one in units if not one.below.filter(depth__gt=0).exists()]
    inner = [one for one in units if one not in leaves]
    rows = [row(one, 10, 8, 100 - place) for place, one in enumerate(leaves)]
    below = [row(one, 0, 0, 1) for one in inner[:-1]]  # those that collect give meetings of their own only
    none = [row(inner[-1], 0, 0, 0)]
    for one in [*below, *none]:
        for code in ("U03", "T03", "M04"):
            one.values.pop(code, None)  # type: ignore[attr-defined]
    accepted(collection, *rows, *below, *none)
    client = Client()
    client.force_login(cast.propaganda_officer)
    address = f"/bao-cao/{collection.code}/so-lieu/T01/"
    first, last, beyond = (client.get(f"{address}?page={number}") for number in ("1", "2", "99"))
    counted = [len(answer.context["makeup"]["parts"]) for answer in (first, last, beyond)]
    assert counted == [50, 3, 3]  # one of 54 reported 0
    assert first.context["makeup"]["made"].accepted.value == sum(
        100 - at for at in range(len(leaves))
    ) + 53 - len(leaves)
    shown = [part.value for part, _share in first.context["makeup"]["parts"]]
    assert shown == sorted(shown, reverse=True)
    assert "1 đến 50 trong 53" in first.content.decode()
    beside = client.get(address, headers={"HX-Request": "true"})
    assert (len(beside.context["makeup"]["parts"]), "Còn 41 đơn vị" in beside.content.decode()) == (12, True)


@pytest.mark.parametrize("view", list(TreeView))
def test_pages_of_what_makes_a_total_are_those_of_all_units(cast: Cast, view: TreeView) -> None:
    """Cut out by the database, or here out of everything: a count and a share, with what is missing, 0, equal or not exact."""
    chance = random.Random(11)
    units = _deep_tree(cast, chance, 30)
    collection = opened(published(), cast.bloc, units)
    rows = [
        row(one, 10, chance.choice([0, 5, 8]), chance.choice([0, 2, 2, 7]))
        for one in units
        if not one.below.filter(depth__gt=0).exists()
    ]
    reports = accepted(collection, *rows)
    shape = shape_of(collection.sheet_version_id)
    for place, report in enumerate(reports):
        words = {str(SESSIONS): Qualifier.ESTIMATED} if place % 3 == 0 else {}
        blank = [None if place % 4 == 0 and at == SESSIONS else one for at, one in enumerate(report.values)]
        Submission.objects.filter(pk=report.pk).update(qualifiers=words, values=blank)
    told = {one.line.position: one.accepted for one in totals.total(collection, cast.bloc, shape, view).lines}
    for line in [one for one in shape.lines if not one.source]:
        whole = makeups.what_makes(collection, line, cast.bloc, shape, view).parts
        given = [part for part in whole if part.value]
        inexact = named((part.name, part.qualifier) for part in whole)
        for first in range(0, len(given), 2):
            made = makeups.what_makes(
                collection, line, cast.bloc, shape, view, number=first // 2 + 1, per_page=2
            )
            assert (made.parts, made.page.paginator.count) == (given[first : first + 2], len(given))
            assert (made.greatest, made.inexact) == (whole[0].value, inexact)
            assert made.accepted == told[line.position]
        assert line.position != SESSIONS or (len(given) > 3 and inexact)


@pytest.mark.parametrize("count", [1, 3])
def test_what_makes_takes_the_same_statements_for_any_number_of_units(cast: Cast, count: int) -> None:
    collection = story(cast)
    rows = [row(cast.office, 10, 8, 2), row(cast.hospital, 90, 45, 3), row(cast.department, 7, 7, 1)]
    accepted(collection, *rows[:count])
    shape = shape_of(collection.sheet_version_id)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        made = makeups.what_makes(collection, shape.lines[SESSIONS], cast.bloc, shape, per_page=50)
    assert (len(made.parts), len(asked)) == (count, 5)


def _recount(collection: Collection, node: Unit) -> list[Decimal | None]:
    """Add up in Python, from the parents alone."""
    parents = dict(Unit.objects.filter(versions__isnull=False).values_list("pk", "versions__parent"))

    def below(unit_id: object) -> bool:
        while unit_id is not None:
            if unit_id == node.pk:
                return True
            unit_id = parents.get(unit_id)  # type: ignore[call-overload]
        return False

    counted = Submission.objects.filter(collection=collection, state="accepted", superseded_at=None)
    values = [one.values for one in counted if below(one.unit_id)]
    sums: list[Decimal | None] = []
    for place in (MEMBERS, STUDIED, SESSIONS, FOUND):
        column = [row[place] for row in values if row[place] is not None]
        sums.append(sum(column, Decimal(0)) if column else None)
    return sums


def test_random_reports_give_equal_recount_total_and_rollup_at_every_node(cast: Cast) -> None:
    for seed in range(4):
        chance = random.Random(seed)
        if seed == 0:
            units = _deep_tree(cast, chance, 40)
            version = published()
        collection = opened(version, cast.bloc, units, f"201{seed + 6}Q2")
        for batch in range(2):
            rows = []
            for unit in units[batch * 20 : batch * 20 + chance.randint(1, 20)]:
                members = chance.randint(0, 400)
                rows.append(row(unit, members, chance.randint(0, members), chance.randint(0, 9)))
            for one in rows:
                if Unit.objects.get(pk=one.unit_id).below.filter(depth__gt=0).exists():
                    one.values.pop("U03", None)  # type: ignore[attr-defined]
                    one.values.pop("T03", None)  # type: ignore[attr-defined]
                    one.values.pop("M04", None)  # type: ignore[attr-defined]
            accepted(collection, *rows)
            while roll_up(collection=collection):
                pass
            shape = shape_of(version.pk)
            for node in [cast.bloc, cast.province, *units[::7]]:
                direct = [line.accepted for line in totals.total(collection, node).lines]
                kept = totals.from_rollup(collection, node, shape)
                expected = _recount(collection, node)
                plain = (MEMBERS, STUDIED, SESSIONS, FOUND)
                assert [direct[place].value for place in plain] == expected
                assert [kept.sums[place] for place in plain] == expected
                assert totals.amount(shape.lines[SHARE], kept) == direct[SHARE]
        assert list(check_rollups(collection)) == []
        assert not DirtyNode.objects.filter(collection=collection).exists()


def test_check_rollups_tells_a_wrong_kept_sum(cast: Cast) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8, 2))
    roll_up(collection=collection)
    kept = Rollup.objects.get(collection=collection, unit=cast.bloc)
    kept.sums[SESSIONS] = Decimal(3)
    kept.save()
    found = [
        (one.unit_code, one.position, one.kept_sum, one.counted_sum) for one in check_rollups(collection)
    ]
    assert found == [("KHOI", SESSIONS, Decimal(3), Decimal(2))]


def test_rollup_serves_large_subtrees_also_while_a_node_waits(cast: Cast, monkeypatch: object) -> None:
    collection = story(cast)
    monkeypatch.setattr(totals, "LARGEST_DIRECT", 2)  # type: ignore[attr-defined]
    accepted(collection, row(cast.office, 10, 8, 2))
    dirty = totals.total(collection, cast.bloc)
    roll_up(collection=collection)
    clean = totals.total(collection, cast.bloc)
    assert (dirty.direct, clean.direct) == (False, False)
    assert dirty.accepted_reports == 1
    assert dirty.lines == clean.lines


def test_nodes_that_a_failed_job_left_are_queued_again(cast: Cast) -> None:
    collection = story(cast)
    accepted(collection, row(cast.office, 10, 8, 2))
    jobs = ProcrastinateJob.objects.filter(task_name="reporting.roll_up")
    with connection.cursor() as cursor:  # as the worker leaves it when the database goes away under the job
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'reporting.roll_up'"
        )
    assert (queue_waiting(), queue_waiting()) == (1, 1)
    assert sorted(jobs.values_list("status", flat=True)) == ["failed", "todo"]
    while roll_up(collection=collection):
        pass
    assert queue_waiting() == 0


def _statements(collection: Collection, node: Unit) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        totals.total(collection, node)
    return len(seen)


def test_total_needs_the_same_statements_for_one_unit_and_for_three_hundred(cast: Cast) -> None:
    version = published()
    one = opened(version, cast.bloc, [cast.office])
    accepted(one, row(cast.office, 10, 8, 2))
    kind = UnitKind.objects.get(code="grassroots_cell")
    units = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[NewUnit(f"N-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "KHOI", n) for n in range(300)],
    )
    many = opened(version, cast.bloc, units, "2020Q4")
    accepted(many, *[row(unit, 10, 8, 2) for unit in units])
    assert totals.total(many, cast.bloc).lines[SESSIONS].accepted.value == 600
    assert _statements(one, cast.bloc) == _statements(many, cast.bloc)


def test_period_total_adds_flows_and_takes_the_last_stock_first_within_a_unit(cast: Cast) -> None:
    version = published()
    for code, office, hospital in [("2019Q4", (10, 8, 1), (80, 40, 2)), ("2020Q1", (12, 6, 3), None)]:
        collection = opened(version, cast.bloc, cast.units(), code)
        rows = [row(cast.office, *office)]
        if hospital:
            rows.append(row(cast.hospital, *hospital))
        accepted(collection, *rows)
    years = span(2019, 2020)
    sessions = period_total("T01", cast.bloc, years)
    members = period_total("U03", cast.bloc, years)
    share = period_total("T04", cast.bloc, years)
    studied = period_total("T03", cast.bloc, years)
    assert (sessions.value, sessions.units, [one.code for one in sessions.collections]) == (
        6,
        2,
        ["BCQ-2019Q4", "BCQ-2020Q1"],
    )
    assert (members.value, members.stale) == (92, {cast.hospital.pk: "2019Q4"})
    assert (share.numerator, share.denominator) == (Decimal(46), Decimal(92))
    assert studied.value == 48


def test_period_total_of_no_reports_is_nothing(cast: Cast) -> None:
    story(cast)
    found = period_total("T01", cast.bloc, from_code("2021"))
    assert (found.value, found.units) == (None, 0)


def test_series_gives_one_point_per_collection(cast: Cast) -> None:
    version = published()
    for code, sessions in [("2020Q3", 4), ("2020Q4", 7)]:
        accepted(opened(version, cast.bloc, cast.units(), code), row(cast.office, 10, 5, sessions))
    found = series("T01", cast.bloc, from_code("2020"))
    shares = series("T04", cast.bloc, from_code("2020"))
    assert [(point.collection.period_code, point.value) for point in found] == [("2020Q3", 4), ("2020Q4", 7)]
    assert [point.value for point in shares] == [Decimal("0.5"), Decimal("0.5")]
