from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.periods import months_later
from lantoa.desk.queries.practices import asked_again
from lantoa.practices.choices import AdoptionState, CheckFound
from lantoa.practices.models import Adoption, AdoptionCheck, CheckTerm, ExchangeVisit
from lantoa.practices.queries.checks import CheckFilter, counts_by_state, listed
from lantoa.practices.services.checks import answer_check, enter_check, note_visit
from lantoa.practices.services.verification import verify_adoption
from tests.practices.conftest import signed_in
from tests.practices.world import World, applied, declined, verified

LATER = date(2021, 9, 10)  # the first question of what was applied on 01/3/2021 fell due on 01/9
ADOPTION = "/mo-hinh/MH-2020-001/don-vi/VPTU/"
CHECK = f"{ADOPTION}hoi-lai-6/"
LIST = "/mo-hinh/hoi-lai/"


@pytest.fixture
def asked(world: World) -> Adoption:
    """The office applied the hospital's practice on 01/3/2021 and had it verified."""
    practice = world.practice(world.cast.hospital)
    world.answers(world.order([practice], world.cast.units()), verified(practice, world.cast.office))
    return Adoption.objects.get()


def check_of(adoption: Adoption, months: int = 6) -> AdoptionCheck:
    return AdoptionCheck.objects.select_related("adoption").get(adoption=adoption, months=months)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2021, 3, 1), 6, date(2021, 9, 1)),
        (date(2020, 8, 31), 6, date(2021, 2, 28)),
        (date(2019, 8, 31), 6, date(2020, 2, 29)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 12, 15), 12, date(2021, 12, 15)),
    ],
)
def test_months_later_keeps_the_day_or_ends_the_month(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_verifying_asks_again_after_six_and_twelve_months(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    proof = applied(practice, world.cast.office, result_value=Decimal(12), evidence="Sổ đo.")
    world.answers(order, proof)
    adoption = Adoption.objects.get()
    assert AdoptionCheck.objects.count() == 0
    verify_adoption(actor=world.cast.propaganda_officer, adoption=adoption, verified_on=date(2021, 4, 6))
    assert list(AdoptionCheck.objects.values_list("months", "due_on")) == [
        (6, date(2021, 9, 1)),
        (12, date(2022, 3, 1)),
    ]


def test_terms_in_force_on_the_day_of_verification_count(world: World) -> None:
    """An office that asks after nine months from 2021 on asks so about what is verified from then on."""
    CheckTerm.objects.filter(months=6).update(valid=(date(2016, 1, 1), date(2021, 1, 1)))
    CheckTerm.objects.create(months=9, valid=(date(2021, 1, 1), None))
    practice = world.practice(world.cast.hospital)
    world.answers(world.order([practice], world.cast.units()), verified(practice, world.cast.office))
    assert list(AdoptionCheck.objects.values_list("months", flat=True)) == [9, 12]


@pytest.mark.parametrize(
    ("found", "note", "state"),
    [
        (CheckFound.ALIVE, "", AdoptionState.VERIFIED),
        (CheckFound.CHANGED, "Làm theo tháng.", AdoptionState.VERIFIED),
        (CheckFound.ENDED, "Bỏ quầy tiếp dân.", AdoptionState.DROPPED),
    ],
)
def test_answer_is_kept_and_an_end_ends_the_adoption(
    world: World, asked: Adoption, found: CheckFound, note: str, state: AdoptionState
) -> None:
    with clock.set_to(LATER):
        answer_check(actor=world.cast.unit_reporter, check=check_of(asked), found=found, note=note)
    asked.refresh_from_db()
    check = check_of(asked)
    assert (check.found, check.note, check.told_on) == (found, note, LATER)
    assert (asked.state, asked.dropped_on) == (state, LATER if found == CheckFound.ENDED else None)
    assert Entry.objects.filter(act="adoption.asked_again").count() == 1


@pytest.mark.parametrize(
    ("day", "found", "note", "sentence"),
    [
        (date(2021, 8, 31), CheckFound.ALIVE, "", "Chưa đến ngày hỏi lại."),
        (LATER, CheckFound.CHANGED, " ", "Ghi điều đã thay đổi."),
        (LATER, CheckFound.ENDED, "", "Ghi lý do đã dừng."),
    ],
)
def test_answer_is_refused(
    world: World, asked: Adoption, day: date, found: CheckFound, note: str, sentence: str
) -> None:
    with clock.set_to(day), pytest.raises(Refused, match=sentence):
        answer_check(actor=world.cast.unit_reporter, check=check_of(asked), found=found, note=note)
    assert check_of(asked).found == ""


def test_answered_once_and_never_after_an_end(world: World, asked: Adoption) -> None:
    with clock.set_to(date(2022, 3, 2)):
        answer_check(
            actor=world.cast.unit_head, check=check_of(asked), found=CheckFound.ENDED, note="Đã sáp nhập."
        )
        with pytest.raises(Refused, match="đã được trả lời"):
            answer_check(actor=world.cast.unit_head, check=check_of(asked), found=CheckFound.ALIVE)
        with pytest.raises(Refused, match="không phải trả lời nữa"):
            answer_check(actor=world.cast.unit_head, check=check_of(asked, 12), found=CheckFound.ALIVE)


def test_another_unit_and_staff_do_not_answer(world: World, asked: Adoption) -> None:
    for user in (world.cast.outsider, world.cast.propaganda_officer):
        with clock.set_to(LATER), pytest.raises(Forbidden):
            answer_check(actor=user, check=check_of(asked), found=CheckFound.ALIVE)


@pytest.mark.parametrize(("months", "told_on"), [(9, LATER), (6, date(2021, 8, 31)), (12, LATER)])
def test_entered_answer_needs_a_question_whose_day_has_come(
    asked: Adoption, months: int, told_on: date
) -> None:
    with pytest.raises(Refused, match="Không có lần hỏi lại nào"):
        enter_check(actor=SYSTEM, adoption=asked, months=months, found=CheckFound.ALIVE, told_on=told_on)


def test_desk_asks_the_unit_on_the_day_and_no_sooner(world: World, asked: Adoption) -> None:
    user = world.cast.unit_reporter
    assert list(asked_again(user, date(2021, 8, 31))) == []
    task = next(iter(asked_again(user, LATER)))
    assert (task.url, task.due_on, task.is_late) == (CHECK, date(2021, 9, 1), True)
    assert list(asked_again(world.cast.outsider, LATER)) == []


def test_page_answers_and_leads_back(asked: Adoption, world: World) -> None:
    with clock.set_to(LATER):
        client = signed_in(world.cast.unit_reporter)
        assert CHECK in client.get(ADOPTION).content.decode()
        response = client.post(CHECK, {"found": "alive", "value": "11"})
    assert (response.status_code, response.headers["Location"]) == (302, ADOPTION)
    assert (check_of(asked).found, check_of(asked).value) == ("alive", Decimal(11))


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "found"),
        ({"found": "dead"}, "found"),
        ({"found": "ended"}, "note"),
        ({"found": "alive", "value": "x"}, "value"),
    ],
)
def test_bad_answer_is_told_at_its_field(
    world: World, asked: Adoption, sent: dict[str, str], field: str
) -> None:
    with clock.set_to(LATER):
        response = signed_in(world.cast.unit_reporter).post(CHECK, sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(("months", "status"), [(6, 200), (12, 200), (7, 404)])
def test_page_of_a_question_that_is_not_asked_is_absent(
    world: World, asked: Adoption, months: int, status: int
) -> None:
    with clock.set_to(LATER):
        page = signed_in(world.cast.unit_head).get(f"{ADOPTION}hoi-lai-{months}/")
    assert page.status_code == status


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2021, 4, 6), {"": 2, "later": 2}),
        (date(2021, 8, 20), {"": 2, "soon": 1, "later": 1}),
        (date(2021, 9, 1), {"": 2, "soon": 1, "later": 1}),
        (date(2021, 9, 2), {"": 2, "overdue": 1, "later": 1}),
    ],
)
def test_list_counts_what_is_owed_by_the_day(
    world: World, asked: Adoption, day: date, counts: dict[str, int]
) -> None:
    user = world.cast.propaganda_officer
    with clock.set_to(day):
        found = counts_by_state(user, CheckFilter())
        assert {state: n for state, n in found.items() if n} == counts
        for state, n in counts.items():
            assert listed(user, CheckFilter(state=state)).count() == n


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 2),
        ("?q=tiep don", 2),
        ("?q=van phong", 2),
        ("?q=phi thuyen", 0),
        ("?thang=6", 1),
        ("?thang=x", 2),
        ("?don-vi=SONV", 0),
        ("?mo-hinh=MH-2020-001", 2),
    ],
)
def test_list_is_narrowed_by_the_address(world: World, asked: Adoption, query: str, rows: int) -> None:
    page = signed_in(world.cast.province_lead).get(LIST + query)
    assert page.context["page"].paginator.count == rows


