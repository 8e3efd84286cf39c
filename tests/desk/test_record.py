"""Who did what: what each reader finds there, and what nobody finds who may not."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.audit.services import Act, erase_contents, export_heads, record, record_many
from lantoa.core.actor import SYSTEM
from tests.cast import Cast
from tests.practices.world import World

SECRET = "Hoa sen"


def open_record(user: User | None, path: str = "", **query: str) -> Any:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(f"/nhat-ky/{path}", query)


def acts_seen(user: User, **query: str) -> list[str]:
    response = open_record(user, **query)
    assert response.status_code == 200
    return [one.what for one in response.context["lines"]]


@pytest.fixture
def done(cast: Cast, practices: World) -> Cast:
    """One act by each of four people, on things of two units; the cast itself was made by the system."""
    office, hospital = practices.practice(cast.office, SECRET), practices.practice(cast.hospital, SECRET)
    record(cast.unit_reporter, "practice.drafted", office, chain=cast.office.pk, after={"title": SECRET})
    record(
        cast.propaganda_officer, "practice.recognised", office, chain=cast.office.pk, after={"reason": SECRET}
    )
    record(cast.outsider, "practice.edited", hospital, chain=cast.hospital.pk, before={"title": "Cũ"})
    record(cast.administrator, "account.opened", cast.outsider)
    return cast


MINE = {
    "unit_reporter": ["Lập bản nháp mô hình"],
    "propaganda_officer": ["Công nhận mô hình"],
    "outsider": ["Sửa nội dung mô hình"],
    "administrator": ["Mở tài khoản"],
    "inspector": [],
    "province_lead": [],
}


@pytest.mark.parametrize("role", sorted(MINE))
def test_most_see_only_what_they_did_themselves(done: Cast, role: str) -> None:
    assert acts_seen(getattr(done, role)) == MINE[role]


def test_a_head_sees_what_was_done_in_the_own_unit(done: Cast) -> None:
    seen = acts_seen(done.unit_head, phan="don-vi")

    assert seen[:2] == ["Công nhận mô hình", "Lập bản nháp mô hình"]
    assert "Sửa nội dung mô hình" not in seen
    assert acts_seen(done.unit_head, phan="toi") == []


def test_a_head_reads_contents_and_the_auditor_none_of_them(done: Cast) -> None:
    head, auditor = open_record(done.unit_head), open_record(done.auditor)

    assert head.content.decode().count(SECRET) > 0
    assert SECRET not in auditor.content.decode()
    for label in ("unit.reporter", "propaganda.officer", "Phạm Thị Tổng Hợp"):
        assert label not in auditor.content.decode()
    lines = [one for one in auditor.context["lines"] if one.what == "Công nhận mô hình"]
    assert [(one.who, one.named[0], one.url) for one in lines] == [
        (f"Người dùng #{str(done.propaganda_officer.pk)[:8]}", "#", "")
    ]


def test_the_auditor_sees_the_tree_and_the_acts_on_its_accounts(done: Cast) -> None:
    seen = acts_seen(done.auditor, tu="06/4/2021")

    assert {"Công nhận mô hình", "Lập bản nháp mô hình", "Sửa nội dung mô hình", "Mở tài khoản"} <= set(seen)


def test_what_may_not_be_opened_any_more_is_not_named(done: Cast) -> None:
    """Somebody who did something to a thing and has lost the right to it reads the act, not the words."""
    done.outsider.person.roles.all().delete()

    response = open_record(done.outsider)
    assert [(one.what, one.hidden, one.url) for one in response.context["lines"]] == [
        ("Sửa nội dung mô hình", True, "")
    ]
    assert SECRET not in response.content.decode()


def test_erased_content_says_so(done: Cast) -> None:
    entry = Entry.objects.filter(act="practice.recognised").latest("at")
    erase_contents(actor=SYSTEM, entries=[entry], basis="Căn cứ")

    lines = open_record(done.unit_head, viec="practice.recognised").context["lines"]
    assert [(one.named, one.reason, one.erased) for one in lines] == [
        ("Nội dung đã xóa theo quy định", "", True)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"viec": "practice.recognised"}, ["Công nhận mô hình"]),
        ({"loai": "practices.practice", "viec": "practice.drafted"}, ["Lập bản nháp mô hình"]),
        ({"loai": "accounts.user", "tu": "06/4/2021", "nguoi": "ADMIN"}, ["Mở tài khoản"]),
        ({"nguoi": "OFFICER"}, ["Công nhận mô hình"]),
        ({"nguoi": "OUTSIDER", "don-vi": "BENHVIEN"}, ["Sửa nội dung mô hình"]),
        ({"nguoi": "OUTSIDER", "don-vi": "VPTU"}, []),
        ({"nguoi": "OFFICER", "den": "05/4/2021"}, []),
        ({"nguoi": "OFFICER", "tu": "06/4/2021", "den": "06/4/2021"}, ["Công nhận mô hình"]),
        ({"nguoi": "OFFICER", "tu": "07/4/2021"}, []),
    ],
)
def test_filters_of_the_address_narrow(done: Cast, query: dict[str, str], expected: list[str]) -> None:
    who = {"ADMIN": done.administrator, "OFFICER": done.propaganda_officer, "OUTSIDER": done.outsider}
    if "nguoi" in query:
        query = query | {"nguoi": str(who[query["nguoi"]].pk)}
    assert acts_seen(done.auditor, **query) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"tu": "31/02/2021"},
        {"den": "hôm qua"},
        {"viec": "no.such"},
        {"loai": "no.such"},
        {"don-vi": "KHONG-CO"},
        {"tu": "07/4/2021", "den": "06/4/2021"},
    ],
)
def test_filters_that_say_nothing_are_refused_with_what_was_typed(done: Cast, query: dict[str, str]) -> None:
    response = open_record(done.auditor, **query)

    assert response.status_code == 422
    assert response.context["form"].errors
    assert open_record(done.auditor, "xuat/", **query).status_code == 422


@pytest.mark.parametrize("query", [{"nguoi": "x"}, {"phan": "tat-ca"}, {"phan": "la"}, {"page": "zzz"}])
def test_addresses_that_mean_nothing_leave_the_own_acts(done: Cast, query: dict[str, str]) -> None:
    assert acts_seen(done.unit_reporter, **query) == MINE["unit_reporter"]


def test_reads_can_be_asked_for(done: Cast) -> None:
    record(done.unit_reporter, "commitment.read", chain=done.office.pk)

    response = open_record(done.unit_reporter, viec="doc")
    assert response.status_code == 422  # no room names an act of reading yet, so none is offered


def test_reads_are_offered_where_a_room_names_them(done: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from lantoa.audit import registry

    monkeypatch.setitem(registry.ACTS, "commitment.read", "Mở xem bản cam kết")
    record(done.unit_reporter, "commitment.read", chain=done.office.pk)

    assert acts_seen(done.unit_reporter, viec="doc") == ["Mở xem bản cam kết"]


def test_empty_and_narrowed_to_nothing_say_different_things(done: Cast) -> None:
    assert "Chưa có việc nào" in open_record(done.inspector).content.decode()
    assert "Không có việc nào khớp" in open_record(done.inspector, tu="06/4/2021").content.decode()


def test_counters_agree_with_the_list(done: Cast) -> None:
    strip = open_record(done.propaganda_officer).context["counters"]

    assert [(one["label"], one["value"]) for one in strip] == [
        ("Tất cả", 1),
        ("Hôm nay", 1),
        ("7 ngày qua", 1),
        ("30 ngày qua", 1),
    ]


def rows_of_workbook(user: User, **query: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(open_record(user, "xuat/", **query).content))
    return list(book.active.iter_rows(values_only=True))


def test_workbook_holds_the_rows_as_seen(done: Cast) -> None:
    rows = rows_of_workbook(done.unit_head, viec="practice.recognised")
    practice = open_record(done.unit_head, viec="practice.recognised").context["lines"][0].named

    assert [row[3:9] for row in rows if row[0] == 1] == [
        ("propaganda.officer", "Công nhận mô hình", "Mô hình", practice, SECRET, "Văn phòng Tỉnh ủy")
    ]
    assert "Công nhận mô hình" in str(rows[:4])  # the filter in force stands above


def test_workbook_of_the_auditor_holds_no_contents(done: Cast) -> None:
    rows = rows_of_workbook(done.auditor)

    assert len(rows) > 4
    assert SECRET not in str(rows)


@pytest.mark.parametrize("reader", ["unit_head", "auditor"])
def test_statements_do_not_grow_with_the_entries(done: Cast, practices: World, reader: str) -> None:
    user = getattr(done, reader)
    with CaptureQueriesContext(connection) as few:
        open_record(user, viec="practice.recognised")
    things = [practices.practice(done.office, f"Số {number}") for number in range(45)]
    record_many(done.propaganda_officer, [Act("practice.recognised", one, done.office.pk) for one in things])
    with CaptureQueriesContext(connection) as many:
        response = open_record(user, viec="practice.recognised")
    assert len(response.context["lines"]) == 46
    assert len(many) == len(few)


def test_signed_out_are_sent_to_sign_in(db: None) -> None:
    assert open_record(None).status_code == 302


def test_menu_shows_one_current_room(done: Cast) -> None:
    for path in ("/nhat-ky/", "/"):
        client = Client()
        client.force_login(done.auditor)
        menu = client.get(path).context["frame"].menu
        assert [item.url for item in menu if item.is_current] == [path]


# --- exported heads, for everybody ---------------------------------------------------------------------------------


def test_heads_before_the_first_export(db: None) -> None:
    assert "Chưa công bố đầu chuỗi nào" in open_record(None, "dau-chuoi/").content.decode()
    assert open_record(None, "dau-chuoi/tep/").status_code == 404


def test_heads_show_roots_and_no_names(done: Cast, settings: Any, tmp_path: Any) -> None:
    settings.AUDIT_HEADS_DIR = str(tmp_path)
    made = export_heads(target=tmp_path)
    assert made is not None

    page = open_record(None, "dau-chuoi/").content.decode()
    assert (made.root in page, made.digest in page, made.public_key in page) == (True, True, True)
    file = open_record(None, "dau-chuoi/tep/")
    assert file.content == (tmp_path / made.file_name).read_bytes()
    for word in (SECRET, "Bệnh viện", "VPTU", "practice.", "unit.reporter"):
        assert word not in page + file.content.decode()


def test_the_verifier_can_be_downloaded(db: None) -> None:
    source = open_record(None, "dau-chuoi/verify_audit.py").content.decode()

    assert "import lantoa" not in source
    assert "from lantoa" not in source
    compile(source, "verify_audit.py", "exec")
