"""Decisions entered after later ones: each attribute holds until its own next change, and nothing ends before what came later."""

from datetime import date, timedelta

import pytest

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.organisation.models import Unit, UnitEvent, UnitKind, UnitVersion
from lantoa.organisation.queries.consistency import disagreements
from lantoa.organisation.queries.events import are_days_unusual, events_recorded_after
from lantoa.organisation.queries.units import children_of
from lantoa.organisation.services import events
from lantoa.organisation.services.units import Decision, NewUnit, establish_units, rename_unit
from tests.cast import Cast

EARLY, MIDDLE, LATE = date(2020, 3, 1), date(2020, 5, 1), date(2020, 7, 1)


def decision(day: date, number: str = "12-QĐ/TU") -> Decision:
    return Decision(number, day - timedelta(days=5), day, "Tỉnh ủy")


def kind(code: str = "grassroots_party_organization") -> UnitKind:
    return UnitKind.objects.get(code=code)


def new(code: str, parent: str = "KHOI") -> NewUnit:
    return NewUnit(code, f"Đảng bộ cơ sở {code}", code, kind(), parent)


def rename(unit: Unit, day: date, name: str) -> None:
    rename_unit(actor=SYSTEM, unit=unit, decision=decision(day), name=name, short_name=name)


def move(unit: Unit, day: date, parent: Unit) -> UnitEvent:
    return events.move_units(actor=SYSTEM, decision=decision(day), units=[unit], parent=parent)


def line(unit: Unit, *columns: str) -> list[tuple[object, ...]]:
    rows = UnitVersion.objects.filter(unit=unit).order_by("valid")
    return [tuple(row) for row in rows.values_list("valid__startswith", *columns)]


def test_late_rename_leaves_a_later_move_standing(cast: Cast) -> None:
    move(cast.department, MIDDLE, cast.office)
    rename(cast.department, EARLY, "Tên mới")
    assert line(cast.department, "name", "parent__code")[1:] == [
        (EARLY, "Tên mới", "KHOI"),
        (MIDDLE, "Tên mới", "VPTU"),
    ]


def test_late_rename_ends_where_the_next_rename_begins(cast: Cast) -> None:
    rename(cast.department, LATE, "Tên thứ ba")
    move(cast.department, MIDDLE, cast.office)
    rename(cast.department, EARLY, "Tên thứ hai")
    assert line(cast.department, "name", "parent__code")[1:] == [
        (EARLY, "Tên thứ hai", "KHOI"),
        (MIDDLE, "Tên thứ hai", "VPTU"),
        (LATE, "Tên thứ ba", "VPTU"),
    ]
    assert disagreements() == []


def test_late_rename_takes_the_search_key_along(cast: Cast) -> None:
    move(cast.department, MIDDLE, cast.office)
    rename(cast.department, EARLY, "Sở Nội chính")
    assert {key for _day, key in line(cast.department, "search_key")[1:]} == {
        "sonv so noi chinh so noi chinh"
    }


def test_late_move_holds_until_the_next_move(cast: Cast) -> None:
    move(cast.department, LATE, cast.office)
    move(cast.department, EARLY, cast.hospital)
    assert line(cast.department, "parent__code")[1:] == [(EARLY, "BENHVIEN"), (LATE, "VPTU")]
    assert disagreements() == []


def test_late_code_and_kind_hold_until_their_own_next_change(cast: Cast) -> None:
    def code(day: date, value: str) -> None:
        events.change_official_code(
            actor=SYSTEM, decision=decision(day), unit=cast.department, official_code=value
        )

    code(LATE, "93.001")
    events.change_kind(
        actor=SYSTEM,
        decision=decision(MIDDLE),
        unit=cast.department,
        kind=kind(),
        name="Đảng bộ",
        short_name="Đảng bộ",
    )
    code(EARLY, "92.001")
    assert line(cast.department, "official_code", "kind__code")[1:] == [
        (EARLY, "92.001", "grassroots_cell"),
        (MIDDLE, "92.001", "grassroots_party_organization"),
        (LATE, "93.001", "grassroots_party_organization"),
    ]


def test_late_move_under_one_that_ends_is_refused_naming_the_decision(cast: Cast) -> None:
    events.dissolve_units(actor=SYSTEM, decision=decision(LATE, "77-QĐ/TU"), units=[cast.hospital])
    with pytest.raises(Refused, match=r"01/7/2020.*SONV.*BENHVIEN.*Giải thể.*77-QĐ/TU"):
        move(cast.department, EARLY, cast.hospital)
    assert disagreements() == []


def test_late_move_into_a_later_cycle_is_refused(cast: Cast) -> None:
    move(cast.office, LATE, cast.department)
    with pytest.raises(Refused, match="trực thuộc chính mình"):
        move(cast.department, EARLY, cast.office)
    assert len(line(cast.department)) == 1


@pytest.mark.parametrize("what", ["merge", "absorb", "split", "dissolve"])
def test_end_before_a_later_change_is_refused_naming_it(cast: Cast, what: str) -> None:
    rename(cast.hospital, LATE, "Tên mới")
    before = list(UnitVersion.objects.order_by("pk").values())
    with pytest.raises(Refused, match=r"BENHVIEN không thể kết thúc ngày 01/3/2020.*Đổi tên.*QDTC-2020-001"):
        match what:
            case "merge":
                events.merge_units(
                    actor=SYSTEM,
                    decision=decision(EARLY),
                    sources=[cast.hospital, cast.office],
                    target=new("MOI"),
                )
            case "absorb":
                events.absorb_units(
                    actor=SYSTEM, decision=decision(EARLY), sources=[cast.hospital], into=cast.office
                )
            case "split":
                events.split_unit(
                    actor=SYSTEM,
                    decision=decision(EARLY),
                    source=cast.hospital,
                    parts=[new("A"), new("B")],
                    children={},
                )
            case _:
                events.dissolve_units(actor=SYSTEM, decision=decision(EARLY), units=[cast.hospital])
    assert list(UnitVersion.objects.order_by("pk").values()) == before
    assert not Unit.objects.filter(code__in=["MOI", "A", "B"]).exists()


