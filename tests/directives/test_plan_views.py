"""The pages of plans: who sees what, what a form keeps, and how many statements a list takes."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lantoa.accounts.models import User
from lantoa.core.actor import SYSTEM
from lantoa.directives.choices import PlanState
from lantoa.directives.models import PlanReminder, UnitPlan
from lantoa.directives.plan_texts import MeasureText, PlanText
from lantoa.directives.services.plans.entering import NewPlan, enter_plans
from lantoa.directives.services.plans.measures import add_measure, remove_measure
from lantoa.directives.services.plans.versions import revise_plan
from tests.cast import Cast
from tests.directives.test_plans import (
    OF_THE_BLOC,
    OF_THE_OFFICE,
    adopted,
    drafted,
    entered,
    measures,
    ready,
    version,
)
from tests.directives.world import directive, held
from tests.directives.world import plan as session_plan

LIST = "/ke-hoach/"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, address: str) -> str:
    answer = as_(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_plan_is_written_from_the_plan_above_and_adopted(cast: Cast) -> None:
    entered(cast.bloc, OF_THE_BLOC)
    writer = as_(cast.unit_reporter)
    begun = writer.post(
        "/ke-hoach/moi/",
        {"year": "2021", "directives": [str(directive().pk)], "title": "Kế hoạch của Văn phòng", "aim": ""},
    )
    plan = UnitPlan.objects.get(unit=cast.office)
    assert begun.headers["Location"] == f"/ke-hoach/{plan.code}/"
    offered = writer.get(f"/ke-hoach/{plan.code}/lay/").content.decode()
    assert "Từ kế hoạch của cấp trên" in offered
    taken = [str(one.pk) for one in UnitPlan.objects.get(unit=cast.bloc).versions.get().measures.all()]
    writer.post(f"/ke-hoach/{plan.code}/lay/", {"bien-phap": taken[:1]})
    measure = plan.versions.get().measures.get()
    shown = writer.get(f"/ke-hoach/{plan.code}/").content.decode()
    assert "1 biện pháp còn nguyên lời lấy về" in shown
    assert "Lấy từ KH-2021-0001, Đảng ủy Khối" in shown
    changed = writer.post(
        f"/ke-hoach/{plan.code}/bien-phap/{measure.pk}/sua/",
        {
            "text": "Văn phòng họp không giấy từ tháng 5",
            "owner_post": "Chánh Văn phòng",
            "due_on": "30/11/2021",
            "proof": "",
            "row_version": str(version(plan)),
        },
    )
    assert changed.headers["Location"] == f"/ke-hoach/{plan.code}/?ban=1"
    head = as_(cast.unit_head)
    done = head.post(
        f"/ke-hoach/{plan.code}/ban-hanh/",
        {"reference": "12-KH/ĐU", "dated_on": "05/4/2021", "row_version": str(version(plan))},
        follow=True,
    ).content.decode()
    assert "75 ngày sau cấp trên" in done
    assert plan.versions.get().state == PlanState.ADOPTED


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        ("sua/", {"title": "…", "aim": ""}, "Ghi tên kế hoạch."),
        ("bien-phap/moi/", {"text": "Niêm yết", "due_on": "31/02/2021"}, "Tháng 2"),
        ("lay/", {}, "Đánh dấu ít nhất một biện pháp"),
        ("lay/", {"bien-phap": ["không phải"]}, "Tải lại trang rồi chọn lại"),
    ],
)
def test_form_that_is_wrong_keeps_what_was_typed(
    cast: Cast, path: str, sent: dict[str, Any], sentence: str
) -> None:
    entered(cast.bloc, OF_THE_BLOC)
    plan = ready(cast)
    answer = as_(cast.unit_reporter).post(
        f"/ke-hoach/{plan.code}/{path}",
        sent | ({} if path == "lay/" else {"row_version": str(version(plan))}),
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in said
    assert sent.get("text", "") in said


def test_stale_change_shows_what_is_kept(cast: Cast) -> None:
    plan = drafted(cast)
    answer = as_(cast.unit_reporter).post(
        f"/ke-hoach/{plan.code}/sua/", {"title": "Tên tôi gõ", "aim": "", "row_version": "9"}
    )
    assert answer.status_code == 409
    assert "Tên tôi gõ" in answer.content.decode()
    assert "Kế hoạch của Văn phòng" in answer.content.decode()
    seen = {
        "title": "Tên tôi gõ",
        "aim": "",
        "row_version": str(answer.context["form"]["row_version"].value()),
    }
    as_(cast.unit_reporter).post(f"/ke-hoach/{plan.code}/sua/", seen)
    assert plan.versions.get().title == "Tên tôi gõ"


def test_head_who_adopts_what_was_changed_meanwhile_sees_it_and_adopts_then(cast: Cast) -> None:
    plan = ready(cast)
    head, address = as_(cast.unit_head), f"/ke-hoach/{plan.code}/ban-hanh/"
    assert "chưa ghi chức danh" not in head.get(address).content.decode()
    bare = MeasureText("Họp không giấy")
    add_measure(actor=cast.unit_reporter, plan=plan, measure=bare)
    assert "Biện pháp 2 chưa ghi chức danh lo việc hoặc hạn." in head.get(address).content.decode()
    remove_measure(actor=cast.unit_reporter, measure=plan.versions.get().measures.get(text=bare.text))
    paper = {"reference": "12-KH/ĐU", "dated_on": "01/02/2021"}
    answer = head.post(address, paper | {"row_version": "1"})
    assert (answer.status_code, "Kế hoạch có 1 biện pháp" in answer.content.decode()) == (409, True)
    head.post(address, paper | {"row_version": str(answer.context["form"]["row_version"].value())})
    assert plan.versions.get().reference == "12-KH/ĐU"


def test_list_tells_who_has_a_plan_and_goes_into_excel(cast: Cast) -> None:
    entered(cast.bloc, OF_THE_BLOC)
    plan = adopted(cast)
    shown = page(cast.propaganda_officer, f"{LIST}?trang-thai=chua")
    assert "Bệnh viện tỉnh" in shown
    assert "Văn phòng Tỉnh ủy" not in shown
    answer = as_(cast.propaganda_officer).get("/ke-hoach/xuat/?sort=unit")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [office] = [row for row in rows if row[0] == "VPTU"]
    assert office[2:5] == ["Đã ban hành", "KH-2021-0002", plan.versions.get().title]
    assert office[5:9] == ["12-KH/ĐU", datetime(2021, 2, 1), 12, 1]
    for sort in ("day", "-delay", "measures"):
        assert "12 ngày" in page(cast.propaganda_officer, f"{LIST}?sort={sort}")


def test_year_for_which_there_can_be_no_plan_shows_the_present_one(cast: Cast) -> None:
    entered(cast.bloc, OF_THE_BLOC)
    client = as_(cast.propaganda_officer)
    for look in ("", "xuat/", "cay/", "giong-nhau/", "thu-tu/", "nhac/", "moi/"):
        answers = [client.get(f"{LIST}{look}?nam={year}").status_code for year in ("0000", "9999", "2024")]
        assert answers == [200, 200, 200], look
    assert client.get(f"{LIST}?nam=2024").context["year"] == 2021
    assert client.get(f"{LIST}?nam=2023").context["year"] == 2023


def test_reminder_reaches_the_desk_of_the_unit(cast: Cast) -> None:
    entered(cast.bloc, OF_THE_BLOC)
    assert "Lập kế hoạch năm 2021 theo Chỉ thị 05" in page(cast.outsider, "/")
    client = as_(cast.propaganda_officer)
    assert client.get("/ke-hoach/nhac/").content.decode().count('name="nhac"') == 3
    none = client.post("/ke-hoach/nhac/")
    assert (none.status_code, none.content.decode().count('name="nhac"')) == (422, 3)
    assert ("Đánh dấu ít nhất một đơn vị" in none.content.decode(), " checked" in none.content.decode()) == (
        True,
        False,
    )
    sent = client.post("/ke-hoach/nhac/", {"nhac": ["BENHVIEN", "SONV"]}, follow=True)
    assert "Đã nhắc 2 đơn vị" in sent.content.decode()
    assert PlanReminder.objects.count() == 2
    assert "Được nhắc ngày 06/4/2021" in page(cast.outsider, "/")


def test_tree_opens_level_by_level(cast: Cast) -> None:
    entered(cast.bloc, OF_THE_BLOC)
    adopted(cast)
    closed = page(cast.propaganda_officer, "/ke-hoach/cay/?mo=")
    assert "Đảng ủy Khối" in closed
    assert "12-KH/ĐU" not in closed
    opened = page(cast.propaganda_officer, "/ke-hoach/cay/?mo=KHOI")
    assert "12-KH/ĐU" in opened
    assert "12 ngày sau cấp trên" in opened


def test_draft_and_revision_are_seen_at_home_only(cast: Cast) -> None:
    plan = adopted(cast)
    revise_plan(actor=cast.unit_reporter, plan=plan, note="Bổ sung")
    assert "Đang soạn bản 2" in page(cast.unit_head, f"/ke-hoach/{plan.code}/")
    assert "Bản 2" not in page(cast.propaganda_officer, f"/ke-hoach/{plan.code}/")
    assert as_(cast.propaganda_officer).get(f"/ke-hoach/{plan.code}/?ban=2").status_code == 404
    assert as_(cast.outsider).get(f"/ke-hoach/{plan.code}/").status_code == 404


def test_order_of_cascade_is_drawn_and_told(cast: Cast) -> None:
    entered(cast.bloc, OF_THE_BLOC, date(2021, 2, 20))
    adopted(cast)
    held(cast, session_plan(date(2021, 3, 15)))
    shown = page(cast.propaganda_officer, "/ke-hoach/thu-tu/")
    assert (
        "Văn phòng Tỉnh ủy ban hành kế hoạch ngày 01/02/2021, trước kế hoạch của Đảng ủy Khối (20/02/2021) 19 ngày."
        in shown
    )
    assert shown.count('class="cascade__reach"') == 3
    assert 'href="/ke-hoach/KH-2021-0002/"' in shown


def test_order_leaves_out_what_one_may_not_read(cast: Cast) -> None:
    entered(cast.bloc, OF_THE_BLOC)
    adopted(cast)
    held(cast, session_plan(date(2021, 3, 15)))
    seen = as_(cast.inspector).get("/ke-hoach/thu-tu/")
    assert seen.context["heads"] == ["Kế hoạch"]
    assert "Học tập đầu tiên" not in seen.content.decode()
    below = as_(cast.unit_reporter).get("/ke-hoach/thu-tu/")
    assert below.context["heads"] == [
        "Kế hoạch",
        "Học tập đầu tiên",
        "Cam kết",
        "Tuyên truyền ra ngoài đầu tiên",
    ]
    assert below.content.decode().count("không được xem") == 3
    assert "Văn phòng Tỉnh ủy bên dưới cấp trên trực tiếp" in below.content.decode()


def test_copies_are_shown_side_by_side(cast: Cast) -> None:
    entered(cast.office, OF_THE_OFFICE)
    assert "Chưa có hai kế hoạch để so" in page(cast.propaganda_officer, "/ke-hoach/giong-nhau/")
    entered(cast.hospital, OF_THE_OFFICE, date(2021, 2, 2))
    shown = page(cast.propaganda_officer, "/ke-hoach/giong-nhau/")
    assert "Bệnh viện tỉnh và Văn phòng Tỉnh ủy" in shown
    assert shown.count(OF_THE_OFFICE[1]) == 2


@pytest.mark.parametrize(
    ("address", "statements"),
    [(LIST, 10), ("/ke-hoach/cay/", 10), ("/ke-hoach/thu-tu/", 16), ("/ke-hoach/giong-nhau/", 11)],
)
def test_page_takes_as_many_statements_for_one_plan_as_for_many(
    cast: Cast, address: str, statements: int, django_assert_num_queries: Any
) -> None:
    client = as_(cast.propaganda_officer)
    entered(cast.office, OF_THE_OFFICE)
    client.get(address)
    with django_assert_num_queries(statements):
        client.get(address)
    new = [
        NewPlan(
            unit, 2021, [directive()], PlanText("Kế hoạch"), "2-KH", date(2021, 2, 2), measures(OF_THE_BLOC)
        )
        for unit in (cast.bloc, cast.hospital, cast.department)
    ]
    enter_plans(actor=SYSTEM, plans=new)
    with django_assert_num_queries(statements):
        client.get(address)
