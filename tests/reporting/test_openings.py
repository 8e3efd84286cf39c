"""Opening a collection on screen: who is asked, when, a last look, and the same number of statements however many they are."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.core.periods import from_code
from lantoa.organisation.models import UnitGroup, UnitKind
from lantoa.organisation.queries import choosing
from lantoa.organisation.services.groups import put_units
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting.models import Collection, Obligation, Submission
from lantoa.reporting.queries import openings
from lantoa.reporting.services.collections import open_collection
from tests.cast import DECISION, Cast
from tests.reporting.world import opened, published, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_day")]
OPEN = "/bao-cao/mo-dot/"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**more: object) -> dict[str, object]:
    return {
        "version": "BCQ/1",
        "owner": "KHOI",
        "period": "2021Q1",
        "title": "Báo cáo quý I",
        "scope": "direct",
        "due_on": "10/4/2021",
        "due_hour": "17",
        "closes_on": "20/4/2021",
    } | more


def asked() -> set[tuple[str, str, str]]:
    return set(Obligation.objects.values_list("unit__code", "state", "reason"))


def owed(*codes: str) -> set[tuple[str, str, str]]:
    return {(code, "owed", "") for code in codes}


def test_steps_lead_from_the_sheet_to_the_form(cast: Cast) -> None:
    published()
    officer = as_(cast.propaganda_officer)
    assert 'href="/bao-cao/mo-dot/?bieu=BCQ/1"' in officer.get(OPEN).content.decode()
    periods = officer.get(f"{OPEN}?bieu=BCQ/1").content.decode()
    assert "bieu=BCQ/1&amp;chu=KHOI&amp;ky=2021Q1" in periods
    page = officer.get(f"{OPEN}?bieu=BCQ/1&chu=KHOI&ky=2021Q1")
    assert page.context["plan"].owing == 3
    assert page.context["form"]["due_on"].value() == "13/4/2021"  # a week from today: the 10th is too near


def test_only_periods_of_the_sheets_kind_are_offered_and_the_last_one_over_is_proposed(cast: Cast) -> None:
    version = published()
    offers = openings.periods_to_open(version, cast.bloc)
    assert {one.period.kind for one in offers} == {"quarter"}
    assert [one.period.code for one in offers if one.proposed] == ["2021Q1"]
    opened(version, cast.bloc, cast.units())
    found = openings.periods_to_open(version, cast.bloc)
    assert [one.period.code for one in found if one.opened] == ["2021Q1"]
    assert [one.period.code for one in found if one.proposed] == ["2020Q4"]


@pytest.mark.parametrize(
    "address", ["?bieu=KHONG/1", "?bieu=BCQ", "?bieu=BCQ/x", "?bieu=BCQ/1&chu=TINH&ky=2021Q1"]
)
def test_what_is_not_there_to_open_is_not_found(cast: Cast, address: str) -> None:
    published()
    assert as_(cast.propaganda_officer).get(OPEN + address).status_code == 404


@pytest.mark.parametrize("ky", ["2021", "1999Q1", "2021Q5", "x"])
def test_period_that_is_not_offered_is_not_found(cast: Cast, ky: str) -> None:
    published()
    assert as_(cast.propaganda_officer).get(f"{OPEN}?bieu=BCQ/1&ky={ky}").status_code == 404


@pytest.mark.parametrize("name", ["unit_reporter", "unit_head", "inspector", "auditor", "administrator"])
def test_who_does_not_collect_is_refused(cast: Cast, name: str) -> None:
    published()
    client = as_(getattr(cast, name))
    assert client.get(OPEN).status_code == 403
    assert client.post(OPEN, form(viec="mo", counted="3")).status_code == 403
    assert Collection.objects.count() == 0


def test_last_look_says_how_many_and_changes_nothing(cast: Cast) -> None:
    published()
    page = as_(cast.propaganda_officer).post(OPEN, form(viec="xem", exempt="SONV mới thành lập"))
    assert page.status_code == 200
    assert "Mở đợt cho 2 đơn vị" in page.content.decode()
    assert Collection.objects.count() == 0


def test_collection_is_opened_as_shown(cast: Cast) -> None:
    published()
    officer = as_(cast.propaganda_officer)
    answer = officer.post(OPEN, form(viec="mo", counted="2", exempt="sonv: mới thành lập"))
    assert answer.headers["Location"] == "/bao-cao/BCQ-2021Q1/dieu-hanh/"
    assert asked() == owed("VPTU", "BENHVIEN") | {("SONV", "exempt", "mới thành lập")}
    made = Collection.objects.get()
    assert (made.title, made.due_at, made.closes_at) == (
        "Báo cáo quý I",
        clock.instant(date(2021, 4, 10), 17),
        clock.instant(date(2021, 4, 20), 0),
    )
    assert {one.unit.code for one in Submission.objects.select_related("unit")} == {"VPTU", "BENHVIEN"}


def test_count_that_changed_meanwhile_is_shown_again(cast: Cast) -> None:
    published()
    page = as_(cast.propaganda_officer).post(OPEN, form(viec="mo", counted="2"))
    assert page.context["changed"] is True
    assert Collection.objects.count() == 0


def test_group_is_taken_as_it_stood_on_the_last_day_of_the_period(cast: Cast) -> None:
    published()
    group = UnitGroup.objects.get(code="government")
    put_units(actor=cast.propaganda_officer, group=group, units=[cast.hospital], since=date(2021, 4, 1))
    officer = as_(cast.propaganda_officer)
    officer.post(OPEN, form(viec="mo", counted="2", scope="groups", groups=["sector/government"]))
    assert asked() == owed("VPTU", "SONV")


def test_kinds_and_units_by_hand(cast: Cast) -> None:
    published()
    officer = as_(cast.propaganda_officer)
    by_kind = officer.post(OPEN, form(viec="xem", scope="kinds", kinds=["grassroots_cell"]))
    assert [unit.code for unit in by_kind.context["plan"].units] == ["SONV"]
    by_hand = officer.post(OPEN, form(viec="xem", scope="hand", codes="vptu, BENHVIEN"))
    assert [unit.code for unit in by_hand.context["plan"].units] == ["VPTU", "BENHVIEN"]
    marked = officer.post(OPEN, form(viec="them", scope="hand", codes="VPTU", chon=["SONV"]))
    assert [unit.code for unit in marked.context["plan"].units] == ["VPTU", "SONV"]
    found = officer.post(OPEN, form(viec="tim", scope="hand", q="benh vien"))
    assert [unit.code for unit in found.context["hits"]] == ["BENHVIEN"]


def test_all_levels_and_direct_units_differ(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    establish_units(
        actor=SYSTEM, decision=DECISION, units=[NewUnit("CB-1", "Chi bộ 1", "Chi bộ 1", kind, "VPTU")]
    )
    day = date(2021, 3, 31)
    direct = choosing.units_of(cast.bloc, day, choosing.Scope("direct")).units
    every = choosing.units_of(cast.bloc, day, choosing.Scope("all")).units
    assert {unit.code for unit in every} - {unit.code for unit in direct} == {"CB-1"}


def test_live_count_answers_with_the_list_alone(cast: Cast) -> None:
    published()
    answer = as_(cast.propaganda_officer).post(
        OPEN,
        form(viec="dem", title="", scope="groups", groups=["sector/government"]),
        headers={"HX-Request": "true"},
    )
    assert answer.templates[0].name == "reporting/openings/parts/units.html"
    assert answer.context["plan"].owing == 2


def test_button_of_a_unit_begins_its_line_of_exemption(cast: Cast) -> None:
    published()
    page = as_(cast.propaganda_officer).post(OPEN, form(mien="SONV", exempt="VPTU bận"))
    assert page.context["form"]["exempt"].value() == "VPTU bận\nSONV "


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"scope": "groups"}, "groups", "Đánh dấu ít nhất một nhóm."),
        ({"scope": "kinds"}, "kinds", "Đánh dấu ít nhất một loại hình."),
        ({"scope": "hand"}, "codes", "Chọn hoặc dán mã ít nhất một đơn vị."),
        (
            {"scope": "hand", "codes": "VPTU, TINH, XX"},
            "codes",
            "Không có đơn vị bên dưới mang mã: TINH, XX. ",
        ),
        ({"scope": "x"}, "scope", "Lựa chọn này không còn trong danh sách. Hãy chọn lại."),
        ({"groups": ["sector/khong-co"], "scope": "groups"}, "groups", "Lựa chọn này không còn"),
        ({"exempt": "VPTU"}, "exempt", "Dòng 1 («VPTU») chưa có lý do miễn."),
        ({"exempt": "VPTU bận\nTINH bận"}, "exempt", "Dòng 2: TINH không ở trong danh sách"),
        ({"exempt": "VPTU bận\nVPTU bận"}, "exempt", "Dòng 2: VPTU đã có ở một dòng trên."),
        ({"exempt": "VPTU a\nBENHVIEN b\nSONV c"}, "exempt", "Mọi đơn vị đều được miễn."),
        ({"exempt": "VPTU " + "x" * 301}, "exempt", "Dòng 1: lý do dài quá 300 ký tự."),
        ({"due_on": "31/02/2021"}, "due_on", "Tháng 2/2021 chỉ có 28 ngày."),
        ({"due_on": "mai"}, "due_on", "Không đọc được ngày này."),
        ({"due_on": "05/4/2021"}, "due_on", "Hạn gửi đã qua."),
        ({"due_on": ""}, "due_on", "Mục này chưa có nội dung."),
        ({"due_hour": "25"}, "due_hour", "Lựa chọn này không còn"),
        ({"closes_on": "10/4/2021"}, "closes_on", "Ngày khóa phải sau hạn gửi."),
        ({"opens_on": "11/4/2021"}, "opens_on", "Ngày nhập phải trước hạn gửi."),
        ({"title": ""}, "title", "Mục này chưa có nội dung."),
        ({"title": "x" * 201}, "title", "Nội dung dài 201 ký tự"),
    ],
)
@pytest.mark.parametrize("doing", ["xem", "mo"])
def test_what_cannot_be_is_said_at_its_field_and_stays(
    cast: Cast, more: dict[str, object], field: str, sentence: str, doing: str
) -> None:
    published()
    page = as_(cast.propaganda_officer).post(OPEN, form(viec=doing, counted="3", **more))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert sentence in page.context["form"].errors[field][0]
    assert {name: page.context["form"][name].value() for name in more} == more
    assert Collection.objects.count() == 0


def test_names_that_are_not_on_the_form_are_refused(cast: Cast) -> None:
    published()
    assert as_(cast.propaganda_officer).post(OPEN, form(viec="mo", code="X")).status_code == 400


def test_second_of_the_same_is_refused_with_the_way_to_the_first(cast: Cast) -> None:
    story(cast)
    officer = as_(cast.propaganda_officer)
    periods = officer.get(f"{OPEN}?bieu=BCQ/1&chu=KHOI").content.decode()
    assert 'href="/bao-cao/BCQ-2021Q1/dieu-hanh/"' in periods
    straight = officer.get(f"{OPEN}?bieu=BCQ/1&chu=KHOI&ky=2021Q1")
    assert straight.headers["Location"] == "/bao-cao/BCQ-2021Q1/dieu-hanh/"
    page = officer.post(OPEN, form(viec="mo", counted="3"))
    assert page.status_code == 422
    assert 'href="/bao-cao/BCQ-2021Q1/dieu-hanh/"' in page.content.decode()
    assert Collection.objects.count() == 1


def test_service_refuses_a_second_of_the_same_by_another_version(cast: Cast) -> None:
    version = published()
    opened(version, cast.bloc, cast.units())
    Collection.objects.update(closed_at=clock.now())
    with pytest.raises(Refused, match="BCQ-2021Q1 đã có"):
        opened(published(), cast.bloc, cast.units())


def test_exemption_of_a_unit_that_is_not_asked_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="không ở trong danh sách"):
        _open(cast, [cast.office], {cast.hospital.pk: "Mới lập"})
    with pytest.raises(Refused, match="Ghi lý do"):
        _open(cast, cast.units(), {cast.hospital.pk: "  "})


def _open(cast: Cast, units: list[object], exempt: dict[object, str]) -> Collection:
    return open_collection(
        actor=cast.propaganda_officer,
        sheet_version=published(),
        period=from_code("2021Q1"),
        owner=cast.bloc,
        units=units,  # type: ignore[arg-type]
        due_at=clock.instant(date(2021, 4, 10), 17),
        closes_at=clock.instant(date(2021, 4, 20)),
        exempt=exempt,  # type: ignore[arg-type]
    )


STATEMENTS = 19


def test_three_thousand_units_take_as_many_statements_as_three(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    many = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[NewUnit(f"N-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "KHOI", n) for n in range(3000)],
    )
    version = published()
    opened(version, cast.bloc, [cast.office], "2020Q3")  # the owner's chain of the record has begun
    for code, units in (("2021Q1", cast.units()), ("2020Q4", many)):
        officer = User.objects.get(pk=cast.propaganda_officer.pk)  # whose roles nobody has asked for yet
        with CaptureQueriesContext(connection) as seen:
            made = open_collection(
                actor=officer,
                sheet_version=version,
                period=from_code(code),
                owner=cast.bloc,
                units=units,
                due_at=clock.instant(date(2021, 4, 10), 17),
                closes_at=clock.instant(date(2021, 4, 20)),
            )
        assert len(seen) == STATEMENTS
        assert made.obligations.count() == made.submissions.count() == len(units)
