from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from lantoa.accounts.models import OpenSession
from lantoa.accounts.queries.accounts import idle_accounts
from lantoa.accounts.services import close_idle_accounts
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from tests.accounts.test_second_factors import with_app
from tests.cast import Cast

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1"
GIVEN = {"login": "unit_head", "password": "mat-khau-thu-nghiem"}


def at(minutes: float) -> clock.set_to:  # type: ignore[valid-type]
    return clock.set_to(clock.now() + timedelta(minutes=minutes))


def browser(agent: str, address: str) -> Client:
    made = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    assert made.post("/dang-nhap/", GIVEN).status_code == 302
    return made


def test_sessions_are_listed_with_device_and_cut_network(cast: Cast) -> None:
    here = browser(CHROME, "203.0.113.77")
    browser(PHONE, "2001:db8:1:2:3::4")
    kept = OpenSession.objects.filter(user=cast.unit_head).order_by("network")
    assert list(kept.values_list("device", "network")) == [
        ("Safari trên iPhone", "2001:db8:1::/48"),
        ("Chrome trên Windows", "203.0.113.0/24"),
    ]
    page = here.get("/tai-khoan/").content.decode()
    assert [page.count(text) for text in ("Chrome trên Windows", "Safari trên iPhone", "203.0.113.77")] == [
        1,
        2,
        0,
    ]


def test_a_session_ended_elsewhere_is_out_at_its_next_click(cast: Cast) -> None:
    here, lost = browser(CHROME, "10.0.0.1"), browser(PHONE, "10.0.0.2")
    assert lost.get("/").status_code == 200
    session = OpenSession.objects.get(device="Safari trên iPhone")
    assert here.post("/tai-khoan/phien/ket-thuc/", {"session": str(session.pk)})["Location"] == "/tai-khoan/"
    assert lost.get("/")["Location"] == "/dang-nhap/?next=/"
    assert lost.get("/", headers={"HX-Request": "true"}).status_code == 401
    assert here.get("/").status_code == 200
    assert Entry.objects.get(act="session.ended").after == {"sessions": 1, "device": "Safari trên iPhone"}


def test_a_session_that_has_run_out_is_not_listed(cast: Cast) -> None:
    browser(PHONE, "10.0.0.2")
    with at(40):
        here = browser(CHROME, "10.0.0.1")
        page = here.get("/tai-khoan/").content.decode()
    assert ("Chrome trên Windows" in page, "Safari trên iPhone" in page) == (True, False)


def test_rows_of_ended_sessions_are_swept_by_the_next_sign_in(cast: Cast) -> None:
    browser(PHONE, "10.0.0.2")
    Session.objects.update(expire_date=clock.outside_now() - timedelta(seconds=1))
    with at(13 * 60):
        browser(CHROME, "10.0.0.1")
    assert (Session.objects.count(), OpenSession.objects.count()) == (1, 1)


def test_all_others_end_at_once(cast: Cast) -> None:
    here, *others = (browser(CHROME, f"10.0.0.{turn}") for turn in range(4))
    here.post("/tai-khoan/phien/ket-thuc/", {"session": "others"})
    assert [one.get("/").status_code for one in (here, *others)] == [200, 302, 302, 302]


@pytest.mark.parametrize("session", ["", "x", "00000000-0000-0000-0000-000000000007"])
def test_no_such_session(cast: Cast, session: str) -> None:
    here = browser(CHROME, "10.0.0.1")
    assert here.post("/tai-khoan/phien/ket-thuc/", {"session": session}).status_code == 404


def test_somebody_elses_session_is_none(cast: Cast, client: Client) -> None:
    browser(CHROME, "10.0.0.1")
    client.force_login(cast.hospital_head)
    theirs = OpenSession.objects.get(user=cast.unit_head)
    assert client.post("/tai-khoan/phien/ket-thuc/", {"session": str(theirs.pk)}).status_code == 404
    assert Session.objects.filter(session_key=theirs.session_key).exists()


def test_sign_out_leaves_no_open_session(cast: Cast) -> None:
    here = browser(CHROME, "10.0.0.1")
    here.post("/dang-xuat/")
    assert not OpenSession.objects.exists()


def test_a_changed_password_ends_the_other_sessions(cast: Cast) -> None:
    here, other = browser(CHROME, "10.0.0.1"), browser(PHONE, "10.0.0.2")
    new = "bon con voi uong tra"
    given = {"present": GIVEN["password"], "password": new, "again": new}
    assert here.post("/tai-khoan/mat-khau/", given)["Location"] == "/tai-khoan/"
    assert [one.get("/").status_code for one in (here, other)] == [200, 302]
    assert [one.device for one in OpenSession.objects.all()] == ["Chrome trên Windows"]