def test_late_merge_takes_children_until_they_move_on(cast: Cast) -> None:
    establish_units(actor=SYSTEM, decision=decision(date(2019, 1, 1)), units=[new("CON", "VPTU")])
    child = Unit.objects.get(code="CON")
    rename(child, MIDDLE, "Tên mới của con")
    move(child, LATE, cast.department)
    made = events.merge_units(
        actor=SYSTEM, decision=decision(EARLY), sources=[cast.office, cast.hospital], target=new("MOI")
    )
    assert line(child, "parent__code", "name")[1:] == [
        (EARLY, "MOI", "Đảng bộ cơ sở CON"),
        (MIDDLE, "MOI", "Tên mới của con"),
        (LATE, "SONV", "Tên mới của con"),
    ]
    assert [one.code for one in children_of(made.pk, MIDDLE)] == ["CON"]
    assert disagreements() == []


def test_late_end_of_one_that_receives_later_is_refused(cast: Cast) -> None:
    move(cast.department, LATE, cast.office)
    with pytest.raises(Refused, match=r"01/7/2020.*SONV.*VPTU.*Chuyển đơn vị cấp trên"):
        events.absorb_units(actor=SYSTEM, decision=decision(EARLY), sources=[cast.office], into=cast.hospital)


def test_late_establishment_below_one_that_has_ended_is_refused(cast: Cast) -> None:
    events.dissolve_units(actor=SYSTEM, decision=decision(LATE), units=[cast.hospital])
    with pytest.raises(Refused, match=r"MOI trực thuộc BENHVIEN"):
        establish_units(actor=SYSTEM, decision=decision(EARLY), units=[new("MOI", "BENHVIEN")])


def test_two_names_of_one_day_contradict_each_other(cast: Cast) -> None:
    rename(cast.department, MIDDLE, "Tên một")
    with pytest.raises(Refused, match=r"SONV đã có quyết định khác.*Đổi tên.*12-QĐ/TU"):
        rename(cast.department, MIDDLE, "Tên hai")


def test_moved_and_merged_on_one_day(cast: Cast) -> None:
    move(cast.department, MIDDLE, cast.office)
    events.absorb_units(
        actor=SYSTEM, decision=decision(MIDDLE), sources=[cast.department], into=cast.hospital
    )
    assert [
        tuple(row) for row in UnitVersion.objects.filter(unit=cast.department).values_list("valid__endswith")
    ] == [(MIDDLE,)]
    assert disagreements() == []


def test_established_and_ended_on_one_day_is_refused(cast: Cast) -> None:
    made = establish_units(actor=SYSTEM, decision=decision(MIDDLE), units=[new("MOI")])
    with pytest.raises(Refused, match="MOI được thành lập đúng ngày 01/5/2020"):
        events.dissolve_units(actor=SYSTEM, decision=decision(MIDDLE), units=made)


def test_what_was_accepted_before_is_told_what_changed_since(cast: Cast) -> None:
    rename(cast.department, EARLY, "Tên mới")
    accepted = clock.now()
    with clock.set_to(date(2021, 4, 20)):
        rename(cast.office, EARLY, "Văn phòng mới")
        late = move(cast.department, MIDDLE, cast.hospital)
        rename(cast.department, date(2021, 4, 15), "Sau kỳ")

    def found(*units: Unit) -> list[UnitEvent]:
        return events_recorded_after([unit.pk for unit in units], accepted, date(2020, 6, 30))

    assert found(cast.department) == [late]
    assert found(cast.hospital) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Decision(" ", EARLY, EARLY, "Tỉnh ủy"), "number"),
        (Decision("1" * 61, EARLY, EARLY, "Tỉnh ủy"), "number"),
        (Decision("1", EARLY, EARLY, ""), "issuer"),
        (Decision("1", date(2021, 4, 7), EARLY, "Tỉnh ủy"), "decided_on"),
        (Decision("1", date(1021, 4, 7), EARLY, "Tỉnh ủy"), "decided_on"),
        (Decision("1", EARLY, date(2023, 5, 1), "Tỉnh ủy"), "effective_on"),
        (Decision("1", EARLY, date(1920, 5, 1), "Tỉnh ủy"), "effective_on"),
    ],
)
def test_paper_that_cannot_be_is_refused_at_its_field(cast: Cast, wrong: Decision, field: str) -> None:
    with pytest.raises(Refused) as refused:
        establish_units(actor=SYSTEM, decision=wrong, units=[new("MOI")])
    assert list(refused.value.fields) == [field]


def test_days_a_year_apart_are_unusual_and_allowed(cast: Cast) -> None:
    far = Decision("1", date(2018, 1, 1), EARLY, "Tỉnh ủy")
    near = decision(EARLY)
    assert are_days_unusual(far.decided_on, far.effective_on)
    assert not are_days_unusual(near.decided_on, near.effective_on)
    establish_units(actor=SYSTEM, decision=far, units=[new("MOI")])


def test_decisions_are_numbered_by_the_year_they_were_signed_in(cast: Cast) -> None:
    rename(cast.department, EARLY, "Tên một")
    rename(cast.department, MIDDLE, "Tên hai")
    assert list(UnitEvent.objects.order_by("sequence").values_list("code", flat=True)) == [
        "QDTC-2015-001",
        "QDTC-2020-001",
        "QDTC-2020-002",
    ]
