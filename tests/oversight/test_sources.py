"""What the registers of this room give to the lines of reports, in a world that is counted by hand, and by SQL beside it."""

from collections.abc import Mapping
from datetime import date

import pytest
from django.db import connection

from lantoa.core import clock, periods
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import Period
from lantoa.organisation.models import Unit
from lantoa.oversight.choices import InspectionKind, TeamPart
from lantoa.oversight.models import Inspection, Programme, ProgrammeItem
from lantoa.oversight.queries.completion import completion_of
from lantoa.oversight.services import concluding, preparing, programmes, working
from lantoa.reporting.filling import fill_from_sources
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.ready import ready_sheets
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.sources import SOURCES, counts_for
from tests.cast import Cast
from tests.oversight.test_views import as_, page
from tests.oversight.world import fresh, offices, shortcoming, strength, text, theme
from tests.reporting.world import draft, opened

KT, GS = InspectionKind.INSPECTION, InspectionKind.SUPERVISION
FIRST, SECOND, YEAR = periods.quarter(2021, 1), periods.quarter(2021, 2), periods.year(2021)


def planned(cast: Cast) -> Programme:
    """Of 2021: office and hospital in the first quarter, and a third that is left out within it; one in the second."""
    with clock.set_to(date(2021, 1, 12)):
        made = programmes.lay_out_programme(actor=SYSTEM, unit=cast.bloc, year=2021)
        for version, (subject, kind, code, quarter) in enumerate(
            (
                (cast.office, KT, "lam-theo", 1),
                (cast.hospital, KT, "hoc-tap", 1),
                (cast.department, GS, "bao-cao", 1),
                (cast.hospital, GS, "neu-guong", 2),
            ),
            1,
        ):
            programmes.add_item(
                actor=SYSTEM,
                programme=made,
                subject=subject,
                kind=kind,
                theme=theme(code),
                quarter=quarter,
                reason="Chưa kiểm tra.",
                row_version=version,
            )
        return programmes.announce_programme(
            actor=SYSTEM, programme=made, issued_on=date(2021, 1, 12), row_version=5
        )


def line(programme: Programme, code: str) -> ProgrammeItem:
    return programme.items.select_related("subject", "theme", "programme").get(theme__code=code)


def left_out(item: ProgrammeItem, day: date) -> None:
    with clock.set_to(day):
        programmes.drop_item(
            actor=SYSTEM,
            item=item,
            reason="Trùng lịch.",
            row_version=Programme.objects.get(pk=item.programme_id).row_version,
        )


def carried_out(
    cast: Cast,
    subject: Unit,
    kind: InspectionKind,
    day: date,
    members: int | None,
    item: ProgrammeItem | None = None,
    asks: bool = False,
) -> Inspection:
    """From the opening to the conclusion, within one day."""
    with clock.set_to(day):
        made = preparing.open_inspection(
            actor=SYSTEM, unit=cast.bloc, subject=subject, text=text(kind), item=item
        )
        preparing.add_member(
            actor=SYSTEM,
            inspection=made,
            person=cast.inspector.person,  # type: ignore[attr-defined]
            part=TeamPart.HEAD,
            row_version=1,
        )
        preparing.decide_inspection(
            actor=SYSTEM,
            inspection=made,
            issued_on=day,
            begins_on=day,
            ends_on=day,
            self_report_due_on=day,
            row_version=2,
        )
        working.write_minutes(
            actor=SYSTEM,
            inspection=made,
            held_on=day,
            place="Phòng họp",
            present="Bí thư; đoàn",
            minutes="Xem sổ.",
            row_version=3,
        )
        what = shortcoming() if asks else strength()
        working.write_finding(actor=SYSTEM, inspection=made, text=what, row_version=fresh(made).row_version)
        working.present_findings(actor=SYSTEM, inspection=made, row_version=fresh(made).row_version)
        working.respond(actor=SYSTEM, inspection=made, words={}, row_version=fresh(made).row_version)
        return concluding.conclude_inspection(
            actor=SYSTEM,
            inspection=made,
            conclusion="Đơn vị thực hiện nghiêm túc.",
            issued_on=day,
            members=members,
            row_version=fresh(made).row_version,
        )


@pytest.fixture
def house(cast: Cast) -> Cast:
    """In the first quarter the office is inspected by the plan with three members, and supervised beside it without a word on
    members; the hospital's turn, planned for March, comes in April, with two."""
    offices(cast)
    programme = planned(cast)
    left_out(line(programme, "bao-cao"), date(2021, 3, 1))
    carried_out(cast, cast.office, KT, date(2021, 2, 26), 3, line(programme, "lam-theo"), asks=True)
    carried_out(cast, cast.office, GS, date(2021, 3, 15), None)
    carried_out(cast, cast.hospital, KT, date(2021, 4, 6), 2, line(programme, "hoc-tap"))
    left_out(line(programme, "neu-guong"), date(2021, 7, 5))
    return cast