def test_list_takes_as_many_statements_for_many_rows(world: World) -> None:
    practices = [world.practice(world.cast.hospital, title) for title in ("Một", "Hai", "Ba")]
    order = world.order(practices, world.cast.units())
    client = signed_in(world.cast.propaganda_officer)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(LIST)
        return len(caught)

    world.answers(order, verified(practices[0], world.cast.office))
    statements()
    one = statements()
    world.answers(order, *(verified(one, world.cast.department) for one in practices))
    assert (one, statements()) == (8, 8)


def test_list_is_a_workbook_too(world: World, asked: Adoption) -> None:
    response = signed_in(world.cast.propaganda_officer).get(f"{LIST}xuat/?q=tiep")
    assert (response.status_code, response.content[:2]) == (200, b"PK")


def test_visit_is_noted_with_counts_only(world: World, asked: Adoption) -> None:
    sent = {"held_on": "20/3/2021", "host": "BENHVIEN", "visitors": "12", "outcome": "Xem cách trực cửa."}
    response = signed_in(world.cast.unit_reporter).post(f"{ADOPTION}trao-doi/", sent)
    assert response.status_code == 302
    visit = ExchangeVisit.objects.get()
    assert (visit.host, visit.visitors, visit.held_on) == (world.cast.hospital, 12, date(2021, 3, 20))
    page = signed_in(world.cast.propaganda_officer).get(ADOPTION)
    assert "Xem cách trực cửa." in page.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"host": "SONV"}, "host"),
        ({"held_on": "07/4/2021"}, "held_on"),
        ({"visitors": "0"}, "visitors"),
        ({"outcome": " "}, "outcome"),
    ],
)
def test_bad_visit_is_told_at_its_field(
    world: World, asked: Adoption, change: dict[str, str], field: str
) -> None:
    sent: dict[str, Any] = {"held_on": "20/3/2021", "host": "VPTU", "visitors": "5", "outcome": "Tốt."}
    response = signed_in(world.cast.unit_reporter).post(f"{ADOPTION}trao-doi/", sent | change)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert ExchangeVisit.objects.count() == 0


