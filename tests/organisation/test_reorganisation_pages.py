"""The pages on which units are reorganised: what they show, keep and refuse."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import Settings

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import EventKind, ReorganisationState
from lantoa.organisation.models import Reorganisation, ReorganisationStep, Unit, UnitEvent, UnitKind
from lantoa.organisation.queries.units import children_of
from lantoa.organisation.services.reorganisations import acts
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from tests.cast import SINCE, Cast
from tests.organisation.test_reorganisations import (
    DAY,
    KIND,
    PAPER,
    Paper,
    apply,
    check,
    codes,
    draft,
    end_of_the_bloc,
    fresh,
    row,
    step,
)

LIST = "/to-chuc/sap-xep/"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def paper(made: Reorganisation, **more: str) -> dict[str, str]:
    """What the draft's form sends."""
    sent = {
        "title": "Sắp xếp Khối",
        "decision_number": "20-QĐ/TU",
        "decided_on": "05/4/2021",
        "effective_on": "01/7/2021",
        "issuer": "Tỉnh ủy Thử Nghiệm",
        "row_version": str(fresh(made).row_version),
    }
    return sent | more


def address(made: Reorganisation, one: ReorganisationStep | None = None) -> str:
    return f"{LIST}{made.code}/" + (f"buoc/{one.pk}/" if one else "")


def send(client: Client, made: Reorganisation, one: ReorganisationStep, **sent: Any) -> Any:
    return client.post(address(made, one), {"row_version": str(fresh(made).row_version)} | sent)


def kept(one: ReorganisationStep) -> ReorganisationStep:
    return ReorganisationStep.objects.get(pk=one.pk)


def test_whole_way_without_scripts(cast: Cast) -> None:
    client = as_(cast.province_lead)
    assert "Lập phương án đầu tiên" in page(client, LIST)
    client.post(f"{LIST}lap/", {"unit": "TINH", "title": "Kết thúc Khối"})
    made = Reorganisation.objects.get()
    client.post(address(made), paper(made, viec="them-buoc", loai="split"))
    one = made.steps.get()
    assert fresh(made).decision_number == "20-QĐ/TU"  # the button kept what was typed
    send(client, made, one, viec="them", them="KHOI")
    rows = {
        "don-vi": "KHOI",
        "rows": "2",
        "d0-name": "Đảng bộ các cơ quan Đảng tỉnh",
        "d0-short_name": "Đảng ủy các cơ quan Đảng",
        "d0-kind": "upper_committee",
        "d0-parent": "TINH – Tỉnh ủy",
        "d1-name": "Đảng bộ Ủy ban nhân dân tỉnh",
        "d1-code": "UBND",
        "d1-kind": "upper_committee",
        "d1-parent": "Tỉnh ủy",
    }
    send(client, made, one, viec="luu", **rows)
    assert [part["code"] for part in kept(one).rows] == ["TINH-DUCCQD", "UBND"]
    rows["d0-code"] = "TINH-DUCCQD"
    send(client, made, one, viec="gan", share_group="government", share_part="TINH-DUCCQD", **rows)
    send(
        client,
        made,
        one,
        viec="gan",
        share_group="chua-gan",
        share_part="UBND",
        **rows,
        **{f"s-{code}": part for code, part in kept(one).shares.items()},
    )
    assert kept(one).shares == {"VPTU": "TINH-DUCCQD", "SONV": "TINH-DUCCQD", "BENHVIEN": "UBND"}
    answer = client.post(address(made), paper(made, viec="kiem-tra"))
    assert answer.headers["Location"] == f"{address(made)}xem-truoc/"
    shown = page(client, f"{address(made)}xem-truoc/")
    assert "Không có lỗi." in shown and "Áp dụng phương án" in shown
    version = str(fresh(made).row_version)
    client.post(f"{address(made)}ap-dung/", {"row_version": version})
    assert codes(children_of(cast.province.pk, DAY)) == ["TINH-DUCCQD", "UBND"]
    assert "Đã áp dụng." in page(client, address(made))
    client.post(f"{address(made)}hoan-tac/", {"row_version": version, "reason": "Nhập nhầm."})
    assert codes(children_of(cast.province.pk, DAY)) == ["KHOI"]
    assert "Nhập nhầm." in page(client, address(made))


