"""The pages of targets over HTTP."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.reporting.models import Target
from lantoa.reporting.queries.targets import divisions
from tests.cast import TODAY, Cast
from tests.reporting import world
from tests.reporting.test_target_figures import year_of_reports
from tests.reporting.test_targets import divided, issued

LIST, NEW = "/bao-cao/chi-tieu/", "/bao-cao/chi-tieu/moi/"


@pytest.fixture(autouse=True)
def _today(cast: Cast) -> Any:
    world.published()
    with clock.set_to(TODAY):
        yield


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def given(**more: str) -> dict[str, str]:
    return {
        "indicator": "T01",
        "first": "2021",
        "last": "2022",
        "owner": "KHOI",
        "name": "Mỗi năm ít nhất 20 hội nghị",
        "direction": "at_least",
        "n-2021": "1.020",
        "n-2022": "24",
        "paper_number": "05-NQ/ĐUK",
        "paper_day": "15/01/2021",
        "paper_issuer": "Đảng ủy Khối",
        "citation": "Trích nghị quyết",
        "baseline_source": "typed",
        "baseline_year": "2020",
        "baseline_value": "18",
        "baseline_note": "Báo cáo năm 2020",
        **more,
    }


def test_a_target_is_issued_step_by_step(cast: Cast) -> None:
    client = of(cast.propaganda_officer)
    assert "Hội nghị, lớp quán triệt" in client.get(NEW).content.decode()
    page = client.get(f"{NEW}?indicator=T01&first=2021&last=2022").content.decode()
    assert 'name="n-2021"' in page
    assert 'name="n-2023"' not in page
    assert 'name="baseline_year" value="2020"' in page
    look = client.post(NEW, given(viec="xem"))
    assert look.status_code == 200
    assert "ít nhất 1.020 cuộc" in look.content.decode()
    assert "05-NQ/ĐUK ngày 15/01/2021" in look.content.decode()
    assert Target.objects.count() == 0
    again = client.post(NEW, given(viec="sua"))
    assert (again.status_code, 'value="1.020"' in again.content.decode()) == (200, True)
    made = client.post(NEW, given(viec="giao"))
    target = Target.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{LIST}{target.code}/")
    assert divisions.whole_of(target, cast.bloc) == {2021: Decimal(1020), 2022: Decimal(24)}
    shown = client.get(f"{LIST}{target.code}/").content.decode()
    assert "Báo cáo năm 2020" in shown
    assert "Trích nghị quyết" in shown


def test_a_share_is_typed_in_percent(cast: Cast) -> None:
    asked = given(indicator="T04", viec="giao", baseline_value="88,5", **{"n-2021": "95,25", "n-2022": "96"})
    of(cast.propaganda_officer).post(NEW, asked)
    target = Target.objects.get()
    assert (target.is_share, target.baseline_value) == (True, Decimal("0.885"))
    assert divisions.whole_of(target, cast.bloc) == {2021: Decimal("0.9525"), 2022: Decimal("0.96")}


def test_the_baseline_is_read_from_accepted_totals(cast: Cast) -> None:
    year_of_reports(cast)
    client = of(cast.propaganda_officer)
    client.post(NEW, given(viec="giao", baseline_source="totals"))
    assert Target.objects.get().baseline_value == Decimal(18)
    refused = client.post(NEW, given(viec="xem", baseline_source="totals", baseline_year="2019"))
    assert (refused.status_code, "Năm 2019 chưa có số liệu" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("n-2021", "1,5", "số nguyên"),
        ("n-2021", "-3", "âm"),
        ("n-2021", "１２", ""),
        ("n-2021", "", "Ghi chỉ tiêu của năm này"),
        ("n-2022", "999999999999999999999", "lớn"),
        ("paper_day", "31/02/2021", "ngày"),
        ("paper_day", "07/4/2021", ""),
        ("paper_number", "   ", "chưa có nội dung"),
        ("name", "A" * 301, "301"),
        ("direction", "sideways", "không còn"),
        ("owner", "BENHVIEN", "không còn"),
        ("baseline_value", "", "Ghi số ở mốc"),
        ("baseline_year", "20", ""),
        ("baseline_note", "", "Ghi nguồn"),
    ],
)
def test_bad_input_is_told_at_its_field_and_stays(cast: Cast, name: str, typed: str, words: str) -> None:
    response = of(cast.propaganda_officer).post(NEW, given(viec="giao", **{name: typed}))
    page = response.content.decode()
    assert (response.status_code, Target.objects.count()) == (422, 0)
    assert words in page
    assert "Trích nghị quyết" in page


@pytest.mark.parametrize(
    "query",
    [
        "?indicator=T01&first=2025&last=2021",
        "?indicator=T01&first=x&last=2021",
        "?indicator=KHONG&first=2021&last=2022",
        "?indicator=T01&first=2000&last=2099",
    ],
)
def test_years_and_indicators_that_cannot_be_are_asked_again(cast: Cast, query: str) -> None:
    assert of(cast.propaganda_officer).get(NEW + query).status_code == 422


def test_a_division_is_proposed_recomputed_and_given(cast: Cast) -> None:
    target = issued(cast, values={2021: "20", 2022: "30"})
    client = of(cast.propaganda_officer)
    address = f"{LIST}{target.code}/chia/?don-vi=KHOI&nam=2021"
    page = client.get(f"{address}&cach=deu").content.decode()
    assert "Chia đều 20 cuộc cho 3 đơn vị" in page
    typed = {
        "method": "deu",
        "basis": "",
        "row_version": "1",
        "decided_on": "06/4/2021",
        "reason": "",
        "v-VPTU": "7",
        "v-BENHVIEN": "8",
        "v-SONV": "6",
    }
    summed = client.post(address, typed | {"viec": "tinh"}).content.decode()
    assert "+1 cuộc" in summed
    assert target.decisions.count() == 1
    given_now = client.post(address, typed | {"v-BENHVIEN": "7", "following": "on", "viec": "giao"})
    assert given_now.status_code == 302
    assert divisions.whole_of(target, cast.office) == {2021: Decimal(7), 2022: Decimal(10)}
    decision = target.decisions.get(number=2)
    assert (decision.method, decision.unit_id) == ("deu", cast.bloc.pk)
    stale = client.post(address, typed | {"viec": "giao"})
    assert (stale.status_code, "Có người vừa điều chỉnh" in stale.content.decode()) == (409, True)
    unreasoned = client.post(address, typed | {"row_version": "2", "viec": "giao"})
    assert (unreasoned.status_code, 'value="8"' in unreasoned.content.decode()) == (422, True)
    wrong = client.post(address, typed | {"row_version": "2", "v-SONV": "sáu", "viec": "giao"})
    assert (wrong.status_code, 'value="sáu"' in wrong.content.decode()) == (422, True)


def test_what_was_corrected_by_hand_is_not_the_methods(cast: Cast) -> None:
    target = issued(cast, values={2021: "20"})
    typed = {"method": "deu", "row_version": "1", "decided_on": "06/4/2021", "v-VPTU": "9", "viec": "giao"}
    of(cast.propaganda_officer).post(f"{LIST}{target.code}/chia/?nam=2021", typed)
    decision = target.decisions.get(number=2)
    assert (decision.method, decision.basis) == ("tay", "")


def test_a_target_is_changed_and_ended_on_screen(cast: Cast) -> None:
    target = issued(cast)
    client = of(cast.propaganda_officer)
    address = f"{LIST}{target.code}/dieu-chinh/"
    assert 'value="24"' in client.get(address).content.decode()
    typed = {"n-2020": "20", "n-2021": "30", "decided_on": "06/4/2021", "row_version": "1", "reason": ""}
    assert client.post(address, typed).status_code == 422
    assert client.post(address, typed | {"reason": "Nghị quyết mới"}).status_code == 302
    page = client.get(f"{LIST}{target.code}/").content.decode()
    assert "<del>24 cuộc</del>" in page
    ending = f"{LIST}{target.code}/thoi/"
    assert client.post(ending, {"row_version": "2", "end_reason": ""}).status_code == 422
    assert client.post(ending, {"row_version": "1", "end_reason": "Thay"}).status_code == 409
    assert client.post(ending, {"row_version": "2", "end_reason": "Thay chỉ tiêu khác"}).status_code == 302
    assert "Thay chỉ tiêu khác" in client.get(f"{LIST}{target.code}/").content.decode()


def test_the_list_is_narrowed_by_words_without_accents_and_by_standing(cast: Cast) -> None:
    year_of_reports(cast)
    issued(cast)
    issued(cast, "U03", {2020: "30"}, name="Đảng viên")
    client = of(cast.propaganda_officer)
    both = client.get(f"{LIST}?nam=2020").content.decode()
    assert ("Đảng viên</a>" in both, "quán triệt</a>" in both) == (True, True)
    found = client.get(f"{LIST}?nam=2020&tim=dang+vien").content.decode()
    assert ("Đảng viên</a>" in found, "quán triệt</a>" in found) == (True, False)
    met = client.get(f"{LIST}?nam=2020&tinh-trang=dat").content.decode()
    assert ("Đảng viên</a>" in met, "quán triệt</a>" in met) == (True, False)
    assert "Không có chỉ tiêu nào khớp" in client.get(f"{LIST}?nam=2020&tim=zzz").content.decode()
    assert client.get(f"{LIST}?nam=abc&sort=--x&tinh-trang=?").status_code == 200


def test_lists_and_pages_are_exported_as_seen(cast: Cast) -> None:
    year_of_reports(cast)
    target = issued(cast)
    divided(cast, target, 2020)
    client = of(cast.propaganda_officer)
    book = load_workbook(BytesIO(client.get(f"{LIST}xuat/?nam=2020").content))
    words = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert ("ít nhất" in words, 20 in words, 18 in words, "cuộc" in words) == (True, True, True, True)
    one = load_workbook(BytesIO(client.get(f"{LIST}{target.code}/xuat/?nam=2020").content))
    assert one.sheetnames == ["Các năm", "Đơn vị, năm 2020"]
    units = [row[0].value for row in one.worksheets[1].iter_rows()]
    assert [code for code in units if code in ("VPTU", "BENHVIEN", "SONV")] == ["VPTU", "BENHVIEN", "SONV"]


def test_the_unit_sees_its_targets_and_meets_them_while_reporting(cast: Cast) -> None:
    collection = world.opened(world.published(), cast.bloc, cast.units())
    target = issued(cast, values={2021: "20"})
    client = of(cast.unit_reporter)
    empty = client.get(f"{LIST}don-vi/VPTU/").content.decode()
    assert "chưa được giao chỉ tiêu" in empty
    entry = f"/bao-cao/{collection.code}/VPTU/"
    assert "Chỉ tiêu năm:" not in client.get(entry).content.decode()
    divided(cast, target)
    mine = client.get(f"{LIST}don-vi/VPTU/").content.decode()
    assert "ít nhất 7 cuộc" in mine
    assert f"chưa có số liệu {collection.period.label}" in mine
    page = client.get(entry).content.decode()
    assert page.count("Chỉ tiêu năm: ít nhất 7 cuộc") == 1
    saved = client.post(
        f"{entry}luu/",
        {f"v-{world.SESSIONS}": "3", f"b-{world.SESSIONS}": "", "row_version": "1"},
        headers={"HX-Request": "true", "HX-Trigger-Name": f"v-{world.SESSIONS}"},
    ).content.decode()
    assert "Chỉ tiêu năm: ít nhất 7 cuộc" in saved
    assert client.get(f"{LIST}don-vi/BENHVIEN/").status_code == 404
    assert client.get(f"{LIST}{target.code}/?don-vi=KHOI").status_code == 404


@pytest.mark.parametrize("code", ["T01", "T04"])
def test_a_target_page_takes_the_same_statements_for_any_number_of_years_and_units(
    cast: Cast, code: str, django_assert_num_queries: Any
) -> None:
    year_of_reports(cast)
    value = "0.9" if code == "T04" else "20"
    short = issued(cast, code, {2020: value})
    long = issued(cast, code, dict.fromkeys(range(2012, 2021), value))
    one_unit_below = issued(cast, code, {2020: value}, owner=cast.province)
    client = of(cast.province_lead)
    client.get(f"{LIST}{short.code}/")
    for target in (short, long, one_unit_below):
        with django_assert_num_queries(26):
            client.get(f"{LIST}{target.code}/?nam=2020")