def test_host_of_a_visit_is_one_of_the_two(world: World, asked: Adoption) -> None:
    with pytest.raises(Refused, match="Nơi đón"):
        note_visit(
            actor=world.cast.unit_head,
            adoption=asked,
            held_on=date(2021, 3, 20),
            host=world.cast.department,
            visitors=3,
            outcome="Tốt.",
        )


def test_already_has_says_since_when(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    world.order([practice], world.cast.units())
    client = signed_in(world.cast.unit_reporter)
    address = "/mo-hinh/nhan-rong/NR-2021-01/VPTU/MH-2020-001/"
    sent = {"answer": "already_have", "reason": "Làm ở quầy một cửa."}
    assert list(client.post(address, sent).context["form"].errors) == ["have_since"]
    assert client.post(address, sent | {"have_since": "01/3/2019"}).status_code == 302
    assert Adoption.objects.get().have_since == date(2019, 3, 1)
    client.post(address, {"answer": "decline", "reason": "Không có quầy.", "have_since": "01/3/2019"})
    assert Adoption.objects.get().have_since is None


def test_order_may_give_a_part_of_the_booklet(world: World) -> None:
    practices = [world.practice(world.cast.hospital, title) for title in ("Một", "Hai")]
    order = world.order(practices, world.cast.units())
    order.entries.set(order.booklet.entries.filter(practice=practices[1]))
    page = signed_in(world.cast.unit_reporter).get("/mo-hinh/nhan-rong/NR-2021-01/")
    assert [one.practice.title for one in page.context["questions"]] == ["Hai"]
    with pytest.raises(Refused, match="không thuộc đợt"):
        world.answers(order, replace(verified(practices[0], world.cast.office)))


def test_question_of_an_older_order_is_answered_too(world: World, asked: Adoption) -> None:
    """The hospital's practice is given out again and declined: what was applied before is still asked about."""
    again = world.order([asked.practice], world.cast.units(), number=2)
    world.answers(again, declined(asked.practice, world.cast.office))
    with clock.set_to(LATER):
        client = signed_in(world.cast.unit_reporter)
        assert CHECK in client.get(ADOPTION).content.decode()
        assert client.post(CHECK, {"found": "alive"}).status_code == 302
    assert check_of(asked).found == "alive"
