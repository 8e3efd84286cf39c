import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.commendation import services
from lantoa.commendation.choices import Subject
from lantoa.core import clock
from tests.cast import TODAY
from tests.commendation.world import World

UNKNOWN = "Không có giấy chứng nhận với mã này. Kiểm tra lại mã in dưới mã QR."


@pytest.fixture(autouse=True)
def _fresh_minute() -> None:
    cache.clear()


@pytest.fixture
def awarded(world: World) -> World:
    world.enter(world.cast.office, "Tập thể Phòng Tổng hợp", subject=Subject.COLLECTIVE)
    world.enter(world.cast.office, "Nguyễn Văn An", publish_name=True)
    world.enter(world.cast.hospital, "Trần Thị Kín", publish_name=False)
    world.decide()
    return world


def check(typed: str, **extra: str) -> HttpResponse:
    return Client().get(f"/kiem-tra/{typed}/", **extra)


def words(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_valid_certificate_says_what_is_on_the_paper(awarded: World) -> None:
    certificate = awarded.certificate("Tập thể Phòng Tổng hợp")
    with clock.set_to(clock.instant(date(2021, 4, 8), 9, 14)):
        response = check(certificate.code)
    shown = words(response)
    assert response.status_code == 200
    for said in (
        "Giấy khen hợp lệ",
        "Đang có giá trị. Kiểm tra lúc 09:14, ngày 08/4/2021.",
        "Tập thể Phòng Tổng hợp",
        certificate.citation,
        "Cơ quan tặng Ban Thường vụ Đảng ủy Khối",
        "Số 142-QĐ/ĐUK, ngày 06/4/2021",
        "Vào sổ Số 01",
        certificate.printed_code,
        "Đối chiếu tên và số quyết định với bản giấy.",
    ):
        assert said in shown, said
    assert "verdict--valid" in response.content.decode()


def test_revoked_certificate_says_when_and_by_which_decision_and_not_why(awarded: World) -> None:
    awarded.revoke(awarded.certificate("Nguyễn Văn An"))
    response = check(awarded.certificate("Nguyễn Văn An").code)
    assert response.status_code == 200
    assert "Thu hồi ngày 06/4/2021 theo Quyết định số 143-QĐ/ĐUK. Giấy này không còn giá trị." in words(
        response
    )
    page = response.content.decode()
    assert ("verdict--revoked" in page, "verdict--valid" in page) == (True, False)
    assert "hợp lệ" not in page
    assert "Khen nhầm người" not in page


@pytest.mark.parametrize(
    "typed", ["0000000000000000", "GK 0000 0000 0000 0000", "abc", "x" * 59, "%C3%A1", "Nguyễn Văn An"]
)
def test_unknown_code_gets_one_constant_answer(awarded: World, typed: str) -> None:
    response = check(typed)
    assert response.status_code == 404
    assert UNKNOWN in words(response)
    page = response.content.decode()
    assert ("verdict--unknown" in page, "verdict--revoked" in page) == (True, False)
    assert page == check("1111111111111111").content.decode()


def test_unknown_and_known_code_take_constant_statements(awarded: World) -> None:
    taken = {}
    for name, code in (
        ("unknown", "0000000000000000"),
        ("another unknown", "1" * 16),
        ("collective", awarded.certificate("Tập thể Phòng Tổng hợp").code),
        ("person", awarded.certificate("Trần Thị Kín").code),
    ):
        check(code)
        with CaptureQueriesContext(connection) as captured:
            check(code)
        taken[name] = len(captured)
    assert taken["unknown"] == taken["another unknown"]
    assert taken["collective"] == taken["person"] == taken["unknown"] + 1  # the giver's name


def test_person_is_named_only_with_consent_and_at_once(awarded: World) -> None:
    assert "Đồng chí Nguyễn Văn An" in words(check(awarded.certificate("Nguyễn Văn An").code))
    silent = awarded.certificate("Trần Thị Kín")
    page = check(silent.code).content.decode()
    assert ("Trần Thị Kín" in page, "Cá nhân" in page, "Bệnh viện" in page, "Trưởng phòng" in page) == (
        False,
        True,
        False,
        False,
    )
    services.set_name_consent(
        actor=awarded.cast.hospital_head, nomination=silent.nomination, publish_name=True
    )
    assert "Đồng chí Trần Thị Kín" in words(check(silent.code))
    services.set_name_consent(
        actor=awarded.cast.hospital_head, nomination=silent.nomination, publish_name=False
    )
    assert "Trần Thị Kín" not in check(silent.code).content.decode()


def test_code_is_read_as_typed_by_hand(awarded: World) -> None:
    certificate = awarded.certificate("Tập thể Phòng Tổng hợp")
    certificate.code = "0123456789ABCDEF"
    certificate.save(update_fields=["code"])
    for typed in (
        "0123456789abcdef",
        "O123456789ABCDEF",
        "0I23456789ABCDEF",
        "gk ol23 4567 89ab cdef",
        "0123-4567-89AB-CDEF",
    ):
        assert check(typed).status_code == 200, typed
        response = Client().get("/kiem-tra/", {"ma": typed})
        assert (response.status_code, response["Location"]) == (302, "/kiem-tra/0123456789ABCDEF/")


def test_form_refuses_nothing_typed_and_answers_nonsense_as_unknown(awarded: World) -> None:
    empty = Client().get("/kiem-tra/", {"ma": " "})
    assert empty.status_code == 422
    assert "Mục này chưa có nội dung." in words(empty)
    nonsense = Client().get("/kiem-tra/", {"ma": "khong-phai-ma"})
    assert (nonsense.status_code, UNKNOWN in words(nonsense)) == (404, True)
    assert Client().get("/kiem-tra/").status_code == 200


def test_pages_are_not_indexed_and_not_kept(awarded: World) -> None:
    code = awarded.certificate("Nguyễn Văn An").code
    for address in (
        "/kiem-tra/",
        f"/kiem-tra/{code}/",
        "/kiem-tra/0000000000000000/",
        "/kiem-tra/?ma=abc",
        f"/kiem-tra/?ma={code}",
    ):
        response = Client().get(address)
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Cache-Control"] == "no-store"
        if response.status_code != 302:
            assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_post_is_not_a_way_to_ask(awarded: World) -> None:
    assert Client().post("/kiem-tra/", {"ma": "abc"}).status_code == 405


def test_thirty_first_check_of_a_minute_is_refused_for_that_network_only(awarded: World) -> None:
    code = awarded.certificate("Nguyễn Văn An").code
    with clock.set_to(clock.instant(TODAY, 9, 0)):
        statuses = [
            check(code if place % 2 else "0" * 16, REMOTE_ADDR="10.0.0.7").status_code for place in range(30)
        ]
        assert statuses == [404, 200] * 15
        refused = check(code, REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR="10.9.9.9")
        assert (refused.status_code, refused["Retry-After"]) == (429, "60")
        assert "Từ mạng này đã kiểm tra 30 mã trong một phút. Hãy chờ một phút rồi thử lại." in words(refused)
        assert "Nguyễn Văn An" not in refused.content.decode()
        assert Client().get("/kiem-tra/", {"ma": "abc"}, REMOTE_ADDR="10.0.0.7").status_code == 429
        assert (
            Client().get("/kiem-tra/", REMOTE_ADDR="10.0.0.7").status_code == 200
        )  # the form itself asks nothing
        assert check(code, REMOTE_ADDR="10.0.0.8").status_code == 200
    with clock.set_to(clock.instant(TODAY, 9, 1)):
        assert check(code, REMOTE_ADDR="10.0.0.7").status_code == 200


def test_throttle_counts_an_ipv6_network_as_one(awarded: World) -> None:
    for place in range(30):
        check("0" * 16, REMOTE_ADDR=f"2001:db8:1:1::{place:x}")
    assert check("0" * 16, REMOTE_ADDR="2001:db8:1:1:ffff::1").status_code == 429
    assert check("0" * 16, REMOTE_ADDR="2001:db8:1:2::1").status_code == 404


def test_crawl_from_zero_knowledge_finds_no_certificate(awarded: World) -> None:
    """Follow every link and every form without fields of the public pages, from their known addresses."""
    client, seen = Client(), set()
    waiting = [
        "/",
        "/kiem-tra/",
        "/kiem-tra/0000000000000000/",
        "/khen-thuong/",
        "/robots.txt",
        "/sitemap.xml",
    ]
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith("/") or address.startswith("/static/"):
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code in {301, 302}:
            waiting.append(response["Location"].split("?")[0])
            continue
        page = response.content.decode(errors="replace")
        for certificate in map(
            awarded.certificate, ("Tập thể Phòng Tổng hợp", "Nguyễn Văn An", "Trần Thị Kín")
        ):
            for secret in (certificate.code, certificate.printed_code, certificate.receiver_lines[0]):
                assert secret not in page, address
        waiting += [
            link.split("#")[0].split("?")[0] for link in re.findall(r'(?:href|action|src)="([^"]*)"', page)
        ]
    assert {"/", "/kiem-tra/", "/khen-thuong/"} < seen


def test_names_are_no_way_in(awarded: World) -> None:
    for address in ("/kiem-tra/?q=Nguyễn", "/kiem-tra/?ma=Nguyễn Văn An", "/kiem-tra/?ten=Nguyễn Văn An"):
        page = Client().get(address).content.decode()
        assert awarded.certificate("Nguyễn Văn An").printed_code not in page


def test_certificate_of_another_round_says_its_own_decision(awarded: World) -> None:
    other = awarded.another_round(years=(2021, 2021), citation="Đã có thành tích trong phòng, chống dịch")
    awarded.enter(awarded.cast.hospital, "Lý Thị Năm", other, publish_name=True)
    awarded.decide(other, number=200)
    shown = words(check(awarded.certificate("Lý Thị Năm").code))
    assert "Số 200-QĐ/ĐUK, ngày 06/4/2021" in shown
    assert "Đã có thành tích trong phòng, chống dịch" in shown
    assert "142-QĐ" not in shown


def test_same_page_is_shown_to_the_signed_in(awarded: World) -> None:
    client = Client()
    client.force_login(awarded.cast.outsider)
    code = awarded.certificate("Trần Thị Kín").code
    page = client.get(f"/kiem-tra/{code}/").content.decode()
    assert ("Trần Thị Kín" in page, "Giấy khen hợp lệ" in page) == (False, True)