def test_idle_time_ends_a_session_and_leads_back(cast: Cast) -> None:
    here = browser(CHROME, "10.0.0.1")
    with at(29):
        assert here.get("/").status_code == 200
    with at(58):
        assert here.get("/to-chuc/?q=a").status_code == 200
    with at(89):
        answer = here.get("/to-chuc/?q=a")
        assert answer["Location"] == "/dang-nhap/?next=/to-chuc/%3Fq%3Da"
        page = here.get(answer["Location"]).content.decode()
    assert "Phiên làm việc đã hết. Hãy đăng nhập lại để tiếp tục" in page
    assert not OpenSession.objects.exists()


def test_a_fragment_of_an_idle_session_is_401(cast: Cast) -> None:
    here = browser(CHROME, "10.0.0.1")
    with at(31):
        assert here.post("/to-chuc/", headers={"HX-Request": "true"}).status_code in {401, 405}
        assert here.get("/to-chuc/", headers={"HX-Request": "true"}).status_code == 401


def test_what_a_page_asks_by_itself_does_not_keep_a_session(cast: Cast) -> None:
    here = browser(CHROME, "10.0.0.1")
    with at(20):
        assert here.get("/", headers={"X-Lantoa-Background": "1"}).status_code == 200
    with at(31):
        assert here.get("/").status_code == 302


def test_a_session_ends_after_its_longest_time_however_busy(cast: Cast) -> None:
    here = browser(CHROME, "10.0.0.1")
    answers = []
    for hour in range(1, 27):
        with at(hour * 28):
            answers.append(here.get("/").status_code)
    assert answers.count(200) == 25  # 25 × 28 minutes are 11 h 40; the next is past 12 h


def test_times_are_settings(cast: Cast, settings: Settings) -> None:
    settings.SESSION_IDLE = timedelta(minutes=5)
    here = browser(CHROME, "10.0.0.1")
    with at(6):
        assert here.get("/").status_code == 302


def test_unused_accounts_are_found_and_closed(cast: Cast, client: Client) -> None:
    with at(60 * 24 * 44):
        assert not idle_accounts(45).exists()
        client.force_login(cast.unit_head)
    with at(60 * 24 * 46):
        found = [user.username for user in idle_accounts(45, keep=["administrator"])]
        assert len(found) == 7  # nine people, without the one who signed in and the one who is kept
        assert {"unit.head", "administrator"} & set(found) == set()
        assert (
            close_idle_accounts(actor=SYSTEM, users=idle_accounts(45, keep=["administrator"]), days=45) == 7
        )
        assert close_idle_accounts(actor=SYSTEM, users=[cast.unit_head], days=45) == 0
    assert (
        Entry.objects.filter(act="account.deactivated").first().after["reason"] == "Không dùng trong 45 ngày"
    )  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "led"),
    [("unit_reporter", False), ("unit_head", True), ("propaganda_officer", True), ("administrator", True)],
)
def test_roles_that_demand_a_second_factor(
    cast: Cast, client: Client, settings: Settings, name: str, led: bool
) -> None:
    settings.SECOND_FACTOR_ROLES = ["head", "staff", "inspector", "leader", "administrator", "auditor"]
    user = getattr(cast, name)
    client.force_login(user)
    answer = client.get("/")
    assert (answer.status_code, answer.get("Location")) == (
        (302, "/tai-khoan/bat-xac-minh/") if led else (200, None)
    )
    if not led:
        return
    fragment = client.get("/to-chuc/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, "/tai-khoan/bat-xac-minh/")
    for open_page in ("/tai-khoan/bat-xac-minh/", "/tai-khoan/ung-dung/", "/tai-khoan/khoa/", "/dang-xuat/"):
        assert client.get(open_page).status_code == 200
    assert client.post("/ngon-ngu/", {"language": "en"}).status_code == 302
    with_app(user)
    assert client.get("/").status_code == 200
    assert client.get("/tai-khoan/bat-xac-minh/")["Location"] == "/tai-khoan/"


def test_a_role_that_is_none_is_noticed_at_the_start(settings: Settings) -> None:
    from lantoa.organisation.checks import roles_that_owe_a_second_factor_exist

    settings.SECOND_FACTOR_ROLES = ["head", "heads"]
    assert [one.id for one in roles_that_owe_a_second_factor_exist(None)] == ["lantoa.E004"]
