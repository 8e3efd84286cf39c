"""Write, sign, review, remark, carry over, move: who may, what is refused, what stays."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.accounts.models import User
from lantoa.commitments import held
from lantoa.commitments.choices import Capacity, Half, Page
from lantoa.commitments.helping import hints_for, runs_of
from lantoa.commitments.models import (
    Commitment,
    CommitmentItem,
    CommitmentRead,
    PledgeCount,
    Remark,
    SelfReview,
)
from lantoa.commitments.queries import counts, own, reading
from lantoa.commitments.queries.own import COMMON_FROM, help_for, items_of, without_pledge
from lantoa.commitments.services import naming, reviewing, writing
from lantoa.commitments.services.counts import Counts, state_counts
from lantoa.commitments.services.entering import NewPledge, enter_pledges
from lantoa.commitments.services.erasing import erase_expired
from lantoa.commitments.services.writing import ItemText
from lantoa.core import clock, periods
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment
from lantoa.organisation.services.people import NewPerson, NewRole, enrol_people
from lantoa.reporting import sources
from tests.cast import SINCE, Cast
from tests.commitments.world import ITEM, VAGUE, drafted, reviewed, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_day")]


def readers_of(pledge: Commitment, cast: Cast) -> set[str]:
    """Who of the cast may open it, by their names in the cast."""
    found = set()
    for name in (
        "propaganda_officer",
        "province_lead",
        "unit_reporter",
        "unit_head",
        "outsider",
        "hospital_head",
        "inspector",
        "auditor",
        "administrator",
    ):
        user = User.objects.get(pk=getattr(cast, name).pk)
        try:
            reading.get_readable(user, pledge.code)
        except NotFound:
            continue
        found.add(name)
    return found


def test_signed_pledge_is_read_by_the_head_of_the_unit_alone(cast: Cast) -> None:
    assert readers_of(signed(cast.unit_reporter), cast) == {"unit_head"}


def test_pledge_of_a_head_is_read_by_who_heads_the_unit_above(cast: Cast) -> None:
    assert readers_of(signed(cast.unit_head), cast) == {"province_lead"}


def test_draft_is_read_by_nobody_else(cast: Cast) -> None:
    assert readers_of(drafted(cast.unit_reporter), cast) == set()


def test_named_officer_reads_from_the_day_of_naming_until_it_ends(cast: Cast) -> None:
    pledge = signed(cast.unit_reporter)
    made = naming.name_reader(
        actor=cast.province_lead,
        unit=cast.office,
        person=cast.propaganda_officer.person,
        reason="Tổng hợp kết quả nêu gương",
    )
    assert readers_of(pledge, cast) == {"unit_head", "propaganda_officer"}
    assert reading.get_readable(cast.propaganda_officer, pledge.code).capacity == Capacity.NAMED
    naming.end_naming(actor=cast.province_lead, naming=made)
    assert readers_of(pledge, cast) == {"unit_head"}


@pytest.mark.parametrize("who", ["unit_reporter", "province_lead"])
def test_only_officers_other_than_oneself_are_named(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        naming.name_reader(
            actor=cast.province_lead, unit=cast.office, person=getattr(cast, who).person, reason="Để xem"
        )


def test_naming_is_for_the_leader(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        naming.name_reader(
            actor=cast.unit_head,
            unit=cast.office,
            person=cast.propaganda_officer.person,
            reason="Để xem",
        )


def test_nobody_of_the_old_unit_reads_who_has_left_and_the_new_head_does_once_it_is_taken_along(
    cast: Cast,
) -> None:
    pledge = signed(cast.unit_reporter)
    person = Person.objects.get(user=cast.unit_reporter)
    RoleAssignment.objects.filter(person=person).update(valid=DateRange(SINCE, date(2021, 4, 1)))
    RoleAssignment.objects.create(
        person=person, role=Role.REPORTER, unit=cast.hospital, valid=DateRange(date(2021, 4, 1), None)
    )
    mover = User.objects.get(pk=cast.unit_reporter.pk)
    assert readers_of(pledge, cast) == set()
    writing.take_along(actor=mover, commitment=pledge)
    assert readers_of(pledge, cast) == {"hospital_head"}


def test_take_along_is_refused_while_one_still_works_there(cast: Cast) -> None:
    with pytest.raises(Refused):
        writing.take_along(actor=cast.unit_reporter, commitment=signed(cast.unit_reporter))


def test_second_pledge_of_a_year_is_refused(cast: Cast) -> None:
    drafted(cast.unit_reporter)
    with pytest.raises(Refused):
        writing.begin_commitment(actor=cast.unit_reporter, year=2021)


@pytest.mark.parametrize("year", [2020, 2022, 0])
def test_year_that_is_not_open_is_refused(cast: Cast, year: int) -> None:
    with pytest.raises(Refused):
        writing.begin_commitment(actor=cast.unit_reporter, year=year)


def test_pledge_of_another_is_written_by_nobody(cast: Cast) -> None:
    pledge = drafted(cast.unit_reporter)
    with pytest.raises(Forbidden):
        writing.write_items(actor=cast.unit_head, commitment=pledge, items=[ITEM], row_version=2)
    with pytest.raises(Forbidden):
        writing.sign_commitment(actor=cast.unit_head, commitment=pledge, row_version=2)


def test_stale_page_is_a_conflict_and_keeps_what_was_saved(cast: Cast) -> None:
    pledge = drafted(cast.unit_reporter)
    with pytest.raises(Conflict):
        writing.write_items(actor=cast.unit_reporter, commitment=pledge, items=[VAGUE], row_version=1)
    assert [one.deed for one in pledge.items.all()] == [ITEM.deed]


def test_items_keep_their_identity_when_they_change_places(cast: Cast) -> None:
    pledge = drafted(cast.unit_reporter, ITEM, VAGUE)
    first, second = pledge.items.all()
    swapped = [
        ItemText(second.duty, second.deed, item=second.pk),
        ItemText(first.duty, first.deed, item=first.pk),
    ]
    writing.write_items(actor=cast.unit_reporter, commitment=pledge, items=swapped, row_version=2)
    assert [one.pk for one in pledge.items.all()] == [second.pk, first.pk]


def test_item_of_another_pledge_is_not_taken(cast: Cast) -> None:
    foreign = signed(cast.outsider).items.get()
    pledge = drafted(cast.unit_reporter)
    stolen = [ItemText("", "Việc khác", item=foreign.pk)]
    writing.write_items(actor=cast.unit_reporter, commitment=pledge, items=stolen, row_version=2)
    foreign.refresh_from_db()
    assert (foreign.deed, pledge.items.get().pk == foreign.pk) == (ITEM.deed, False)


@pytest.mark.parametrize("items", [[ItemText("", "…")], [ITEM] * 13])
def test_empty_deeds_and_too_many_are_refused(cast: Cast, items: list[ItemText]) -> None:
    pledge = writing.begin_commitment(actor=cast.unit_reporter, year=2021)
    with pytest.raises(Refused):
        writing.write_items(actor=cast.unit_reporter, commitment=pledge, items=items, row_version=1)


def test_empty_pledge_is_not_signed(cast: Cast) -> None:
    pledge = writing.begin_commitment(actor=cast.unit_reporter, year=2021)
    with pytest.raises(Refused):
        writing.sign_commitment(actor=cast.unit_reporter, commitment=pledge, row_version=1)


def test_signed_pledge_is_not_written_until_the_signature_is_withdrawn(cast: Cast) -> None:
    pledge = signed(cast.unit_reporter)
    with pytest.raises(Refused):
        writing.write_items(actor=cast.unit_reporter, commitment=pledge, items=[VAGUE], row_version=3)
    writing.withdraw_signature(actor=cast.unit_reporter, commitment=pledge, row_version=3)
    writing.write_items(actor=cast.unit_reporter, commitment=pledge, items=[VAGUE], row_version=4)
    assert readers_of(pledge, cast) == set()


def test_signature_stays_once_something_was_said(cast: Cast) -> None:
    pledge = reviewed(cast.unit_reporter)
    with pytest.raises(Refused):
        writing.withdraw_signature(
            actor=cast.unit_reporter, commitment=pledge, row_version=pledge.row_version
        )


def test_remark_is_given_by_the_direct_superior_and_stays_with_day_and_name(cast: Cast) -> None:
    pledge = reviewed(cast.unit_reporter)
    made = reviewing.give_remark(
        actor=cast.unit_head, commitment=pledge, half=Half.MID_YEAR, words="Việc thấy được."
    )
    kept = Remark.objects.get(pk=made.pk)
    assert (kept.author.user_id, kept.unit_id, kept.words, kept.given_at) == (
        cast.unit_head.pk,
        cast.office.pk,
        "Việc thấy được.",
        clock.now(),
    )


def test_remark_on_a_head_keeps_the_unit_above_whatever_else_the_superior_heads(cast: Cast) -> None:
    for unit in (cast.bloc, cast.department):
        RoleAssignment.objects.create(
            person=cast.province_lead.person,
            unit=unit,
            role=Role.HEAD,
            valid=DateRange(clock.today(), None),
        )
    pledge = reviewed(cast.unit_head)
    made = reviewing.give_remark(
        actor=cast.province_lead, commitment=pledge, half=Half.MID_YEAR, words="Việc thấy được."
    )
    assert made.unit_id == cast.bloc.pk


@pytest.mark.parametrize("who", ["unit_reporter", "province_lead", "hospital_head", "propaganda_officer"])
def test_remark_by_anybody_else_is_forbidden(cast: Cast, who: str) -> None:
    pledge = reviewed(cast.unit_reporter)
    with pytest.raises(Forbidden):
        reviewing.give_remark(
            actor=getattr(cast, who), commitment=pledge, half=Half.MID_YEAR, words="Việc thấy được."
        )


def test_remark_speaks_to_a_self_review_once(cast: Cast) -> None:
    pledge = reviewed(cast.unit_reporter)
    with pytest.raises(Refused):
        reviewing.give_remark(actor=cast.unit_head, commitment=pledge, half=Half.YEAR_END, words="Được.")
    reviewing.give_remark(actor=cast.unit_head, commitment=pledge, half=Half.MID_YEAR, words="Được lắm.")
    with pytest.raises(Refused):
        reviewing.give_remark(actor=cast.unit_head, commitment=pledge, half=Half.MID_YEAR, words="Nữa.")
    reviewing.withdraw_remark(actor=cast.unit_head, commitment=pledge, half=Half.MID_YEAR)
    again = reviewing.give_remark(
        actor=cast.unit_head, commitment=pledge, half=Half.MID_YEAR, words="Nói lại."
    )
    assert [one.pk for one in own.remarks_of(pledge)] == [again.pk]
    assert Remark.objects.count() == 2


def test_self_review_may_be_written_again_until_the_remark(cast: Cast) -> None:
    pledge = reviewed(cast.unit_reporter)
    item = pledge.items.get()
    again = {item.pk: "Đã xong một nửa."}
    reviewing.tell_review(actor=cast.unit_reporter, commitment=pledge, half=Half.MID_YEAR, words=again)
    assert item.reviews.get().words == "Đã xong một nửa."
    reviewing.give_remark(actor=cast.unit_head, commitment=pledge, half=Half.MID_YEAR, words="Được lắm.")
    with pytest.raises(Refused):
        reviewing.tell_review(actor=cast.unit_reporter, commitment=pledge, half=Half.MID_YEAR, words=again)


def test_items_go_on_next_year_once(cast: Cast) -> None:
    pledge = signed(cast.unit_reporter, ITEM, VAGUE)
    first = pledge.items.first()
    assert first is not None
    with pytest.raises(Refused):  # in April nobody writes next year's
        writing.carry_over(actor=cast.unit_reporter, commitment=pledge, items=[first.pk])
    with clock.set_to(date(2021, 12, 1)):
        for _time in range(2):
            target = writing.carry_over(actor=cast.unit_reporter, commitment=pledge, items=[first.pk])
    assert [(one.deed, one.due_on, one.carried_from_id) for one in target.items.all()] == [
        (ITEM.deed, None, first.pk)
    ]


def test_public_is_chosen_by_heads_and_can_be_undone(cast: Cast) -> None:
    pledge = signed(cast.unit_head, ITEM, VAGUE)
    first = pledge.items.first()
    assert first is not None
    writing.show_items(actor=cast.unit_head, commitment=pledge, items=[first.pk])
    assert list(pledge.items.exclude(public_since=None)) == [first]
    writing.show_items(actor=cast.unit_head, commitment=pledge, items=[])
    assert not pledge.items.exclude(public_since=None).exists()
    with pytest.raises(Forbidden):
        theirs = signed(cast.unit_reporter)
        writing.show_items(actor=cast.unit_reporter, commitment=theirs, items=[])


def test_unit_begins_for_who_has_none_and_nobody_reads_the_drafts(cast: Cast) -> None:
    drafted(cast.unit_head)
    assert writing.begin_for_unit(actor=cast.unit_head, unit=cast.office, year=2021) == 1
    made = Commitment.objects.get(person__user=cast.unit_reporter)
    assert (made.state, made.items.count(), readers_of(made, cast)) == ("draft", 0, set())
    assert without_pledge(cast.office, 2021) == []
    with pytest.raises(Refused):
        writing.begin_for_unit(actor=cast.unit_head, unit=cast.office, year=2021)
    with pytest.raises(Forbidden):
        writing.begin_for_unit(actor=cast.hospital_head, unit=cast.office, year=2021)


def _pledges_of_many(cast: Cast, count: int, deed: str) -> None:
    people = enrol_people(
        actor=SYSTEM,
        people=[
            NewPerson(f"Người thứ {n}", None, (), (NewRole(cast.office, Role.REPORTER, SINCE),))
            for n in range(count)
        ],
    )
    enter_pledges(
        actor=SYSTEM,
        pledges=[
            NewPledge(
                f"CK-2021-THU{n:05}",
                one,
                cast.office.pk,
                2021,
                clock.now(),
                [ItemText("", deed)],
                clock.now(),
            )
            for n, one in enumerate(people)
        ],
    )


@pytest.mark.parametrize(("count", "told"), [(COMMON_FROM - 1, []), (COMMON_FROM, [VAGUE.deed])])
def test_common_phrase_is_told_from_ten_pledges_of_others(cast: Cast, count: int, told: list[str]) -> None:
    _pledges_of_many(cast, count, VAGUE.deed)
    draft = drafted(cast.unit_reporter, VAGUE)
    assert help_for(draft, items_of(draft)).common == told


def test_phrase_of_nine_among_more_pledges_is_not_told(cast: Cast) -> None:
    _pledges_of_many(cast, COMMON_FROM, "Mỗi người một việc khác hẳn nhau trong năm nay")
    draft = drafted(cast.unit_reporter, VAGUE)
    assert help_for(draft, items_of(draft)).common == []


def test_help_asks_for_a_measure_and_shows_ones_own_last_year(cast: Cast) -> None:
    draft = drafted(cast.unit_reporter, ITEM, VAGUE)
    hints = hints_for(items_of(draft), [VAGUE.deed + " cơ quan"])
    assert {place: [bool(one.quote) for one in found] for place, found in hints.items()} == {
        2: [False, False, True]
    }


def test_runs_are_given_in_the_writers_spelling() -> None:
    mine = ["Tôi sẽ không ngừng tu dưỡng, rèn luyện đạo đức mỗi ngày"]
    others = [["khong ngung tu duong ren luyen dao duc"]] * 3
    assert runs_of(mine, others, at_least=3) == ["không ngừng tu dưỡng, rèn luyện đạo đức"]
    assert runs_of(mine, others, at_least=4) == []


def test_texts_lie_sealed_in_the_table_and_cannot_be_looked_up(cast: Cast) -> None:
    from django.core.exceptions import FieldError
    from django.db import connection

    signed(cast.unit_reporter)
    with connection.cursor() as cursor:
        cursor.execute("SELECT duty, deed, measure FROM commitments_commitmentitem")
        kept = b" ".join(bytes(one) for one in cursor.fetchone())
    assert ITEM.deed.encode() not in kept
    assert CommitmentItem.objects.get().deed == ITEM.deed
    with pytest.raises(FieldError):
        CommitmentItem.objects.filter(deed=ITEM.deed)


COUNTS = Counts(40, 38, 4, 12, None)


def test_unit_states_its_numbers_and_reports_draw_on_them(cast: Cast) -> None:
    made = state_counts(actor=cast.unit_reporter, unit=cast.office, year=2020, counts=COUNTS, row_version=0)
    year = periods.year(2020)
    units = [cast.office.pk, cast.hospital.pk]
    drawn = {
        code: {
            unit: one.value for unit, one in sources.counts_for(f"commitments.{code}", units, year).items()
        }
        for code in ("due", "members", "leaders", "others", "fulfilled")
    }
    office = cast.office.pk
    assert drawn == {
        "due": {office: 40},
        "members": {office: 38},
        "leaders": {office: 4},
        "others": {office: 12},
        "fulfilled": {},
    }
    with pytest.raises(Conflict):
        state_counts(actor=cast.unit_reporter, unit=cast.office, year=2020, counts=COUNTS, row_version=0)
    assert made.row_version == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Counts(40, 41, 4, 12), "members_signed"),
        (Counts(40, 38, 39, 12), "leaders_signed"),
        (Counts(40, 38, 4, 12, 51), "fulfilled"),
        (Counts(40, 0, 0, 0), "others_signed"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_at_their_field(cast: Cast, wrong: Counts, field: str) -> None:
    signed(cast.unit_reporter)
    with pytest.raises(Refused) as refused:
        state_counts(actor=cast.unit_reporter, unit=cast.office, year=2021, counts=wrong, row_version=0)
    assert list(refused.value.fields) == [field]


def test_counts_are_of_acts_by_unit(cast: Cast) -> None:
    reviewing.give_remark(
        actor=cast.unit_head, commitment=reviewed(cast.unit_reporter), half=Half.MID_YEAR, words="Được lắm."
    )
    drafted(cast.unit_head)
    rows = counts.counts_of(list(counts.counted_units(cast.unit_head)), 2021)
    assert [
        (one.unit.code, one.working, one.begun, one.signed, one.reviewed, one.remarked) for one in rows
    ] == [("VPTU", 2, 2, 1, 1, 1)]


def test_every_read_is_shown_to_the_owner(cast: Cast) -> None:
    pledge = signed(cast.unit_reporter)
    found = reading.get_readable(cast.unit_head, pledge.code)
    for page in (Page.PLEDGE, Page.REMARK, Page.PLEDGE):
        reviewing.note_read(actor=cast.unit_head, readable=found, page=page)
    assert [(one.reader.user_id, one.page) for one in reading.reads_of(cast.unit_reporter)] == [
        (cast.unit_head.pk, "pledge"),
        (cast.unit_head.pk, "remark"),
        (cast.unit_head.pk, "pledge"),
    ]


def test_pledges_of_the_year_go_on_with_the_unit_that_receives(cast: Cast) -> None:
    pledge = signed(cast.unit_reporter)
    day = clock.today()
    [row] = held.listed([cast.office.pk, cast.hospital.pk], day)
    person = Person.objects.get(user=cast.unit_reporter)
    assert (row.code, person.full_name in row.title, row.url) == (pledge.code, False, "")
    assert held.count([cast.office.pk], day) == {cast.office.pk: 1}
    held.hand_over(actor=SYSTEM, source=cast.office.pk, target=cast.hospital.pk, ids=[row.id], day=day)
    assert held.count([cast.office.pk, cast.hospital.pk], day) == {cast.hospital.pk: 1}


@pytest.mark.parametrize(("today", "left"), [(date(2023, 12, 31), 1), (date(2024, 1, 1), 0)])
def test_pledge_is_erased_two_years_after_its_year_and_numbers_stay(
    cast: Cast, today: date, left: int
) -> None:
    pledge = reviewed(cast.unit_reporter)
    reviewing.note_read(
        actor=cast.unit_head, readable=reading.get_readable(cast.unit_head, pledge.code), page=Page.PLEDGE
    )
    state_counts(actor=cast.unit_reporter, unit=cast.office, year=2021, counts=COUNTS, row_version=0)
    with clock.set_to(today):
        assert erase_expired(actor=SYSTEM) == 1 - left
    rows = [model.objects.count() for model in (Commitment, CommitmentItem, SelfReview, CommitmentRead)]
    assert (rows, PledgeCount.objects.count()) == ([left] * 4, 1)