def test_double_click_on_apply_happens_once(cast: Cast) -> None:
    made = end_of_the_bloc(cast.province_lead, cast)
    check(cast.province_lead, made)
    client = as_(cast.province_lead)
    sent = {"row_version": str(fresh(made).row_version)}
    answers = [client.post(f"{address(made)}ap-dung/", sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert UnitEvent.objects.filter(reorganisation=made).count() == 4


def test_refused_paper_keeps_what_was_typed(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    answer = as_(cast.province_lead).post(
        address(made), paper(made, title="Tên mới", effective_on="31/02/2021", viec="kiem-tra")
    )

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="31/02/2021"' in shown and 'value="Tên mới"' in shown
    assert fresh(made).title == PAPER.title


def test_second_editor_gets_a_conflict_with_what_was_typed(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    stale = paper(made, title="Của tôi")
    as_(cast.propaganda_officer).post(address(made), paper(made, title="Của người khác"))
    answer = as_(cast.province_lead).post(address(made), stale)

    assert answer.status_code == 409
    assert 'value="Của tôi"' in answer.content.decode()
    assert fresh(made).title == "Của người khác"


def test_step_conflict_keeps_the_rows(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    one = step(cast.province_lead, made, EventKind.ESTABLISH)
    sent = {"row_version": "1", "rows": "1", "d0-name": "Chi bộ mới toanh"}
    answer = as_(cast.province_lead).post(address(made, one), sent)

    assert answer.status_code == 409
    assert "Chi bộ mới toanh" in answer.content.decode()
    assert kept(one).rows == []


def test_saving_as_one_goes_on_answers_with_the_next_version(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    answer = as_(cast.province_lead).post(
        address(made), paper(made, title="Đang gõ"), headers={"HX-Request": "true"}
    )

    assert answer.headers["HX-Trigger"] == "lantoa:saved"
    assert f'name="row_version" value="{fresh(made).row_version}"' in answer.content.decode()
    assert fresh(made).title == "Đang gõ"


def test_pasted_list_takes_what_it_understands_and_keeps_the_rest(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    one = step(cast.province_lead, made, EventKind.DISSOLVE)
    pasted = "VPTU, benhvien\nso noi vu\nĐơn vị lạ\n\nKHAC-9"
    answer = send(as_(cast.province_lead), made, one, viec="dan", pasted=pasted)

    assert answer.status_code == 422
    assert kept(one).sources == ["VPTU", "BENHVIEN", "SONV"]
    shown = answer.content.decode()
    assert "2 dòng không khớp đơn vị nào: Đơn vị lạ; KHAC-9." in shown
    assert re.search(r"<textarea[^>]*>\s*Đơn vị lạ\nKHAC-9</textarea>", shown)


def test_found_units_are_chosen_at_one_stroke_and_taken_out_again(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.province)
    one = step(cast.province_lead, made, EventKind.DISSOLVE)
    client = as_(cast.province_lead)
    send(client, made, one, viec="them-het", nhanh="KHOI", khoi="government")
    assert kept(one).sources == ["VPTU", "SONV"]
    send(client, made, one, viec="bo", **{"don-vi": ["VPTU", "SONV"], "bo": "VPTU"})
    assert kept(one).sources == ["SONV"]


def test_search_of_a_step_ignores_accents_and_stands_in_the_address(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    one = step(cast.province_lead, made, EventKind.MOVE)
    answer = send(as_(cast.province_lead), made, one, viec="tim", q="benh vien")

    assert answer.headers["Location"] == f"{address(made, one)}?q=benh+vien#tim"
    shown = page(as_(cast.province_lead), f"{address(made, one)}?q=benh+vien")
    assert re.findall(r'name="them" value="([^"]+)"', shown) == ["BENHVIEN"]


def test_a_unit_of_an_earlier_step_is_offered_as_receiver(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    step(cast.province_lead, made, EventKind.ESTABLISH, rows=[row("MOI", "KHOI", "Đảng bộ mới")])
    one = step(cast.province_lead, made, EventKind.MOVE, sources=["SONV"])
    assert "MOI – MOI" in page(as_(cast.province_lead), address(made, one))
    send(as_(cast.province_lead), made, one, viec="luu", receiver="dang bo moi", **{"don-vi": "SONV"})
    assert kept(one).receiver == "MOI"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"d0-name": "Tên", "d0-code": "có dấu"}, "Mã chỉ gồm chữ không dấu"),
        ({"d0-name": "Tên", "d0-parent": "Không đâu"}, "Không tìm thấy đơn vị «Không đâu»"),
        ({"d0-name": "Dаng bo", "d0-code": "X"}, "chữ cái lạ"),
        ({"d0-name": "Tên\u0007", "d0-code": "X"}, "ký tự điều khiển"),
        ({"d0-name": "T" * 301, "d0-code": "X"}, "dài 301 ký tự"),
        ({"d0-name": "Tên", "d0-kind": "la"}, "Lựa chọn này không còn trong danh sách"),
    ],
)
def test_rows_that_cannot_be_understood_are_refused_and_stay(
    cast: Cast, sent: dict[str, str], sentence: str
) -> None:
    made = draft(cast.province_lead, cast.bloc)
    one = step(cast.province_lead, made, EventKind.ESTABLISH)
    answer = send(as_(cast.province_lead), made, one, rows="1", **sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert kept(one).rows == []


def test_senseless_requests_are_refused_not_failed(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    one = step(cast.province_lead, made, EventKind.ESTABLISH)
    client = as_(cast.province_lead)
    statuses = {
        "no version": client.post(address(made), {"title": "A"}).status_code,
        "version of letters": client.post(address(made), paper(made, row_version="x")).status_code,
        "step of no form": client.post(address(made), paper(made, viec="len:abc")).status_code,
        "step of another": client.post(address(made), paper(made, viec=f"bo:{made.pk}")).status_code,
        "kind unknown": client.post(address(made), paper(made, viec="them-buoc", loai="la")).status_code,
        "rows of letters": send(client, made, one, rows="x").status_code,
        "rows negative": send(client, made, one, rows="-1").status_code,
        "apply without version": client.post(f"{address(made)}ap-dung/").status_code,
        "apply unchecked": client.post(
            f"{address(made)}ap-dung/", {"row_version": str(fresh(made).row_version)}
        ).status_code,
        "undo unapplied": client.post(f"{address(made)}hoan-tac/", {"reason": "x"}).status_code,
        "page unknown": client.get(f"{LIST}?page=x&nam=abcd&trangthai=la&sort=la").status_code,
    }
    assert statuses == {
        "no version": 422,
        "version of letters": 422,
        "step of no form": 404,
        "step of another": 404,
        "kind unknown": 302,
        "rows of letters": 302,
        "rows negative": 302,
        "apply without version": 422,
        "apply unchecked": 422,
        "undo unapplied": 422,
        "page unknown": 200,
    }


def test_faults_of_the_check_stand_at_their_steps(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    step(cast.province_lead, made, EventKind.MOVE, sources=["VPTU"], receiver="SONV")
    step(cast.province_lead, made, EventKind.MOVE, sources=["SONV"], receiver="VPTU")
    client = as_(cast.province_lead)
    client.post(address(made), paper(made, viec="kiem-tra"))
    shown = page(client, f"{address(made)}xem-truoc/")

    assert "1 chỗ cần sửa" in shown and "Áp dụng phương án" not in shown
    assert "Không thể chuyển SONV về VPTU" in page(client, address(made))


def test_stale_check_says_so_and_offers_to_check_again(cast: Cast) -> None:
    made = end_of_the_bloc(cast.province_lead, cast)
    check(cast.province_lead, made)
    client = as_(cast.province_lead)
    client.post(address(made), paper(made, title="Đổi tên"))
    shown = page(client, f"{address(made)}xem-truoc/")

    assert "Lần kiểm tra này đã cũ." in shown and "Áp dụng phương án" not in shown
    client.post(f"{address(made)}kiem-tra/", {"row_version": str(fresh(made).row_version)})
    assert "Áp dụng phương án" in page(client, f"{address(made)}xem-truoc/")


def test_second_person_is_offered_the_approval_and_the_drafter_is_not(cast: Cast, settings: Settings) -> None:
    settings.SECOND_PERSON = frozenset({"unit.reorganise"})
    made = draft(cast.propaganda_officer, cast.bloc)
    step(cast.propaganda_officer, made, EventKind.ABSORB, sources=["SONV"], receiver="VPTU")
    check(cast.propaganda_officer, made)
    officer, lead = as_(cast.propaganda_officer), as_(cast.province_lead)
    sent = {"row_version": str(fresh(made).row_version)}

    assert "Phê duyệt phương án" not in page(officer, f"{address(made)}xem-truoc/")
    assert officer.post(f"{address(made)}phe-duyet/", sent).status_code == 403
    assert officer.post(f"{address(made)}ap-dung/", sent).status_code == 422
    assert "Phê duyệt phương án" in page(lead, f"{address(made)}xem-truoc/")
    lead.post(f"{address(made)}phe-duyet/", sent)
    officer.post(f"{address(made)}ap-dung/", sent)
    assert fresh(made).state == ReorganisationState.APPLIED


def test_heads_find_nothing_and_get_the_same_page_as_for_nothing(cast: Cast) -> None:
    made = end_of_the_bloc(cast.province_lead, cast)
    client = as_(cast.unit_head)
    answers = [client.get(f"{LIST}{code}/") for code in (made.code, "TC-1999-001")]

    assert [one.status_code for one in answers] == [404, 404]
    assert client.get(LIST).status_code == 403
    assert "Sắp xếp đơn vị" not in page(client, "/to-chuc/")
    assert "Sắp xếp đơn vị" in page(as_(cast.province_lead), "/to-chuc/")


def test_list_counts_filters_and_sorts(cast: Cast) -> None:
    lead = cast.province_lead
    first = draft(lead, cast.bloc, Paper("Sáp nhập hai chi bộ", "7-QĐ/ĐUK"))
    second = end_of_the_bloc(lead, cast)
    check(lead, second)
    client = as_(lead)

    def shown(query: str) -> list[str]:
        return re.findall(r'data-label="Mã">([^<]+)<', page(client, f"{LIST}?{query}"))

    assert shown("") == [second.code, first.code]
    assert shown("q=sap nhap") == [first.code]
    assert shown("trangthai=checked") == [second.code]
    assert shown("nam=2021") == [second.code]
    assert shown("sort=title") == [first.code, second.code]
    assert "Không có phương án nào khớp" in page(client, f"{LIST}?q=khong co")


def statements(client: Client, where: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(where).status_code == 200
    return len([one for one in told.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_list_asks_the_same_number_of_statements_for_one_row_and_for_many(cast: Cast) -> None:
    lead = cast.province_lead
    client = as_(lead)
    draft(lead, cast.bloc)
    one = statements(client, LIST)
    for _ in range(12):
        draft(lead, cast.bloc)

    assert (one, statements(client, LIST)) == (LIST_STATEMENTS, LIST_STATEMENTS)


LIST_STATEMENTS = 12
DRAFT_STATEMENTS = 11


def test_draft_asks_the_same_number_of_statements_for_one_step_and_for_many(cast: Cast) -> None:
    lead = cast.province_lead
    client = as_(lead)
    made = draft(lead, cast.bloc)
    step(lead, made, EventKind.DISSOLVE, sources=["SONV"])
    one = statements(client, address(made))
    for _ in range(12):
        step(lead, made, EventKind.DISSOLVE, sources=["VPTU", "BENHVIEN"])

    assert (one, statements(client, address(made))) == (DRAFT_STATEMENTS, DRAFT_STATEMENTS)


def test_record_leads_to_a_reorganisation_for_those_who_may_see_it(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    wanted = {"organisation.reorganisation": {made.pk}}
    met = {
        name: registry.addresses(getattr(cast, name), wanted)
        for name in ("propaganda_officer", "unit_head", "auditor")
    }
    there = {("organisation.reorganisation", made.pk): address(made)}
    assert met == {"propaganda_officer": there, "unit_head": {}, "auditor": {}}


def test_check_asks_the_same_number_of_statements_for_few_units_and_for_many(cast: Cast) -> None:
    lead = cast.province_lead
    counts = []
    for number, day in enumerate((date(2021, 5, 1), date(2021, 7, 1))):
        if number:
            more = [
                NewUnit(f"THEM{n}", f"Chi bộ {n}", f"Chi bộ {n}", UnitKind.objects.get(code=KIND), "KHOI")
                for n in range(30)
            ]
            establish_units(
                actor=SYSTEM, decision=Decision("2-QĐ/TU", SINCE, date(2021, 1, 1), "Tỉnh ủy"), units=more
            )
        made = draft(lead, cast.province, Paper("Chia", "9-QĐ/TU", date(2021, 4, 1), day, "Tỉnh ủy"))
        below = codes(children_of(cast.bloc.pk, day))
        step(
            lead,
            made,
            EventKind.SPLIT,
            sources=["KHOI"],
            rows=[row("A", "TINH"), row("B", "TINH")],
            shares=dict.fromkeys(below, "A") | {"SONV": "B"},
        )
        with CaptureQueriesContext(connection) as told:
            check(lead, made)
        counts.append((len(below), len(told.captured_queries)))
        assert fresh(made).state == ReorganisationState.CHECKED
    assert counts == [(3, counts[0][1]), (33, counts[0][1])]


def test_workbook_gives_old_and_new_side_by_side(cast: Cast) -> None:
    made = end_of_the_bloc(cast.province_lead, cast)
    assert as_(cast.province_lead).get(f"{address(made)}doi-chieu/").status_code == 422
    check(cast.province_lead, made)
    answer = as_(cast.province_lead).get(f"{address(made)}doi-chieu/")
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]  # type: ignore[union-attr]
    found = [line for line in rows if isinstance(line[0], int)]

    assert [(line[1], line[4], line[5], line[7]) for line in found] == [
        ("KHOI", "Kết thúc", None, None),
        ("VPTU", "Chuyển", "VPTU", "Đảng bộ DANG"),
        ("BENHVIEN", "Chuyển", "BENHVIEN", "Đảng bộ UBND"),
        ("SONV", "Chuyển", "SONV", "Đảng bộ UBND"),
        (None, "Thành lập mới", "DANG", "Đảng bộ tỉnh Thử Nghiệm"),
        (None, "Thành lập mới", "UBND", "Đảng bộ tỉnh Thử Nghiệm"),
    ]


def test_undo_without_a_reason_is_refused(cast: Cast) -> None:
    made = end_of_the_bloc(cast.province_lead, cast)
    check(cast.province_lead, made)
    apply(cast.province_lead, made)
    client = as_(cast.province_lead)
    answer = client.post(f"{address(made)}hoan-tac/", {"row_version": str(fresh(made).row_version)})

    assert answer.status_code == 422
    assert fresh(made).state == ReorganisationState.APPLIED


def test_undo_is_refused_once_something_was_built_on_it(cast: Cast) -> None:
    lead = cast.province_lead
    made = end_of_the_bloc(lead, cast)
    check(lead, made)
    apply(lead, made)
    later = draft(lead, cast.province, Paper("Sau đó", "30-QĐ/TU", PAPER.decided_on, DAY, "Tỉnh ủy"))
    step(lead, later, EventKind.ESTABLISH, rows=[row("CON", "UBND")])
    check(lead, later)
    apply(lead, later)
    sent = {"row_version": str(fresh(made).row_version), "reason": "Nhầm."}
    answer = as_(lead).post(f"{address(made)}hoan-tac/", sent)

    assert answer.status_code == 422
    assert "Chọn cấp trên khác hoặc ngày hiệu lực khác." in answer.content.decode()
    assert Unit.objects.filter(code="UBND", versions__valid__contains=DAY).exists()


def test_dropping_asks_first(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc)
    client = as_(cast.province_lead)
    assert "Bỏ phương án này?" in page(client, f"{address(made)}bo/")
    client.post(f"{address(made)}bo/", {"row_version": str(made.row_version)})
    assert not Reorganisation.objects.exists()


def test_page_of_one_that_is_being_applied_asks_again_by_itself(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "IN_REQUEST", 0)
    made = end_of_the_bloc(cast.province_lead, cast)
    check(cast.province_lead, made)
    apply(cast.province_lead, made)
    shown = page(as_(cast.province_lead), address(made))

    assert 'hx-trigger="every 2s"' in shown and "Đang áp dụng." in shown
