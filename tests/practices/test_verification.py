"""Who looks at the result of an adoption, as what, and what becomes of it."""

import functools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.organisation.choices import Role
from lantoa.practices.choices import Capacity
from lantoa.practices.models import Adoption, AdoptionCheck, AdoptionEvidence, Practice
from lantoa.practices.permissions import capacity_of
from lantoa.practices.queries.adoption_evidence import adoption_evidence, evidence_of_adoption
from lantoa.practices.queries.adoptions import get_adoption
from lantoa.practices.queries.verification import is_proved, waiting_for
from lantoa.practices.services.adoption_evidence import (
    add_adoption_evidence,
    change_adoption_evidence,
    move_adoption_evidence,
    remove_adoption_evidence,
    restore_adoption_evidence,
)
from lantoa.practices.services.adoptions import report_applied
from lantoa.practices.services.verification import send_back_adoption, verify_adoption
from tests.practices.conftest import signed_in
from tests.practices.test_evidence import picture
from tests.practices.world import World, applied, planned, verified

TODAY = date(2021, 4, 6)
PAPER = AcceptedFile(Kind.PDF, "so-do.pdf", b"%PDF-1.7 one")
PROOF = {"result_value": Decimal(12), "evidence": "Sổ đo hằng tuần."}
HERE = "/mo-hinh/MH-2020-001/don-vi/VPTU/"
WAITING = "/viec/kiem-chung/"


@pytest.fixture
def adoption(world: World) -> Adoption:
    """The office applies a practice of the hospital, with measure and evidence."""
    return applied_by_the_office(world)


def applied_by_the_office(world: World, title: str = "Một", number: int = 1, **proof: object) -> Adoption:
    practice = world.practice(world.cast.hospital, title)
    order = world.order([practice], world.cast.units(), number)
    world.answers(order, applied(practice, world.cast.office, **(proof or PROOF)))
    return Adoption.objects.select_related("practice", "unit").get(practice=practice)


AS = [
    ("propaganda_officer", Capacity.OFFICER),
    ("inspector", Capacity.INSPECTOR),
    ("hospital_head", Capacity.ORIGIN),
]


@pytest.mark.parametrize(("who", "capacity"), AS)
def test_verified_says_by_whom_and_as_what(
    world: World, adoption: Adoption, who: str, capacity: Capacity
) -> None:
    user: User = getattr(world.cast, who)
    verify_adoption(actor=user, adoption=adoption, verified_on=TODAY)
    adoption.refresh_from_db()
    assert (adoption.state, adoption.verified_by, adoption.verified_as) == ("verified", user, capacity)
    assert AdoptionCheck.objects.count() == 2
    assert Entry.objects.get(act="adoption.verified").after == {"verified_on": "2021-04-06", "as": capacity}
    page = signed_in(world.cast.unit_head).get(HERE).content.decode()
    assert (str(capacity.label) in page, user.person.full_name in page) == (True, True)


@pytest.mark.parametrize(("who", "capacity"), AS)
def test_each_finds_it_waiting_and_reads_it(
    world: World, adoption: Adoption, who: str, capacity: Capacity
) -> None:
    client = signed_in(getattr(world.cast, who))
    page = client.get(WAITING)
    assert [(row.practice.title, row.capacity, row.is_proved) for row in page.context["page"]] == [
        ("Một", capacity, True)
    ]
    assert HERE in client.get("/").content.decode() or WAITING in client.get("/").content.decode()
    assert client.get(HERE).context["may_verify"] is True
    assert client.post(f"{HERE}kiem-chung/", {"verified_on": "06/4/2021"}).headers["Location"] == WAITING
    assert client.get(HERE).context["adoption"].verified_as == capacity
    assert list(client.get(WAITING).context["page"]) == []


@pytest.mark.parametrize("who", ["unit_head", "unit_reporter", "outsider", "province_lead"])
def test_nothing_waits_for_others(world: World, adoption: Adoption, who: str) -> None:
    user: User = getattr(world.cast, who)
    assert list(waiting_for(user)) == []
    assert capacity_of(user, adoption) is None


def test_who_works_for_the_adopting_unit_verifies_in_no_capacity(world: World, adoption: Adoption) -> None:
    """A second role on the unit itself outweighs every other."""
    cast = world.cast
    person = cast.hospital_head.person
    person.roles.create(unit=cast.office, role=Role.REPORTER, valid=person.roles.get().valid)
    user = User.objects.get(pk=cast.hospital_head.pk)
    assert (capacity_of(user, adoption), list(waiting_for(user))) == (None, [])
    with pytest.raises(Forbidden) as error:
        verify_adoption(actor=user, adoption=adoption, verified_on=TODAY)
    assert "không ai kiểm chứng kết quả của đơn vị mình" in str(error.value)


