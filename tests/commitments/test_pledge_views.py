"""The pages of pledges: what a form keeps, what is shown to whom, and that no text leaves its readers."""

import io
import logging
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.audit.models import Content
from lantoa.commitments.cascading import marks
from lantoa.commitments.choices import Half
from lantoa.commitments.models import Commitment, CommitmentRead, PledgeCount, Remark, SelfReview
from lantoa.commitments.services.counts import Counts, state_counts
from lantoa.commitments.services.reminding import remind
from lantoa.commitments.services.reviewing import give_remark
from lantoa.commitments.services.writing import show_items
from lantoa.commitments.urls import urlpatterns
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.sealed_text import SealedTextField
from lantoa.desk.queries import commitments as desk
from lantoa.notifications.models import Notice
from lantoa.organisation.models import Person
from tests.cast import ROLES, Cast
from tests.commitments.world import PLANTED, drafted, reviewed, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_day")]

YEAR = "/cam-ket/2021/"
WRITE = "/cam-ket/2021/viet/"
COUNTS_STATEMENTS = 11


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def written(**change: str) -> dict[str, str]:
    typed = {
        "row_version": "1",
        "rows": "3",
        "m1-duty": "Một cửa",
        "m1-deed": "Trả hồ sơ trước hẹn",
        "m1-measure": "",
        "m1-due_on": "",
        "viec": "luu",
    }
    return typed | change