def told(unit: Unit, period: Period, *codes: str) -> list[int | None]:
    """What each register says of a unit; None where it says nothing."""
    found: list[int | None] = []
    for code in codes:
        count = counts_for(f"oversight.{code}", [unit.pk], period).get(unit.pk)
        found.append(None if count is None else int(count.value))
    return found


LINES = ("inspected", "members_inspected", "supervised", "members_supervised", "planned", "completed")


def test_lines_of_the_body_are_what_a_hand_counts(house: Cast) -> None:
    assert told(house.bloc, FIRST, *LINES) == [1, 3, 1, None, 2, 1]
    assert told(house.bloc, SECOND, *LINES) == [1, 2, 0, 0, 1, 0]
    assert told(house.bloc, YEAR, *LINES) == [2, 5, 1, None, 2, 2]
    assert told(house.bloc, periods.month(2021, 2), *LINES) == [1, 3, 0, 0, None, None]


def test_unit_that_keeps_nothing_here_has_no_figure(house: Cast) -> None:
    assert told(house.province, YEAR, *LINES) == [None] * 6
    assert told(house.bloc, periods.year(2019), *LINES) == [None] * 6
    assert told(house.department, YEAR, "remedies_due", "remedies_done") == [None, None]
    assert told(house.hospital, YEAR, "remedies_due", "remedies_done") == [0, 0]
    assert told(house.office, FIRST, "remedies_due", "remedies_done") == [1, 0]


def test_members_come_with_the_inspections_that_looked_at_them(house: Cast) -> None:
    count = counts_for("oversight.members_inspected", [house.bloc.pk], YEAR)[house.bloc.pk]
    made = Inspection.objects.filter(kind=KT).order_by("code")
    assert count.codes == tuple(one.code for one in made)
    assert [title.rpartition(": ")[2] for title in count.titles.values()] == ["3", "2"]


def by_sql(code: str, period: Period) -> set[tuple[object, str]]:
    words: Mapping[str, object] = {
        "since": clock.instant(period.start, 0),
        "until": clock.instant(period.end, 0),
        "first": period.start,
        "end": period.end,
    }
    with connection.cursor() as cursor:
        cursor.execute(SOURCES[f"oversight.{code}"].records, words)
        return set(cursor.fetchall())


@pytest.mark.parametrize("period", [FIRST, SECOND, YEAR, periods.month(2021, 2), periods.span(2019, 2021)])
def test_registers_and_their_sql_name_the_same_records(house: Cast, period: Period) -> None:
    units = list(Unit.objects.values_list("pk", flat=True))
    named = [code for code in SOURCES if code.startswith("oversight.") and SOURCES[code].records]
    assert len(named) == 7
    for code in named:
        found = counts_for(code, units, period).items()
        counted = {(unit, one) for unit, count in found for one in count.codes}
        assert counted == by_sql(code.removeprefix("oversight."), period), code


def test_programme_says_how_far_it_was_carried_out(house: Cast) -> None:
    programme = Programme.objects.get()
    found = [(one.period, one.planned, one.completed) for one in completion_of(programme)]
    assert found == [(FIRST, 2, 1), (SECOND, 1, 0), (YEAR, 2, 2)]
    shown = page(as_(house.province_lead), f"/kiem-tra-giam-sat/chuong-trinh/{programme.code}/")
    assert "Hoàn thành theo kế hoạch" in shown
    assert "50,0 %" in shown.replace("\xa0", " ")


def test_number_of_members_is_said_when_it_is_concluded(house: Cast) -> None:
    made = Inspection.objects.get(subject=house.hospital)
    shown = page(as_(house.inspector), f"/kiem-tra-giam-sat/cuoc/{made.code}/")
    assert "Đảng viên xem cùng" in shown


def test_ready_report_of_the_body_arrives_filled_and_leaves_what_is_unknown_to_be_typed(house: Cast) -> None:
    version = publish_sheet(actor=SYSTEM, sheet=ready_sheets()["XDD-QUY"].design)
    mine = draft(opened(version, house.province, [house.bloc]), house.bloc)
    shape = shape_of(version.pk)
    fill_from_sources(mine, shape)
    filled = {
        line.indicator.code: mine.source_values[place]
        for place, line in enumerate(shape.lines)
        if line.source.startswith("oversight.")
    }
    assert filled == {
        "I01": 1,
        "I02.CTC": 3,
        "I03": 1,
        "I04.CTC": None,
        "I06A": 2,
        "I06B": 1,
        "I07": None,
        "I08": None,
    }
