"""What the sample holds of inspections, remedies, issues and the tasks of the second quarter adds up: the pages count what the
tables hold (asked here by SQL of its own), and the registers count what the quarterly reports say."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from lantoa.accounts.models import User
from lantoa.core import periods
from lantoa.oversight.models import Programme
from lantoa.reporting import sources
from lantoa.reporting.models import Submission
from lantoa.reporting.queries.sheets import shape_of
from lantoa.sample.duties import CONCLUSIONS, SHOWN
from lantoa.sample.oversight import LINES_2020, LINES_2021

QUARTER = periods.quarter(2021, 1)
COUNTER = re.compile(
    r'class="counter".*?counter__label">(?:<span.*?</span>)?([^<]+)</span>.*?counter__value">([\d.]+)<', re.S
)
RAISED = """
    SELECT p.number, count(*), count(*) FILTER (WHERE t.state = 'done'), count(*) FILTER (WHERE t.state = 'waiting'),
        count(*) FILTER (WHERE t.state IN ('not_begun', 'doing') AND t.due_on < '2021-04-06')
    FROM tasks_task t JOIN conferences_conclusionpoint p ON p.id = t.origin_subject_id
    WHERE t.origin_subject_kind = 'conferences.conclusionpoint' AND t.state <> 'cancelled'
    GROUP BY p.number ORDER BY p.number"""
REMEDIES = """
    SELECT CASE t.state WHEN 'done' THEN 'Đã kiểm tra lại' WHEN 'waiting' THEN 'Chờ kiểm tra lại'
        ELSE CASE WHEN t.due_on < '2021-04-06' THEN 'Quá hạn' ELSE 'Đang khắc phục' END END, count(*)
    FROM oversight_remedy r JOIN tasks_task t ON t.id = r.task_id GROUP BY 1"""
LINES = """
    SELECT coalesce(n.state, 'planned'), count(*) FROM oversight_programmeitem i
    JOIN oversight_programme p ON p.id = i.programme_id LEFT JOIN oversight_inspection n ON n.item_id = i.id
    WHERE p.year = %s AND i.dropped_at IS NULL GROUP BY 1"""
ASKED = """
    SELECT n.subject_id FROM oversight_finding f JOIN oversight_inspection n ON n.id = f.inspection_id
    WHERE n.state = 'concluded' AND f.asks AND f.withdrawn_at IS NULL"""
STRAYED = """
    SELECT t.code FROM tasks_task t JOIN conferences_conclusionpoint p ON p.id = t.origin_subject_id
    WHERE t.sentence <> p.text OR t.origin_kind <> 'conclusion'"""


def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


@pytest.fixture
def leader(sample: None, client: Client) -> Client:
    client.force_login(User.objects.get(username="lanhdao"))
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def counters(client: Client, path: str) -> dict[str, int]:
    """The counter strip of a list: label → number."""
    return {label.strip(): int(value) for label, value in COUNTER.findall(page(client, path))}


def test_programmes_show_each_line_once_where_its_inspection_stands(leader: Client) -> None:
    for year, lines in ((2020, LINES_2020), (2021, LINES_2021)):
        shown = page(leader, f"/kiem-tra-giam-sat/chuong-trinh/CT-{year}-HG-DUK/")
        columns = [int(number) for number in re.findall(r'scope="rowgroup"[^>]*>[^<]+ \((\d+)\)<', shown)]
        held = rows(LINES, year)
        assert sorted(columns) == sorted(number for _state, number in held)
        assert sum(columns) == len(lines)


def test_inspections_and_remedies_are_counted_as_they_are_held(leader: Client) -> None:
    shown = counters(leader, "/kiem-tra-giam-sat/")
    assert shown == {"Tất cả": 5, "Tiến hành": 2, "Lấy ý kiến đơn vị": 1, "Đã kết luận": 2}
    held = dict(rows("SELECT state, count(*) FROM oversight_inspection GROUP BY 1"))
    assert held == {"begun": 2, "presented": 1, "concluded": 2}
    remedies = dict(rows(REMEDIES))
    assert counters(leader, "/kiem-tra-giam-sat/khac-phuc/") == {"Tất cả": sum(remedies.values()), **remedies}
    assert remedies == {"Đã kiểm tra lại": 2, "Chờ kiểm tra lại": 1, "Quá hạn": 1}


def test_each_request_of_a_conclusion_is_one_task_of_the_unit(sample: None) -> None:
    """What was found is kept sealed, the task in plain words: compared by the unit that owes it."""
    asked = rows(ASKED)
    given = rows("SELECT unit_id, sentence FROM tasks_task WHERE origin_kind = 'inspection'")
    assert len(asked) == len(rows("SELECT 1 FROM oversight_remedy")) == 4
    assert sorted(str(unit) for unit, _sentence in given) == sorted(str(unit) for (unit,) in asked)
    assert all(sentence for _unit, sentence in given)


def test_remedies_of_the_quarter_by_the_register_are_those_of_the_tables(sample: None) -> None:
    """Due in the quarter: all but the one that was checked in December; done in it: the one checked on 26 March."""
    owing = rows("SELECT DISTINCT unit_id FROM tasks_task WHERE origin_kind = 'inspection'")
    told = {
        code: sum(
            int(one.value) for one in sources.counts_for(code, [unit for (unit,) in owing], QUARTER).values()
        )
        for code in ("oversight.remedies_due", "oversight.remedies_done")
    }
    assert told == {"oversight.remedies_due": 3, "oversight.remedies_done": 1}


def test_lines_of_the_body_that_inspects_come_to_its_programme(sample: None) -> None:
    """Of the first quarter: two planned, one of them concluded in it, with three members; the supervision of 2020 with four."""
    bloc = Programme.objects.get(year=2021).unit_id
    wanted = ("inspected", "members_inspected", "supervised", "members_supervised", "planned", "completed")

    def told(period: periods.Period) -> list[int]:
        counts = [sources.counts_for(f"oversight.{code}", [bloc], period) for code in wanted]
        return [int(count[bloc].value) for count in counts]

    assert told(QUARTER) == [1, 3, 0, 0, 2, 1]
    assert told(periods.quarter(2020, 4)) == [0, 0, 1, 4, 1, 1]
    # Units keep nothing in this room in the story: their reports say it themselves.
    units = [unit for (unit,) in rows("SELECT DISTINCT unit_id FROM reporting_obligation")]
    assert bloc not in units
    assert sources.counts_for("oversight.inspected", units, QUARTER) == {}


def test_issues_come_to_what_the_quarterly_reports_say(sample: None) -> None:
    rows_of_quarter = Submission.objects.filter(collection__code=f"BCQ-{QUARTER.code}", is_latest=True)
    reports = list(rows_of_quarter.select_related("collection"))
    shape = shape_of(reports[0].collection.sheet_version_id)
    sums = []
    for code, source in (("C06", "issues.raised"), ("C07", "issues.solved")):
        line = shape.by_code[code]
        said = {one.unit_id: one.values[line.position] for one in reports}
        counted = sources.counts_for(source, list(said), QUARTER)
        told = {unit: int(value) for unit, value in said.items() if value is not None}
        # Of a unit that has raised none, the register knows nothing and the unit says 0 itself.
        assert {unit: int(counted[unit].value) if unit in counted else 0 for unit in told} == told
        assert len(told) == 90
        sums.append(sum(told.values()))
    assert sums[0] > sums[1] > 0


def test_issues_are_counted_as_they_are_held(leader: Client) -> None:
    """Whoever leads sees all of them, but those that their unit withdrew."""
    held = dict(
        rows("SELECT state, count(*) FROM issues_pressingissue WHERE state <> 'withdrawn' GROUP BY 1")
    )
    shown = counters(leader, "/buc-xuc/")
    names = {
        "raised": "Chờ tiếp nhận",
        "taken_up": "Đang giải quyết",
        "proposed": "Chờ nơi nêu xác nhận",
        "closed": "Đã giải quyết",
    }
    assert {state: shown[name] for state, name in names.items()} == held
    assert shown["Tất cả"] == sum(held.values())


def test_sentences_come_to_the_tasks_that_were_given(leader: Client) -> None:
    """Given to every so-maniest unit as the sample says; what the pages sum is what the table holds, sentence by sentence."""
    held = {number: counts for number, *counts in rows(RAISED)}
    units = rows("SELECT code FROM organisation_unit WHERE code ~ '^HG-[0-9]{3}$' ORDER BY 1")
    codes = [code for (code,) in units]
    given = [len(codes[codes.index(SHOWN) % every :: every]) for *_words, every in CONCLUSIONS]
    [(cancelled,)] = rows("SELECT count(*) FROM tasks_task WHERE state = 'cancelled'")
    assert sorted(held) == [1, 2, 3, 4]
    count, done, waiting, late = (sum(column) for column in zip(*held.values(), strict=True))
    assert count == sum(given) - cancelled
    [(code,)] = rows("SELECT code FROM conferences_conference WHERE title = 'Giao ban quý I/2021'")
    conclusion = page(leader, f"/hoi-nghi/{code}/ket-luan/")
    assert f"{count} nhiệm vụ: {done} xong, {waiting} chờ xác nhận, {late} quá hạn" in conclusion
    shown = re.findall(r'<span class="nowrap">(\d+)/(\d+) xong</span>', conclusion)
    assert [(int(some), int(whole)) for some, whole in shown] == [
        (one[1], one[0]) for _number, one in sorted(held.items())
    ]
    open_ones = f"{count - done - waiting} chưa xong (trong đó {late} quá hạn)"
    sums = f"{count} nhiệm vụ: {done} xong, {waiting} chờ xác nhận, {open_ones}"
    assert sums in page(leader, "/hoi-nghi/SK-2021-01/quy/")


def test_each_task_carries_the_sentence_that_gave_it(sample: None) -> None:
    assert rows(STRAYED) == []
