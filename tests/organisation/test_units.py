from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.models import Ancestry, Unit, UnitEvent, UnitKind, UnitVersion
from lantoa.organisation.queries.units import children_of, get_unit, named_on, path_of, search_units
from lantoa.organisation.services import ancestry
from lantoa.organisation.services.units import Decision, NewUnit, establish_units, rename_unit
from tests.cast import DECISION, SINCE, Cast


def decision(on: date, number: str = "20-QĐ/TU") -> Decision:
    return Decision(number, on, on, "Tỉnh ủy")


def cell() -> UnitKind:
    return UnitKind.objects.get(code="grassroots_cell")


def rename(unit: Unit, on: date, name: str) -> UnitVersion:
    return rename_unit(actor=SYSTEM, unit=unit, decision=decision(on), name=name, short_name=name)


def test_establish_with_taken_codes_names_them_all(cast: Cast) -> None:
    units = [NewUnit(code, "Chi bộ", "Chi bộ", cell(), "KHOI") for code in ("SONV", "MOI", "VPTU", "MOI")]
    with pytest.raises(Refused) as refused:
        establish_units(actor=SYSTEM, decision=DECISION, units=units)
    assert refused.value.sentence == "Mã đơn vị đã có: MOI, SONV, VPTU. Chọn mã khác."
    assert Unit.objects.count() == 5


def test_establish_below_a_missing_parent_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        establish_units(
            actor=SYSTEM, decision=DECISION, units=[NewUnit("MOI", "Chi bộ mới", "Mới", cell(), "KHONGCO")]
        )
    assert refused.value.sentence == "Không có đơn vị cấp trên mang mã: KHONGCO."
    assert not Unit.objects.filter(code="MOI").exists()


def test_establish_below_a_parent_of_later_days_is_refused(cast: Cast) -> None:
    early = decision(date(2015, 1, 1))
    with pytest.raises(Refused) as refused:
        establish_units(
            actor=SYSTEM, decision=early, units=[NewUnit("MOI", "Chi bộ mới", "Mới", cell(), "KHOI")]
        )
    assert refused.value.sentence == "Đơn vị cấp trên chưa hoạt động vào ngày 01/01/2015: KHOI."


def test_rename_keeps_the_history(cast: Cast) -> None:
    rename(cast.hospital, date(2019, 7, 1), "Đảng bộ Bệnh viện Đa khoa")
    rows = (
        UnitVersion.objects.filter(unit=cast.hospital)
        .order_by("valid")
        .values_list("name", "valid", "parent__code")
    )
    assert list(rows) == [
        ("Đảng bộ cơ sở Bệnh viện tỉnh", DateRange(SINCE, date(2019, 7, 1)), "KHOI"),
        ("Đảng bộ Bệnh viện Đa khoa", DateRange(date(2019, 7, 1), None), "KHOI"),
    ]
    assert UnitEvent.objects.filter(parts__unit=cast.hospital, kind="rename").distinct().count() == 1
    assert list(
        Ancestry.objects.filter(descendant=cast.hospital, depth=1).values_list("valid", flat=True)
    ) == [DateRange(SINCE, None)]


def test_two_renames_in_one_quarter_stand_side_by_side(cast: Cast) -> None:
    rename(cast.hospital, date(2021, 1, 15), "Tên thứ hai")
    rename(cast.hospital, date(2021, 3, 1), "Tên thứ ba")
    names = [
        named_on(Unit.objects.filter(pk=cast.hospital.pk), day).get().name  # type: ignore[attr-defined]
        for day in (date(2021, 1, 14), date(2021, 1, 15), date(2021, 2, 28), date(2021, 3, 1))
    ]
    assert names == ["Đảng bộ cơ sở Bệnh viện tỉnh", "Tên thứ hai", "Tên thứ hai", "Tên thứ ba"]


def test_rename_entered_late_splits_the_stretch_it_falls_in(cast: Cast) -> None:
    rename(cast.hospital, date(2021, 3, 1), "Tên thứ ba")
    rename(cast.hospital, date(2021, 1, 15), "Tên thứ hai")
    rows = UnitVersion.objects.filter(unit=cast.hospital).order_by("valid").values_list("name", flat=True)
    assert list(rows) == ["Đảng bộ cơ sở Bệnh viện tỉnh", "Tên thứ hai", "Tên thứ ba"]


def test_second_rename_of_the_same_day_is_refused(cast: Cast) -> None:
    rename(cast.hospital, date(2021, 1, 15), "Tên thứ hai")
    with pytest.raises(Refused):
        rename(cast.hospital, date(2021, 1, 15), "Tên thứ ba")


def test_rename_before_the_unit_was_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        rename(cast.hospital, date(2014, 1, 1), "Tên xưa")


def test_search_finds_old_names_codes_and_words_without_accents(cast: Cast) -> None:
    rename(cast.hospital, date(2021, 1, 15), "Đảng bộ Trung tâm y tế")
    units = named_on(Unit.objects.all())

    def found(text: str) -> list[str]:
        return list(search_units(units, text).values_list("code", flat=True))

    assert found("benh vien tinh") == ["BENHVIEN"]
    assert found("TRUNG TAM") == ["BENHVIEN"]
    assert found("sonv") == ["SONV"]
    assert found("Sở  nội vụ") == ["SONV"]
    assert found("không có ai") == []
    assert sorted(found("")) == ["BENHVIEN", "KHOI", "SONV", "TINH", "VPTU"]


def test_gatekeeper_outside_ones_tree_is_as_if_absent(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="upper_committee")
    establish_units(
        actor=SYSTEM, decision=DECISION, units=[NewUnit("KHAC", "Đảng bộ tỉnh khác", "Tỉnh khác", kind)]
    )
    for code in ("KHAC", "KHONGCO"):
        with pytest.raises(NotFound):
            get_unit(cast.unit_reporter, code)
    assert get_unit(cast.unit_reporter, "TINH").name == "Đảng bộ tỉnh Thử Nghiệm"  # type: ignore[attr-defined]


def test_gatekeeper_of_a_profile_ends_at_ones_scope(cast: Cast) -> None:
    assert get_unit(cast.unit_reporter, "VPTU", "unit.read_profile").pk == cast.office.pk
    with pytest.raises(NotFound):
        get_unit(cast.unit_reporter, "BENHVIEN", "unit.read_profile")


def test_ended_unit_is_found_as_it_last_was(cast: Cast) -> None:
    version = UnitVersion.objects.get(unit=cast.department)
    version.valid = DateRange(SINCE, date(2020, 1, 1))
    version.save()
    ancestry.rebuild([cast.department.pk])
    found = get_unit(cast.propaganda_officer, "SONV")
    assert (found.pk, found.name) == (cast.department.pk, "Chi bộ cơ sở Sở Nội vụ")  # type: ignore[attr-defined]
    assert "SONV" not in set(children_of(cast.bloc.pk).values_list("code", flat=True))


def test_path_leads_from_the_root(cast: Cast) -> None:
    assert [unit.code for unit in path_of(cast.office.pk)] == ["TINH", "KHOI", "VPTU"]