def text_of(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return content.decode(errors="replace")


def test_story_of_a_pledge_from_draft_to_who_has_seen_it(cast: Cast) -> None:
    writer, head = as_(cast.unit_reporter), as_(cast.unit_head)
    assert writer.post("/cam-ket/bat-dau/", {"year": "2021"})["Location"] == WRITE
    writer.post(WRITE, written())
    assert "chưa có con số hay ngày nào" in writer.get(WRITE).content.decode()
    more = written(row_version="2", **{"m1-measure": "9 trên 10 hồ sơ", "viec": "xong"})
    assert writer.post(WRITE, more)["Location"] == YEAR
    code = Commitment.objects.get().code
    assert head.get(f"/cam-ket/{code}/").status_code == 404
    writer.post(f"{YEAR}ky/", {"row_version": "3"})
    shown = head.get(f"/cam-ket/{code}/").content.decode()
    assert ("9 trên 10 hồ sơ" in shown, "Ghi được khi người viết đã tự nhận xét" in shown) == (True, True)
    writer.post(f"{YEAR}tu-nhan-xet/giua-nam/", {"v-1": "Đang làm đều, vướng tuần cao điểm."})
    assert "vướng tuần cao điểm" in head.get(f"/cam-ket/{code}/").content.decode()
    head.post(f"/cam-ket/{code}/nhan-xet/", {"half": "mid_year", "words": "Giữ đều là được."})
    assert "Giữ đều là được." in writer.get(YEAR).content.decode()
    seen = writer.get("/cam-ket/ai-da-xem/").content.decode()
    assert seen.count(cast.unit_head.person.full_name) == CommitmentRead.objects.count() == 2


def test_invalid_page_keeps_what_was_typed(cast: Cast) -> None:
    drafted(cast.unit_reporter)
    typed = written(row_version="2", **{"m1-due_on": "31/02/2021", "m2-measure": "Ba lần"})
    answer = as_(cast.unit_reporter).post(WRITE, typed)
    page = answer.content.decode()
    assert (answer.status_code, "31/02/2021" in page, "Ghi việc sẽ làm" in page) == (422, True, True)


def test_stale_page_answers_409_and_keeps_what_was_typed(cast: Cast) -> None:
    drafted(cast.unit_reporter)
    answer = as_(cast.unit_reporter).post(WRITE, written(**{"m1-deed": "Viết ở trang cũ"}))
    assert (answer.status_code, "Viết ở trang cũ" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("name", ["m13-deed", "m1-points", "state"])
def test_names_that_the_page_does_not_declare_are_refused(cast: Cast, name: str) -> None:
    drafted(cast.unit_reporter)
    assert as_(cast.unit_reporter).post(WRITE, written(row_version="2", **{name: "1"})).status_code == 400


@pytest.mark.parametrize("half", ["quy-i", "mid_year"])
def test_self_review_of_no_half_is_absent(cast: Cast, half: str) -> None:
    signed(cast.unit_reporter)
    assert as_(cast.unit_reporter).get(f"{YEAR}tu-nhan-xet/{half}/").status_code == 404


@pytest.mark.parametrize(
    "typed", [{"half": "sometime", "words": "Được."}, {"half": "mid_year", "words": " - "}]
)
def test_remark_that_says_nothing_is_shown_again_and_the_opening_is_noted(
    cast: Cast, typed: dict[str, str]
) -> None:
    pledge = reviewed(cast.unit_reporter)
    answer = as_(cast.unit_head).post(f"/cam-ket/{pledge.code}/nhan-xet/", typed)
    assert (answer.status_code, Remark.objects.count()) == (422, 0)
    assert [one.page for one in CommitmentRead.objects.all()] == ["remark"]


@pytest.mark.parametrize(
    "address", ["/cam-ket/so-lieu/?nam=abcd&q=%C4%90%E1%BA%A3ng", "/cam-ket/cua-nguoi-khac/?nam=99999"]
)
def test_what_an_address_cannot_mean_is_left_out(cast: Cast, address: str) -> None:
    assert as_(cast.unit_head).get(address).status_code == 200


def _desk(user: User) -> list[tuple[str, str]]:
    rows = [*desk.own_pledge(user, clock.today()), *desk.remarks_to_give(user, clock.today())]
    return [(str(one.title), one.url) for one in rows]


def test_desk_tells_of_a_draft_a_review_that_is_due_and_remarks_by_year(cast: Cast) -> None:
    drafted(cast.unit_head)
    with clock.set_to(date(2020, 3, 1)):
        reviewed(cast.unit_reporter, year=2020)
    assert _desk(cast.unit_head) == [
        ("Viết bản cam kết năm 2021 của anh/chị", WRITE),
        ("1 bản cam kết năm 2020 chờ anh/chị nhận xét", "/cam-ket/cua-nguoi-khac/?nam=2020"),
    ]
    with clock.set_to(date(2020, 12, 1)):
        assert _desk(User.objects.get(pk=cast.unit_reporter.pk)) == [
            ("Tự nhận xét cam kết năm 2020", "/cam-ket/2020/tu-nhan-xet/cuoi-nam/")
        ]
    told = [("Anh/chị chưa có bản cam kết năm 2021", "/cam-ket/")]
    assert (_desk(cast.unit_reporter), _desk(cast.outsider)) == (told, [])


def test_word_file_is_for_the_owner(cast: Cast) -> None:
    signed(cast.unit_reporter)
    word = text_of(as_(cast.unit_reporter).get(f"{YEAR}word/").content)
    assert (PLANTED in word, "ngày 06 tháng 4 năm 2021" in word, "Số" in word.replace("Sổ", "")) == (
        True,
        True,
        False,
    )
    assert as_(cast.unit_head).get(f"{YEAR}word/").status_code == 404


def test_public_page_shows_what_was_chosen_alone(cast: Cast) -> None:
    from tests.commitments.world import ITEM, VAGUE

    pledge = signed(cast.unit_head, ITEM, VAGUE)
    head, reader = as_(cast.unit_head), as_(cast.outsider)
    address = f"/cam-ket/cong-khai/{pledge.code}/"
    assert reader.get(address).status_code == 404
    head.post(f"{YEAR}cong-khai/", {"chosen": ["2"]})
    shown = reader.get(address).content.decode()
    assert (VAGUE.deed in shown, PLANTED in shown) == (True, False)
    head.post(f"{YEAR}cong-khai/", {})
    assert reader.get(address).status_code == 404


def test_counts_take_the_same_statements_for_one_unit_and_for_many(cast: Cast) -> None:
    signed(cast.unit_reporter)
    client = as_(cast.propaganda_officer)
    client.get("/cam-ket/so-lieu/")
    for text, units in (("VPTU", 1), ("", 4)):
        with CaptureQueriesContext(connection) as said:
            answer = client.get("/cam-ket/so-lieu/", {"q": text})
        assert (len(said), len(answer.context["rows"])) == (COUNTS_STATEMENTS, units)


def test_numbers_of_another_unit_are_withheld_on_the_page_and_in_the_workbook(cast: Cast) -> None:
    state_counts(
        actor=cast.unit_reporter, unit=cast.office, year=2021, counts=Counts(412, 397, 9, 88), row_version=0
    )
    for user, leaders in ((cast.unit_head, 9), (cast.province_lead, None)):
        client = as_(user)
        [row] = [
            row for row, _cells in client.get("/cam-ket/so-lieu/").context["rows"] if row.unit.code == "VPTU"
        ]
        book = load_workbook(io.BytesIO(client.get("/cam-ket/so-lieu/xuat/?q=VPTU").content)).active
        assert book is not None
        [line] = [line for line in book.iter_rows(values_only=True) if line[0] == "VPTU"]
        assert (row.row.seen("leaders_signed"), line[8]) == (leaders, leaders)
        assert (row.row.seen("members_signed"), line[7], line[11]) == (397, 397, "Đã ghi")


def test_count_form_tells_the_wrong_number_at_its_field(cast: Cast) -> None:
    typed = {
        "unit": "VPTU",
        "year": "2020",
        "row_version": "0",
        "members_due": "40",
        "members_signed": "41",
        "leaders_signed": "4",
        "others_signed": "0",
        "fulfilled": "",
    }
    client = as_(cast.unit_reporter)
    assert client.post("/cam-ket/so-lieu/ghi/", typed).status_code == 422
    assert client.post("/cam-ket/so-lieu/ghi/", typed | {"members_signed": "40"}).status_code == 302
    assert (
        client.post("/cam-ket/so-lieu/ghi/", typed | {"unit": "BENHVIEN", "members_signed": "40"}).status_code
        == 404
    )
    assert PledgeCount.objects.get().members_signed == 40


def listed_addresses() -> list[str]:
    """Every address of the house that takes no argument."""
    found = []

    def walk(patterns: Sequence[object], prefix: str) -> None:
        for one in patterns:
            route = prefix + str(one.pattern)  # type: ignore[attr-defined]
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, route)
            elif "<" not in route:
                found.append("/" + route)

    walk(get_resolver().url_patterns, "")
    return sorted(found)


def test_text_of_a_pledge_is_met_by_its_readers_alone(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """Every page without argument, asked by everybody, with the planted words typed into the search where there is one."""
    caplog.set_level(logging.DEBUG)
    pledge = reviewed(cast.unit_reporter)
    give_remark(actor=cast.unit_head, commitment=pledge, half=Half.MID_YEAR, words=f"Làm tiếp, {PLANTED}.")
    drafted(cast.outsider)
    remind(actor=SYSTEM)
    owner = Person.objects.get(user=cast.unit_reporter).full_name
    met: set[tuple[str, str]] = set()
    named: set[tuple[str, str]] = set()
    addresses = [
        *listed_addresses(),
        f"/cam-ket/{pledge.code}/",
        YEAR,
        f"{YEAR}in/",
        f"/cam-ket/cong-khai/{pledge.code}/",
    ]
    for name in ROLES:
        client = as_(getattr(cast, name))
        for address in addresses:
            if "dang-xuat" in address:
                continue
            answer = client.get(address, {"q": PLANTED.split()[0]})
            content = b"".join(getattr(answer, "streaming_content", None) or [answer.content])
            text = text_of(content)
            if PLANTED in text:
                met.add((name, address))
            if owner in text and address.startswith("/cam-ket/") and name != "unit_reporter":
                named.add((name, address))
    assert met == {
        ("unit_head", f"/cam-ket/{pledge.code}/"),
        ("unit_reporter", YEAR),
        ("unit_reporter", f"{YEAR}in/"),
        ("outsider", YEAR),
        ("outsider", f"{YEAR}in/"),
    }
    # Who has pledged is known to the same readers, and told by no other page of the room.
    assert named == {
        ("unit_head", "/cam-ket/cua-nguoi-khac/"),
        ("unit_head", f"/cam-ket/{pledge.code}/"),
    }
    assert (PLANTED in caplog.text, owner in caplog.text) == (False, False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args::text LIKE ANY(%s)",
            [[f"%{PLANTED}%", f"%{owner}%", f"%{pledge.code}%"]],
        )
        assert cursor.fetchone()[0] == 0
    assert not any(one.number for one in Notice.objects.all())
    assert not any(PLANTED in f"{one.before}{one.after}{one.subject_label}" for one in Content.objects.all())
    assert [one.reader.user_id for one in CommitmentRead.objects.all()] == [cast.unit_head.pk]


def test_texts_of_persons_lie_in_no_table_of_the_database(cast: Cast) -> None:
    reviewed(cast.unit_reporter)
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE %s", [f"%{PLANTED}%"])
            assert (model._meta.label, cursor.fetchone()[0]) == (model._meta.label, 0)


ORDERED = (
    models.IntegerField,
    models.DecimalField,
    models.FloatField,
    models.DurationField,
    models.BooleanField,
)


def test_nothing_said_of_a_person_can_be_counted_or_ordered() -> None:
    measuring = [
        f"{model.__name__}.{one.name}"
        for model in (SelfReview, Remark, CommitmentRead)
        for one in model._meta.fields
        if isinstance(one, ORDERED) and not one.primary_key
    ]
    assert measuring == []
    judging = [
        (model.__name__, one.name)
        for model in (SelfReview, Remark)
        for one in model._meta.fields
        if one.choices and one.name != "half"
    ]
    assert judging == []
    texts = {
        f"{model.__name__}.{one.name}"
        for model in apps.get_app_config("commitments").get_models()
        for one in model._meta.fields
        if isinstance(one, models.TextField | SealedTextField)
    }
    assert texts == {
        "CommitmentItem.duty",
        "CommitmentItem.deed",
        "CommitmentItem.measure",
        "SelfReview.words",
        "Remark.words",
    }


JUDGING = re.compile(r"scor|rank|grade|rating|point|loyal|compar|percent|xep|diem|hang|thi-dua|thi_dua")


def test_no_field_and_no_address_of_pledges_judges_or_hands_out_texts() -> None:
    fields = [
        f"{model.__name__}.{one.name}"
        for model in apps.get_app_config("commitments").get_models()
        for one in model._meta.get_fields()
        if JUDGING.search(one.name)
    ]
    found = [(str(one.pattern), one.name or "") for one in urlpatterns]
    judging = [name for route, name in found if JUDGING.search(route) or JUDGING.search(name)]
    assert (fields, judging) == ([], [])
    # Files: the owner's own paper, and the numbers by unit.
    files = {name for route, name in found if re.search(r"xuat|word|excel|tai-ve|/in/", route)}
    assert files == {"word", "print", "counts_export"}


def test_what_hangs_on_a_person_through_pledges_has_no_number_at_all() -> None:
    """Every model of the house from which a foreign key leads to a pledge, however far: numbers of places and versions alone."""
    reached: set[Any] = {Commitment}
    again = True
    while again:
        more = {
            model
            for model in apps.get_models()
            for one in model._meta.fields
            if one.related_model in reached and model not in reached
        }
        reached |= more
        again = bool(more)
    numbers = {
        f"{model.__name__}.{one.name}"
        for model in reached
        for one in model._meta.fields
        if isinstance(one, ORDERED) and not one.primary_key
    }
    assert numbers == {"Commitment.year", "Commitment.row_version", "CommitmentItem.position"}


def test_no_other_room_points_at_pledges() -> None:
    inside = set(apps.get_app_config("commitments").get_models())
    pointing = [
        f"{model._meta.label}.{one.name}"
        for model in apps.get_models()
        if model not in inside
        for one in model._meta.get_fields()
        if one.is_relation and not one.auto_created and one.related_model in inside
    ]
    assert pointing == []
    assert not any(
        one.name == "search_key" or one.get_internal_type() == "SearchVectorField"
        for model in inside
        for one in model._meta.fields
    )


def test_person_points_at_no_pledge() -> None:
    """One comes from a pledge to its person, never from a person to pledges."""
    assert not [
        one.name
        for one in Person._meta.related_objects
        if one.related_model in (Commitment, Remark) and not one.hidden
    ]


def test_order_of_cascade_takes_a_shown_pledge_of_a_head_before_the_units_count(cast: Cast) -> None:
    units = [cast.office.pk, cast.hospital.pk]
    signed(cast.unit_head)
    assert marks(cast.province_lead, units, 2021) == {}  # what is not shown is no date of the unit
    for unit in (cast.office, cast.hospital):
        PledgeCount.objects.create(
            unit=unit, year=2021, members_due=20, members_signed=20, leaders_signed=2, others_signed=0
        )
    pledge = Commitment.objects.get()
    show_items(actor=cast.unit_head, commitment=pledge, items=[one.pk for one in pledge.items.all()])
    found = marks(cast.province_lead, units, 2021)
    assert {unit: (one.url, one.compared) for unit, one in found.items()} == {
        cast.office.pk: (f"/cam-ket/cong-khai/{pledge.code}/", True),
        cast.hospital.pk: ("/cam-ket/so-lieu/?nam=2021&q=BENHVIEN", False),
    }


def test_printed_pledge_has_room_to_sign_over_the_name(cast: Cast) -> None:
    signed(cast.unit_reporter)
    sheet = as_(cast.unit_reporter).get(f"{YEAR}in/").content.decode()
    assert PLANTED in sheet
    signers = sheet[sheet.index('class="paper__signers"') :]
    assert signers.index("Người cam kết") < signers.index(str(cast.unit_reporter.person.full_name))