def test_head_of_two_hands_does_not_verify_what_came_into_ones_own(world: World, adoption: Adoption) -> None:
    Adoption.objects.update(holder=world.cast.hospital)
    adoption.refresh_from_db()
    assert capacity_of(world.cast.hospital_head, adoption) is None
    assert list(waiting_for(world.cast.hospital_head)) == []


@pytest.mark.parametrize("state", ["planned", "declined"])
def test_what_is_not_applied_is_absent_to_verifiers(world: World, state: str) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    world.answers(order, planned(practice, world.cast.office))
    if state == "declined":
        Adoption.objects.update(answer="decline", state="answered", reason="Không phù hợp.")
    for user in (world.cast.inspector, world.cast.hospital_head):
        with pytest.raises(NotFound):
            get_adoption(user, practice.code, "VPTU")


def test_verified_stays_readable_to_whom_it_waited_for(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    world.answers(world.order([practice], world.cast.units()), verified(practice, world.cast.office))
    for user in (world.cast.inspector, world.cast.hospital_head):
        page = signed_in(user).get(HERE)
        assert (page.status_code, page.context["may_verify"]) == (200, False)


@pytest.mark.parametrize(("who", "capacity"), AS)
def test_sent_back_waits_for_the_unit_until_it_tells_more(
    world: World, adoption: Adoption, who: str, capacity: Capacity
) -> None:
    client = signed_in(getattr(world.cast, who))
    assert client.post(f"{HERE}tra-lai/", {"reason": "…"}).status_code == 422
    reply = client.post(f"{HERE}tra-lai/", {"reason": "Thiếu số đo tháng 3."})
    assert reply.headers["Location"] == WAITING
    adoption.refresh_from_db()
    assert (adoption.state, adoption.returned_on, adoption.returned_as, adoption.return_reason) == (
        "applied",
        TODAY,
        capacity,
        "Thiếu số đo tháng 3.",
    )
    assert list(waiting_for(getattr(world.cast, who))) == []
    unit = signed_in(world.cast.unit_reporter)
    assert "Thiếu số đo tháng 3." in unit.get("/").content.decode()
    assert "Thiếu số đo tháng 3." in unit.get(HERE).content.decode()
    report_applied(
        actor=world.cast.unit_reporter,
        adoption=adoption,
        applied_on=date(2021, 3, 1),
        baseline=Decimal(29),
        result_value=Decimal(11),
        evidence="Sổ đo tháng 3.",
    )
    adoption.refresh_from_db()
    assert (adoption.returned_on, adoption.returned_as, adoption.return_reason) == (None, "", "")
    assert len(waiting_for(getattr(world.cast, who))) == 1


def test_second_to_come_reads_what_happened(world: World, adoption: Adoption) -> None:
    send_back_adoption(actor=world.cast.inspector, adoption=adoption, reason="Thiếu số đo tháng 3.")
    with pytest.raises(Refused) as error:
        verify_adoption(actor=world.cast.propaganda_officer, adoption=adoption, verified_on=TODAY)
    assert error.value.sentence == ("Kết quả này vừa được trả lại để đơn vị bổ sung. Tải lại trang để xem.")
    Adoption.objects.update(returned_on=None, returned_as="", return_reason="")
    verify_adoption(actor=world.cast.propaganda_officer, adoption=adoption, verified_on=TODAY)
    with pytest.raises(Refused) as error:
        send_back_adoption(actor=world.cast.hospital_head, adoption=adoption, reason="Thiếu.")
    assert error.value.sentence == "Kết quả này vừa được người khác kiểm chứng. Tải lại trang để xem."


def test_practice_without_a_measure_needs_evidence_alone(world: World) -> None:
    adoption = applied_by_the_office(world, evidence="Biên bản.")
    assert is_proved(adoption) is False
    Practice.objects.update(measure="")
    assert is_proved(adoption) is True
    verify_adoption(actor=world.cast.hospital_head, adoption=adoption, verified_on=TODAY)


def add(world: World, adoption: Adoption, accepted: AcceptedFile = PAPER, **more: object) -> AdoptionEvidence:
    given: dict[str, object] = {"caption": "Sổ đo tháng 3.", **more}
    return add_adoption_evidence(
        actor=world.cast.unit_reporter,
        adoption=adoption,
        accepted=accepted,
        **given,  # type: ignore[arg-type]
    )


def test_file_proves_as_words_do_and_can_be_taken_away_and_put_back(world: World) -> None:
    adoption = applied_by_the_office(world, result_value=Decimal(12))
    assert is_proved(adoption) is False
    made = add(world, adoption)
    assert (is_proved(adoption), evidence_of_adoption(adoption)) == (True, [made])
    change_adoption_evidence(
        actor=world.cast.unit_head,
        evidence=made,
        caption="Sổ đo quý I.",
        shows_people=False,
        consent=False,
        row_version=1,
    )
    with pytest.raises(Conflict):
        change_adoption_evidence(
            actor=world.cast.unit_head,
            evidence=made,
            caption="Khác.",
            shows_people=False,
            consent=False,
            row_version=1,
        )
    remove_adoption_evidence(actor=world.cast.unit_head, evidence=made)
    assert (is_proved(adoption), evidence_of_adoption(adoption)) == (False, [])
    restore_adoption_evidence(actor=world.cast.unit_head, evidence=made)
    assert [one.caption for one in evidence_of_adoption(adoption)] == ["Sổ đo quý I."]
    acts = Entry.objects.filter(act__startswith="adoption.evidence").order_by("id")
    assert list(acts.values_list("act", flat=True)) == [
        "adoption.evidence_added",
        "adoption.evidence_changed",
        "adoption.evidence_removed",
        "adoption.evidence_restored",
    ]


def test_files_of_a_result_change_places(world: World, adoption: Adoption) -> None:
    made = [
        add(world, adoption, AcceptedFile(Kind.PDF, f"{n}.pdf", f"%PDF-1.7 {n}".encode())) for n in range(3)
    ]
    move = functools.partial(move_adoption_evidence, actor=world.cast.unit_head)
    move(evidence=made[2], up=True)
    move(evidence=made[0], up=True)  # stands first, stays
    assert [one.pk for one in evidence_of_adoption(adoption)] == [made[0].pk, made[2].pk, made[1].pk]
    moved = Entry.objects.filter(act="adoption.evidence_moved")
    assert [entry.after for entry in moved] == [{"position": 2}]


def test_full_result_takes_nothing_back(world: World, adoption: Adoption) -> None:
    made = [
        add(world, adoption, AcceptedFile(Kind.PDF, f"{n}.pdf", f"%PDF-1.7 {n}".encode())) for n in range(20)
    ]
    remove_adoption_evidence(actor=world.cast.unit_head, evidence=made[0])
    add(world, adoption, AcceptedFile(Kind.PDF, "x.pdf", b"%PDF-1.7 x"))
    with pytest.raises(Refused) as error:
        restore_adoption_evidence(actor=world.cast.unit_head, evidence=made[0])
    assert error.value.sentence == "Đã đủ 20 minh chứng. Bỏ bớt trước khi thêm."


def test_same_file_twice_and_too_many_are_refused(world: World, adoption: Adoption) -> None:
    add(world, adoption)
    with pytest.raises(Refused) as error:
        add(world, adoption)
    assert error.value.fields == {"file": "Tệp này đã có trong minh chứng: «Sổ đo tháng 3.»."}
    for n in range(19):
        add(world, adoption, AcceptedFile(Kind.PDF, f"{n}.pdf", f"%PDF-1.7 {n}".encode()))
    with pytest.raises(Refused) as error:
        add(world, adoption, AcceptedFile(Kind.PDF, "x.pdf", b"%PDF-1.7 x"))
    assert error.value.sentence == "Đã đủ 20 minh chứng. Bỏ bớt trước khi thêm."


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"caption": " … "}, "caption"),
        ({"shows_people": True}, "shows_people"),
    ],
)
def test_words_of_a_file_are_checked(
    world: World, adoption: Adoption, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as error:
        add(world, adoption, **more)
    assert list(error.value.fields) == [field]


def test_files_stand_still_once_verified(world: World, adoption: Adoption) -> None:
    made = add(world, adoption)
    verify_adoption(actor=world.cast.hospital_head, adoption=adoption, verified_on=TODAY)
    acts: list[Callable[[], object]] = [
        lambda: add(world, adoption, AcceptedFile(Kind.PDF, "x.pdf", b"%PDF-1.7 x")),
        lambda: remove_adoption_evidence(actor=world.cast.unit_head, evidence=made),
        lambda: restore_adoption_evidence(actor=world.cast.unit_head, evidence=made),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_uploaded_picture_is_shown_to_who_verifies(world: World, adoption: Adoption) -> None:
    client = signed_in(world.cast.unit_reporter)
    sent = {
        "file": SimpleUploadedFile("quay.jpg", picture(with_place=True)),
        "caption": "Quầy tiếp dân tháng 3.",
        "no_secrets": "on",
    }
    assert client.post(f"{HERE}minh-chung/", sent).status_code == 302
    made = AdoptionEvidence.objects.get()
    origin = signed_in(world.cast.hospital_head)
    file_url = f"{HERE}minh-chung/{made.pk}/tep/"
    assert file_url in origin.get(f"{HERE}kiem-chung/").content.decode()
    answer = origin.get(file_url)
    assert (answer.status_code, b"T\xc6\xb0" in answer.content) == (200, False)
    assert signed_in(world.cast.outsider).get(file_url).status_code == 404
    removed = client.post(f"{HERE}minh-chung/{made.pk}/bo/")
    assert removed.headers["Location"] == f"{HERE}?hoan-tac={made.pk}#minh-chung"
    assert client.get(removed.headers["Location"]).context["taken_away"] == made
    assert client.get(file_url).status_code == 404
    assert client.post(f"{HERE}minh-chung/{made.pk}/khoi-phuc/").status_code == 302
    assert client.get(file_url).status_code == 200


def test_form_of_a_file_is_refused_with_what_was_typed(world: World, adoption: Adoption) -> None:
    client = signed_in(world.cast.unit_reporter)
    reply = client.post(f"{HERE}minh-chung/", {"caption": "Sổ đo."})
    assert (reply.status_code, "file" in reply.context["form"].errors) == (422, True)
    made = add(world, adoption)
    edit = f"{HERE}minh-chung/{made.pk}/sua/"
    assert client.post(edit, {"caption": "", "row_version": "1"}).status_code == 422
    assert client.post(edit, {"caption": "Mới.", "row_version": "7"}).status_code == 409
    assert client.post(edit, {"caption": "Mới.", "row_version": "1"}).status_code == 302


def test_file_of_another_adoption_is_absent(world: World, adoption: Adoption) -> None:
    other = applied_by_the_office(world, "Hai", 2)
    made = add(world, other)
    with pytest.raises(NotFound):
        adoption_evidence(adoption, made.pk)


def test_counters_of_the_list_narrow_it(world: World, adoption: Adoption) -> None:
    applied_by_the_office(world, "Hai", 2, evidence="Sổ đo.")
    client = signed_in(world.cast.inspector)
    assert [one.value for one in client.get(WAITING).context["counters"]] == [2, 1, 1]
    assert [row.practice.title for row in client.get(f"{WAITING}?con=du").context["page"]] == ["Một"]
    assert [row.practice.title for row in client.get(f"{WAITING}?con=thieu").context["page"]] == ["Hai"]


def test_list_takes_the_same_statements_for_many(world: World, adoption: Adoption) -> None:
    client = signed_in(world.cast.hospital_head)
    client.get(WAITING)
    with CaptureQueriesContext(connection) as one:
        client.get(WAITING)
    for n in range(2, 6):
        applied_by_the_office(world, f"Số {n}", n)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(WAITING).context["page"]) == 5
    assert len(one) == len(many)


def test_practice_page_opens_the_answer_for_the_origin(world: World, adoption: Adoption) -> None:
    page = signed_in(world.cast.hospital_head).get("/mo-hinh/MH-2020-001/don-vi/")
    assert HERE in page.content.decode()


def test_day_of_verifying_is_checked_for_every_capacity(world: World, adoption: Adoption) -> None:
    with clock.set_to(TODAY), pytest.raises(Refused) as error:
        verify_adoption(actor=world.cast.hospital_head, adoption=adoption, verified_on=date(2021, 2, 1))
    assert list(error.value.fields) == ["verified_on"]


def test_list_is_searched_without_accents_and_taken_into_excel(world: World, adoption: Adoption) -> None:
    applied_by_the_office(world, "Hẹn giờ tiếp dân", 2, evidence="Sổ đo.")
    client = signed_in(world.cast.inspector)
    found = client.get(f"{WAITING}?q=hen+gio")
    assert [row.practice.title for row in found.context["page"]] == ["Hẹn giờ tiếp dân"]
    assert [one.value for one in found.context["counters"]] == [1, 0, 1]
    assert list(client.get(f"{WAITING}?q=xyzxyz").context["page"]) == []
    book = load_workbook(BytesIO(client.get(f"{WAITING}xuat/?q=hen&con=thieu").content))
    rows = list(book.active.values)  # type: ignore[union-attr]
    assert rows[1][0] == "Lọc theo: «hen»; Chờ đơn vị bổ sung"
    assert [(row[1], row[5], row[6]) for row in rows if str(row[0]).startswith("MH-")] == [
        ("Hẹn giờ tiếp dân", "Thiếu", "Kiểm tra cấp trên")
    ]
    assert signed_in(world.cast.outsider).get(f"{WAITING}xuat/").status_code == 403
