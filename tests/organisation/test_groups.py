"""Groups beside the tree: schemes, who stands in which group on a day, and the pages that show and change it."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.models import GroupScheme, Unit, UnitGroup, UnitGroupMembership, UnitKind
from lantoa.organisation.queries.groups import groups_of, members_on, schemes_on, units_by_code
from lantoa.organisation.queries.tree import TreeFilter, tree_on
from lantoa.organisation.services import events, groups
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from tests.cast import TODAY, Cast

MARCH, APRIL = date(2021, 3, 1), date(2021, 4, 1)


@pytest.fixture
def size(cast: Cast) -> GroupScheme:
    return groups.open_scheme(actor=cast.propaganda_officer, name="Quy mô", exclusive=True)


@pytest.fixture
def big(cast: Cast, size: GroupScheme) -> UnitGroup:
    return groups.add_group(actor=cast.propaganda_officer, scheme=size, name="Lớn")


@pytest.fixture
def small(cast: Cast, size: GroupScheme) -> UnitGroup:
    return groups.add_group(actor=cast.propaganda_officer, scheme=size, name="Nhỏ")


def put(cast: Cast, group: UnitGroup, units: Iterable[Unit], since: date = MARCH) -> None:
    groups.put_units(actor=cast.propaganda_officer, group=group, units=units, since=since)


def codes(user: User, group: UnitGroup, day: date = TODAY) -> list[str]:
    return [one.unit.code for one in members_on(user, group, day)]


def spans(unit: Unit, scheme: GroupScheme) -> list[tuple[str, date, date | None]]:
    rows = UnitGroupMembership.objects.filter(unit=unit, group__scheme=scheme).order_by("valid")
    return [(one.group.name, one.valid.lower, one.valid.upper) for one in rows.select_related("group")]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sentence_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return str(refused.value.sentence)


# --- schemes and groups ------------------------------------------------------------------------------------------


def test_scheme_and_group_take_their_codes_from_their_names(cast: Cast, size: GroupScheme) -> None:
    officer = cast.propaganda_officer
    made = groups.add_group(actor=officer, scheme=size, name="Trên 100 đảng viên")
    own = groups.add_group(actor=officer, scheme=size, name="Sửa")
    assert (size.code, made.code, own.code) == ("quy-mo", "tren-100-dang-vien", "sua-nhom")


def test_second_scheme_of_a_name_is_refused(cast: Cast, size: GroupScheme) -> None:
    with pytest.raises(Refused) as refused:
        groups.open_scheme(actor=cast.propaganda_officer, name="QUY MÔ", exclusive=False)
    assert refused.value.fields == {"name": "Tên đã có. Đặt tên khác."}


def test_name_without_letters_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        groups.open_scheme(actor=cast.propaganda_officer, name="…", exclusive=False)
    assert sentence_of(refused) == "Tên cần có chữ hoặc số."


@pytest.mark.parametrize("name", ["unit_head", "unit_reporter", "province_lead", "auditor", "inspector"])
def test_others_than_staff_and_administrator_do_not_group(cast: Cast, big: UnitGroup, name: str) -> None:
    user = getattr(cast, name)
    with pytest.raises(Forbidden):
        groups.open_scheme(actor=user, name="Lĩnh vực", exclusive=True)
    with pytest.raises(Forbidden):
        groups.put_units(actor=user, group=big, units=[cast.office], since=MARCH)
    with pytest.raises(Forbidden):
        groups.retire_group(actor=user, group=big, on=TODAY)


def test_sectors_stay_exclusive(cast: Cast) -> None:
    sector = GroupScheme.objects.get(code="sector")
    with pytest.raises(Refused) as refused:
        groups.edit_scheme(actor=cast.propaganda_officer, scheme=sector, name="Khối", exclusive=False)
    assert set(refused.value.fields) == {"exclusive"}
    renamed = groups.edit_scheme(actor=cast.propaganda_officer, scheme=sector, name="Khối", exclusive=True)
    assert renamed.name == "Khối"


def test_scheme_becomes_exclusive_only_while_nobody_stands_twice(
    cast: Cast, size: GroupScheme, big: UnitGroup, small: UnitGroup
) -> None:
    officer = cast.propaganda_officer
    loose = groups.edit_scheme(actor=officer, scheme=size, name="Quy mô", exclusive=False)
    put(cast, big, [cast.office])
    put(cast, small, [cast.office, cast.hospital], APRIL)
    assert codes(officer, big) == ["VPTU"]
    with pytest.raises(Refused) as refused:
        groups.edit_scheme(actor=officer, scheme=loose, name="Quy mô", exclusive=True)
    assert sentence_of(refused) == ("Có đơn vị đang ở hai nhóm cùng ngày: VPTU. Đưa ra khỏi một nhóm trước.")


# --- who stands where --------------------------------------------------------------------------------------------


def test_exclusive_scheme_ends_the_other_group_on_the_day(
    cast: Cast, size: GroupScheme, big: UnitGroup, small: UnitGroup
) -> None:
    put(cast, big, [cast.office, cast.hospital])
    put(cast, small, [cast.office], APRIL)
    assert spans(cast.office, size) == [("Lớn", MARCH, APRIL), ("Nhỏ", APRIL, None)]
    assert codes(cast.propaganda_officer, big, MARCH) == ["VPTU", "BENHVIEN"]
    assert codes(cast.propaganda_officer, big) == ["BENHVIEN"]


def test_group_of_the_same_day_is_replaced(
    cast: Cast, size: GroupScheme, big: UnitGroup, small: UnitGroup
) -> None:
    put(cast, big, [cast.office])
    put(cast, small, [cast.office])
    assert spans(cast.office, size) == [("Nhỏ", MARCH, None)]
    taken = Entry.objects.get(act="group.unit_taken")
    assert taken.before["since"] == "2021-03-01"


def test_what_cannot_be_is_refused_with_all_units_named(
    cast: Cast, size: GroupScheme, big: UnitGroup, small: UnitGroup
) -> None:
    put(cast, small, [cast.department], APRIL)
    put(cast, big, [cast.office, cast.hospital])
    before = list(UnitGroupMembership.objects.values_list("pk", flat=True).order_by("pk"))
    with pytest.raises(Refused) as idle:
        put(cast, big, [cast.department], date(2010, 1, 1))
    assert sentence_of(idle) == (
        "Không hoạt động vào ngày 01/01/2010: SONV. Bỏ các đơn vị này hoặc chọn ngày khác."
    )
    with pytest.raises(Refused) as standing:
        put(cast, big, [cast.office, cast.department, cast.hospital], APRIL)
    assert sentence_of(standing) == (
        "Đã có trong nhóm vào ngày này hoặc sau đó: BENHVIEN, VPTU. Bỏ các đơn vị này khỏi danh sách."
    )
    with pytest.raises(Refused) as later:
        put(cast, big, [cast.department])
    assert sentence_of(later) == (
        "Sau ngày 01/3/2021 đã xếp vào nhóm khác: SONV (Nhỏ). Chọn ngày muộn hơn, hoặc đưa ra trước."
    )
    with pytest.raises(Refused):
        put(cast, big, [])
    assert list(UnitGroupMembership.objects.values_list("pk", flat=True).order_by("pk")) == before


def test_unit_is_taken_out_from_a_day_on_and_on_its_first_day_it_never_was(
    cast: Cast, size: GroupScheme, big: UnitGroup
) -> None:
    officer = cast.propaganda_officer
    put(cast, big, [cast.office, cast.hospital])
    groups.take_out(actor=officer, group=big, units=[cast.office], on=APRIL)
    assert spans(cast.office, size) == [("Lớn", MARCH, APRIL)]
    groups.take_out(actor=officer, group=big, units=[cast.hospital], on=MARCH)
    assert spans(cast.hospital, size) == []
    with pytest.raises(Refused) as refused:
        groups.take_out(actor=officer, group=big, units=[cast.office], on=APRIL)
    assert sentence_of(refused) == "Vào ngày 01/4/2021 không ở trong nhóm: VPTU. Chọn ngày sau ngày vào nhóm."


def test_group_is_retired_and_takes_nobody_from_then_on(
    cast: Cast, size: GroupScheme, big: UnitGroup, small: UnitGroup
) -> None:
    officer = cast.propaganda_officer
    put(cast, big, [cast.office])
    with pytest.raises(Refused):
        groups.retire_group(actor=officer, group=big, on=MARCH)
    groups.retire_group(actor=officer, group=big, on=APRIL)
    assert spans(cast.office, size) == [("Lớn", MARCH, APRIL)]
    with pytest.raises(Refused) as refused:
        put(cast, big, [cast.hospital], APRIL)
    assert sentence_of(refused) == "Nhóm này thôi dùng từ 01/4/2021. Chọn ngày sớm hơn."
    put(cast, big, [cast.hospital])
    assert spans(cast.hospital, size) == [("Lớn", MARCH, APRIL)]
    with pytest.raises(Refused):
        groups.retire_group(actor=officer, group=big, on=TODAY)
    big.refresh_from_db()
    with pytest.raises(Refused) as founding:
        establish_units(
            actor=SYSTEM,
            decision=Decision("1-QĐ/TU", APRIL, APRIL, "Tỉnh ủy"),
            units=[NewUnit("MOI", "Chi bộ Mới", "Mới", UnitKind.objects.all()[0], "KHOI", groups=[big])],
        )
    assert sentence_of(founding) == "Nhóm đã thôi dùng: Lớn."


def test_membership_ends_with_the_unit(cast: Cast, size: GroupScheme, big: UnitGroup) -> None:
    put(cast, big, [cast.department])
    paper = Decision("9-QĐ/TU", APRIL, APRIL, "Tỉnh ủy")
    events.dissolve_units(actor=SYSTEM, decision=paper, units=[cast.department])
    assert spans(cast.department, size) == [("Lớn", MARCH, APRIL)]


def test_each_act_stands_in_the_record(
    cast: Cast, size: GroupScheme, big: UnitGroup, small: UnitGroup
) -> None:
    officer = cast.propaganda_officer
    put(cast, big, [cast.office])
    put(cast, small, [cast.office], APRIL)
    groups.rename_group(actor=officer, group=small, name="Nhỏ và vừa")
    groups.rename_group(actor=officer, group=small, name="Nhỏ và vừa")
    groups.retire_group(actor=officer, group=big, on=TODAY)
    acts = Entry.objects.filter(act__startswith="group.").order_by("pk").values_list("act", flat=True)
    assert sorted(acts) == sorted(
        [
            "group.scheme_opened",
            "group.added",
            "group.added",
            "group.unit_put",
            "group.unit_taken",
            "group.unit_put",
            "group.renamed",
            "group.retired",
        ]
    )


# --- reading -----------------------------------------------------------------------------------------------------


def test_schemes_are_counted_over_the_units_of_the_day(
    cast: Cast, size: GroupScheme, big: UnitGroup, small: UnitGroup
) -> None:
    put(cast, big, [cast.office, cast.hospital])
    put(cast, small, [cast.department], APRIL)
    told = {}
    for day in (MARCH, APRIL):
        row = next(one for one in schemes_on(cast.unit_reporter, day).rows if one.scheme == size)
        told[day] = ([one.units for one in row.groups], row.inside, row.outside)
    assert told == {MARCH: ([2, 0], 2, 3), APRIL: ([2, 1], 3, 2)}


def test_groups_of_a_unit_are_told_by_scheme(cast: Cast, big: UnitGroup) -> None:
    put(cast, big, [cast.office])
    told = [(one.scheme, [group.name for group in one.groups]) for one in groups_of(cast.office.pk, TODAY)]
    assert told == [("Khối ngành", ["Chính quyền"]), ("Quy mô", ["Lớn"])]


def test_tree_is_narrowed_to_a_group(cast: Cast, big: UnitGroup) -> None:
    put(cast, big, [cast.office])
    found = tree_on(cast.propaganda_officer, TreeFilter(group="quy-mo/lon"))
    assert [unit.code for _branch, _group, unit in found.rows()] == ["VPTU"]
    assert found.total == 1


def test_codes_are_found_in_any_case_and_strangers_are_told(cast: Cast) -> None:
    found, unknown = units_by_code(cast.propaganda_officer, ["vptu", "SONV", "KHONG", "VPTU"])
    assert ([unit.code for unit in found], unknown) == (["VPTU", "SONV"], ["KHONG"])


# --- pages -------------------------------------------------------------------------------------------------------


def test_page_puts_marked_and_pasted_units_in_and_takes_them_out(cast: Cast, big: UnitGroup) -> None:
    client = as_(cast.propaganda_officer)
    form = {"chon": ["VPTU"], "codes": "benhvien, SONV\nVPTU", "since": "01/3/2021"}
    answer = client.post("/to-chuc/nhom/quy-mo/lon/xep/", form)
    assert answer.headers["Location"] == "/to-chuc/nhom/quy-mo/lon/"
    assert codes(cast.propaganda_officer, big) == ["VPTU", "BENHVIEN", "SONV"]
    out = {"chon": ["VPTU", "SONV"], "on": "01/4/2021"}
    assert client.post("/to-chuc/nhom/quy-mo/lon/dua-ra/", out).status_code == 302
    assert codes(cast.propaganda_officer, big) == ["BENHVIEN"]
    shown = client.get("/to-chuc/nhom/quy-mo/lon/").content.decode()
    assert "Đã ra khỏi nhóm" in shown and "01/3/2021 đến hết 31/3/2021" in shown


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"codes": "KHONG-CO", "since": "01/3/2021"}, "Không có đơn vị mang mã: KHONG-CO."),
        ({"codes": "VPTU", "since": "31/02/2021"}, "31/02/2021"),
        ({"codes": "VPTU", "since": ""}, "Mục này chưa có nội dung."),
        ({"codes": "A " * 501, "since": "01/3/2021"}, "Mỗi lần xếp tối đa 500 đơn vị."),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_was_typed(
    cast: Cast, big: UnitGroup, form: dict[str, str], sentence: str
) -> None:
    answer = as_(cast.propaganda_officer).post("/to-chuc/nhom/quy-mo/lon/xep/", form | {"chon": "SONV"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert sentence in shown
    assert 'value="SONV" checked' in shown
    assert codes(cast.propaganda_officer, big) == []


@pytest.mark.parametrize("name", ["", "a" * 121, "Quy mô", "Lоn"])  # the last with a Cyrillic letter
def test_bad_name_of_a_scheme_is_refused(cast: Cast, size: GroupScheme, name: str) -> None:
    answer = as_(cast.propaganda_officer).post("/to-chuc/nhom/mo/", {"name": name, "exclusive": "on"})
    assert answer.status_code == 422
    assert GroupScheme.objects.count() == 2


def test_pages_open_without_any_group(cast: Cast) -> None:
    UnitGroupMembership.objects.all().delete()
    UnitGroup.objects.all().delete()
    GroupScheme.objects.all().delete()
    assert "Chưa có cách phân nhóm nào" in as_(cast.unit_reporter).get("/to-chuc/nhom/").content.decode()


def test_day_that_is_none_is_refused_on_page_and_workbook(cast: Cast, big: UnitGroup) -> None:
    client = as_(cast.unit_reporter)
    for address in (
        "/to-chuc/nhom/",
        "/to-chuc/nhom/xuat/",
        "/to-chuc/nhom/quy-mo/lon/",
        "/to-chuc/nhom/quy-mo/lon/xuat/",
    ):
        assert client.get(address, {"ngay": "31/02/2021"}).status_code == 422


def test_workbooks_hold_units_and_their_groups(cast: Cast, big: UnitGroup) -> None:
    put(cast, big, [cast.office])
    client = as_(cast.unit_reporter)
    sheet = load_workbook(BytesIO(client.get("/to-chuc/nhom/xuat/").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["VPTU", "Đảng bộ cơ sở Văn phòng Tỉnh ủy", "Đảng bộ cơ sở", "Chính quyền", "Lớn"] in [
        row[1:6] for row in rows
    ]
    sheet = load_workbook(BytesIO(client.get("/to-chuc/nhom/quy-mo/lon/xuat/").content)).active
    found = [row[1] for row in ([cell.value for cell in row] for row in sheet.iter_rows())]
    assert [code for code in found if code and code.isupper()] == ["VPTU"]


def test_pages_take_as_many_statements_for_many_units_as_for_one(cast: Cast, big: UnitGroup) -> None:
    client = as_(cast.propaganda_officer)
    counted = {}
    for units in ([cast.office], [cast.hospital, cast.department]):
        put(cast, big, units)
        for address in ("/to-chuc/nhom/", "/to-chuc/nhom/quy-mo/lon/", "/to-chuc/nhom/quy-mo/lon/xep/"):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            counted.setdefault(address, []).append(len(seen))
    assert counted == {
        "/to-chuc/nhom/": [10, 10],
        "/to-chuc/nhom/quy-mo/lon/": [8, 8],
        "/to-chuc/nhom/quy-mo/lon/xep/": [7, 7],
    }


def test_nothing_chosen_is_refused(cast: Cast, big: UnitGroup) -> None:
    client = as_(cast.propaganda_officer)
    for address, form in (("xep", {"since": "01/3/2021"}), ("dua-ra", {"on": "01/3/2021"})):
        answer = client.post(f"/to-chuc/nhom/quy-mo/lon/{address}/", form)
        assert answer.status_code == 422
        assert "Chưa chọn đơn vị nào." in answer.content.decode()
