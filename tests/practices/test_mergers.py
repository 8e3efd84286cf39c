"""Two practices that turned out to be one: what goes over, what is kept beside, and that it can be taken back exactly."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lantoa.audit.models import Entry
from lantoa.core import clock, periods
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.practices import sources
from lantoa.practices.choices import Answer, Origin, YearState
from lantoa.practices.models import (
    Adoption,
    BookletEntry,
    Evidence,
    Measurement,
    Merger,
    Practice,
    PracticeYear,
    ReplicationOrder,
)
from lantoa.practices.queries import adoptions, counting, orders, practices
from lantoa.practices.queries.mergers import plan_of
from lantoa.practices.services import practices as registry
from lantoa.practices.services.adoptions import answer_order
from lantoa.practices.services.calls import withdraw_from_call
from lantoa.practices.services.mergers import enter_merger, merge_practices, part_practices
from lantoa.practices.services.orders import order_replication
from tests.practices.call_world import effective, enter, open_call
from tests.practices.conftest import signed_in
from tests.practices.test_likeness import TEXT, TITLE
from tests.practices.world import World, applied, declined, planned, verified

REASON = "Cùng một việc, hai đơn vị cùng làm."


def merge(world: World, practice: Practice, kept: Practice, **changes: Any) -> Merger:
    versions = tuple(Practice.originals.get(pk=one.pk).row_version for one in (practice, kept))
    told: dict[str, Any] = {"actor": world.cast.propaganda_officer, "reason": REASON, "versions": versions}
    return merge_practices(practice=practice, kept=kept, **(told | changes))


def part(world: World, practice: Practice) -> Merger:
    return part_practices(
        actor=world.cast.propaganda_officer, practice=practice, reason="Hai việc khác nhau."
    )


def two(world: World, **changes: Any) -> tuple[Practice, Practice]:
    """The office's of 2019 and the hospital's of 2020, both recognised."""
    first = world.practice(
        world.cast.office, "Quầy một cửa", ((2019, Origin.NEW, YearState.RECOGNISED),), **changes
    )
    return first, world.practice(world.cast.hospital, "Một cửa một quầy")


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row that a merger may touch, whatever it has set aside."""
    rows: dict[str, Any] = {
        "practices": Practice.originals,
        "years": PracticeYear.with_set_aside,
        "adoptions": Adoption.with_set_aside,
        "entries": BookletEntry.objects,
        "orders": ReplicationOrder.entries.through.objects,
        "measurements": Measurement.objects,
        "evidence": Evidence.objects,
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for name, some in rows.items():
        listed = [
            {k: v for k, v in row.items() if k != "row_version"} for row in some.order_by("pk").values()
        ]
        if name == "orders":  # a link that is put back is a new row of the same meaning
            listed = sorted(
                ({k: v for k, v in row.items() if k != "id"} for row in listed),
                key=lambda row: str(sorted(row.items())),
            )
        found[name] = listed
    return found


def test_years_go_over_and_count_one(world: World) -> None:
    kept, merged = two(world)
    merge(world, merged, kept)
    assert list(kept.years.values_list("year", "origin", "state")) == [
        (2019, Origin.NEW, YearState.RECOGNISED),
        (2020, Origin.MAINTAINED, YearState.RECOGNISED),
    ]
    assert counting.recognised_in(world.cast.bloc.pk, [2019, 2020], clock.today()).codes == (kept.code,)
    listed = practices.listed(world.cast.propaganda_officer, practices.PracticeFilter())
    assert [row.code for row in listed] == [kept.code]


def test_of_one_year_the_record_that_came_further_counts_and_the_other_is_kept(world: World) -> None:
    kept = world.practice(world.cast.office, "Quầy một cửa", ((2020, Origin.NEW, YearState.REGISTERED),))
    merged = world.practice(world.cast.hospital, "Một cửa một quầy")
    own, theirs = kept.years.get(), merged.years.get()
    merge(world, merged, kept)
    assert kept.years.get() == theirs
    aside = PracticeYear.with_set_aside.get(set_aside=True)
    assert (aside, aside.practice_id) == (own, kept.pk)


def test_of_one_year_equally_far_the_record_of_what_stays_counts(world: World) -> None:
    kept, merged = world.practice(world.cast.office, "A"), world.practice(world.cast.hospital, "B")
    own, theirs = kept.years.get(), merged.years.get()
    merge(world, merged, kept)
    assert kept.years.get() == own
    assert PracticeYear.with_set_aside.get(set_aside=True) == theirs


def test_a_draft_stays_with_its_unit_and_takes_no_part(world: World) -> None:
    kept, merged = two(world)
    registry.continue_practice(actor=world.cast.hospital_head, practice=merged, year=2021)
    merge(world, merged, kept)
    assert list(kept.years.values_list("year", flat=True)) == [2019, 2020]
    draft = PracticeYear.with_set_aside.get(year=2021)
    assert (draft.practice_id, draft.set_aside) == (merged.pk, True)


def test_evidence_and_the_source_of_learning_go_over(world: World) -> None:
    kept, merged = two(world)
    source = world.practice(world.cast.department, "Nơi đầu tiên")
    Practice.objects.filter(pk=merged.pk).update(learned_from=source)
    learner = world.practice(world.cast.department, "Học theo", learned_from=merged)
    merge(world, merged, kept)
    kept.refresh_from_db()
    learner.refresh_from_db()
    assert (kept.learned_from, learner.learned_from) == (source, kept)


def test_what_was_learned_from_the_merged_one_is_not_learned_from_itself(world: World) -> None:
    merged = world.practice(world.cast.hospital, "Nơi đầu tiên")
    kept = world.practice(world.cast.office, "Học theo", learned_from=merged)
    merge(world, merged, kept)
    kept.refresh_from_db()
    assert kept.learned_from is None


def test_measurements_go_over_only_where_the_same_is_measured(world: World) -> None:
    kept, merged = two(world)
    other = world.practice(world.cast.department, "Khác số đo", measure="Số lượt hỏi", measure_unit="lượt")
    for practice in (merged, other):
        Measurement.objects.create(practice=practice, period="2020Q1", value=Decimal(3))
    merge(world, other, kept)
    assert not kept.measurements.exists()
    merge(world, merged, kept)
    assert [row.period for row in kept.measurements.all()] == ["2020Q1"]


def test_answers_go_over_with_the_measure_they_were_given_in(world: World) -> None:
    kept, merged = two(world, measure="Số lượt hỏi", measure_unit="lượt")
    order = world.order([merged], [world.cast.department])
    world.answers(order, verified(merged, world.cast.department))
    merge(world, merged, kept)
    adoption = Adoption.objects.get()
    assert (adoption.practice, adoption.taken_up, adoption.taken_up.measure_unit) == (kept, merged, "phút")
    page = signed_in(world.cast.propaganda_officer).get(
        reverse("practices:adoption", args=[merged.code, world.cast.department.code])
    )
    assert "12 phút" in page.content.decode()


def test_of_two_answers_of_one_unit_the_one_that_came_further_counts(world: World) -> None:
    kept, merged = world.practice(world.cast.office, "A"), world.practice(world.cast.hospital, "B")
    order = world.order([kept, merged], [world.cast.department])
    world.answers(order, declined(kept, world.cast.department), applied(merged, world.cast.department))
    merge(world, merged, kept)
    assert Adoption.objects.get().state == "applied"
    assert Adoption.with_set_aside.get(set_aside=True).answer == Answer.DECLINE
    answers = adoptions.answers_on(kept)
    assert answers is not None
    assert (answers.asked, answers.applied, answers.declined) == (1, 1, 0)
    assert counting.adoption_count(world.cast.bloc.pk, clock.today(), ["applied"]).value == 1  # type: ignore[list-item]


def test_a_unit_does_not_take_up_what_is_now_its_own(world: World) -> None:
    kept, merged = two(world)
    order = world.order([merged], world.cast.units())
    world.answers(order, applied(merged, world.cast.office))
    merge(world, merged, kept)
    assert not Adoption.objects.filter(unit=world.cast.office).exists()
    assert adoptions.unanswered_by_unit(order) == {world.cast.department.pk: 1}


def test_the_unit_whose_practice_was_merged_is_not_asked_to_take_it_up(world: World) -> None:
    kept, merged = two(world)
    order = world.order([merged], [world.cast.hospital])
    merge(world, merged, kept)
    answer = Adoption.objects.get()
    assert (answer.unit, answer.answer, answer.practice) == (
        world.cast.hospital,
        Answer.ALREADY_HAVE,
        kept,
    )
    assert adoptions.unanswered_by_unit(order) == {}


def test_a_booklet_goes_on_saying_what_it_printed(world: World) -> None:
    kept, merged = two(world)
    world.order([merged], [world.cast.department])
    merge(world, merged, kept)
    entry = BookletEntry.objects.get()
    assert (entry.practice, entry.told_title) == (kept, "Một cửa một quầy")
    assert practices.is_printed(kept)


def test_an_order_that_gave_both_gives_the_one_that_stays(world: World) -> None:
    kept, merged = world.practice(world.cast.office, "A"), world.practice(world.cast.hospital, "B")
    order = world.order([kept, merged], [world.cast.department])
    merge(world, merged, kept)
    assert [entry.practice for entry in order.entries.all()] == [kept]
    assert order.booklet.entries.count() == 2
    assert [entry.practice for entry in orders.entries_to_give(order.booklet)] == [kept]


def test_parting_restores_every_row_exactly(world: World) -> None:
    kept = world.practice(
        world.cast.office,
        "A",
        ((2019, Origin.NEW, YearState.RECOGNISED), (2020, Origin.MAINTAINED, YearState.RECOGNISED)),
    )
    merged = world.practice(
        world.cast.hospital,
        "B",
        ((2018, Origin.NEW, YearState.EFFECTIVE), (2020, Origin.MAINTAINED, YearState.RECOGNISED)),
    )
    world.practice(world.cast.department, "Học theo", learned_from=merged)
    order = world.order([kept, merged], world.cast.units())
    other = world.order([merged], world.cast.units(), 2)
    world.answers(order, declined(kept, world.cast.department), applied(merged, world.cast.department))
    world.answers(other, planned(merged, world.cast.office), verified(merged, world.cast.department))
    Measurement.objects.create(practice=merged, period="2020Q1", value=Decimal(3))
    before = everything()
    merge(world, merged, kept)
    assert everything() != before
    part(world, merged)
    assert everything() == before


def test_what_was_done_since_with_what_came_over_goes_back_along(world: World) -> None:
    kept, merged = two(world)
    order = world.order([merged], [world.cast.department])
    merge(world, merged, kept)
    world.answers(order, applied(kept, world.cast.department))
    registry.continue_practice(actor=world.cast.unit_head, practice=kept, year=2021)
    part(world, merged)
    assert Adoption.objects.get().practice == merged
    assert list(kept.years.values_list("year", flat=True)) == [2019, 2021]


def test_an_answer_that_the_unit_changed_since_is_not_taken_away(world: World) -> None:
    kept, merged = two(world)
    order = world.order([merged], [world.cast.hospital])
    merge(world, merged, kept)
    answer_order(
        actor=world.cast.hospital_head,
        order=order,
        practice=kept,
        unit=world.cast.hospital,
        answer=Answer.ADOPT,
        planned_for=date(2021, 5, 1),
    )
    part(world, merged)
    assert Adoption.objects.get().answer == Answer.ADOPT


def test_a_chain_leads_to_its_end_and_is_parted_from_there(world: World) -> None:
    first, second, third = (
        world.practice(unit, unit.code)
        for unit in (world.cast.office, world.cast.hospital, world.cast.department)
    )
    before = everything()
    merge(world, first, second)
    merge(world, second, third)
    page = signed_in(world.cast.propaganda_officer).get(reverse("practices:detail", args=[first.code]))
    assert (page.status_code, page["Location"]) == (302, reverse("practices:detail", args=[third.code]))
    with pytest.raises(Refused) as refused:
        part(world, first)
    assert refused.value.sentence == (
        f"{second.code} nay cũng đã được gộp vào {third.code}. Tách {second.code} ra trước."
    )
    part(world, second)
    part(world, first)
    assert everything() == before


def test_of_two_mergers_that_meet_the_later_is_taken_back_first(world: World) -> None:
    kept = world.practice(world.cast.office, "A", ((2020, Origin.NEW, YearState.REGISTERED),))
    second = world.practice(world.cast.hospital, "B", ((2020, Origin.NEW, YearState.EFFECTIVE),))
    third = world.practice(world.cast.department, "C")
    before = everything()
    merge(world, second, kept)
    with clock.set_to(date(2021, 4, 7)):
        merge(world, third, kept)
    with pytest.raises(Refused, match=f"Tách {third.code} ra trước"):
        part(world, second)
    part(world, third)
    part(world, second)
    assert everything() == before


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("itself", "Mô hình không gộp vào chính nó được. Chọn mô hình khác để giữ lại."),
        ("again", "{merged} đã được gộp vào {kept} rồi. Tải lại trang để xem."),
        (
            "circle",
            "{merged} đã được gộp vào chính {kept}, gộp ngược lại sẽ thành vòng. Muốn giữ {merged} thì tách lại trước, rồi gộp "
            "{kept} vào {merged}.",
        ),
        ("into_merged", "{merged} đã được gộp vào {kept}. Gộp {third} vào {kept}."),
        ("only_draft", "{draft} chưa đăng ký năm nào nên chưa làm mô hình giữ lại được."),
    ],
)
def test_wrong_pairs_are_refused_with_what_to_do(world: World, which: str, sentence: str) -> None:
    kept, merged = two(world)
    third = world.practice(world.cast.department, "C")
    draft = world.practice(world.cast.department, "D", ((2021, Origin.NEW, YearState.RETURNED),))
    if which not in ("itself", "only_draft"):
        merge(world, merged, kept)
    pair = {
        "itself": (kept, kept),
        "again": (merged, third),
        "circle": (kept, merged),
        "into_merged": (third, merged),
        "only_draft": (third, draft),
    }[which]
    before = everything()
    with pytest.raises(Refused) as refused:
        merge(world, *pair)
    codes = {"kept": kept.code, "merged": merged.code, "third": third.code, "draft": draft.code}
    assert refused.value.sentence == sentence.format(**codes)
    assert everything() == before


@pytest.mark.parametrize("reason", ["", "  ", "…", "\u200b"])
def test_a_reason_that_says_nothing_is_refused(world: World, reason: str) -> None:
    kept, merged = two(world)
    with pytest.raises(Refused) as refused:
        merge(world, merged, kept, reason=reason)
    assert set(refused.value.fields) == {"reason"}


def test_who_does_not_decide_on_both_merges_nothing(world: World) -> None:
    kept, merged = two(world)
    for user in (world.cast.unit_head, world.cast.province_lead, world.cast.inspector):
        with pytest.raises(Forbidden):
            merge(world, merged, kept, actor=user)
    own = world.practice(world.cast.bloc, "Của chính cấp ủy")
    for pair in ((own, kept), (kept, own)):
        with pytest.raises(Forbidden):
            merge(world, *pair)


def test_a_preview_that_is_out_of_date_is_not_carried_out(world: World) -> None:
    kept, merged = two(world)
    with pytest.raises(Conflict):
        merge(world, merged, kept, versions=(1, 2))


def test_a_record_under_appraisal_does_not_move(world: World) -> None:
    call = open_call(world)
    merged = effective(world, world.cast.hospital, "B")
    kept = world.practice(world.cast.office, "A")
    enter(world, call, merged)
    with pytest.raises(Refused) as refused:
        merge(world, merged, kept)
    assert call.code in refused.value.sentence
    withdraw_from_call(actor=world.cast.hospital_head, call=call, row=merged.years.get())
    merge(world, merged, kept)


def test_a_merged_practice_is_not_carried_on_registered_entered_or_ordered(world: World) -> None:
    call = open_call(world)
    kept = world.practice(world.cast.office, "A")
    merged = world.practice(
        world.cast.hospital,
        "B",
        ((2020, Origin.NEW, YearState.EFFECTIVE), (2021, Origin.MAINTAINED, YearState.DRAFT)),
    )
    row = merged.years.get(year=2020)
    entries = list(world.order([kept], [world.cast.department]).booklet.entries.all())
    merge(world, merged, kept)
    head = world.cast.hospital_head
    sentence = f"{merged.code} đã được gộp vào {kept.code} «A». Mở {kept.code} để làm tiếp."
    for act in (
        lambda: registry.continue_practice(actor=head, practice=merged, year=2021),
        lambda: registry.register_practice(actor=head, practice=merged, year=2021),
        lambda: registry.edit_practice(actor=head, practice=merged, text=world.text("B"), row_version=2),
        lambda: enter_row(world, call, row),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.sentence == sentence
    entries[0].practice = Practice.originals.get(pk=merged.pk)
    entries[0].save()
    with pytest.raises(Refused, match="Đã gộp vào mô hình khác nên không giao nhân rộng được"):
        order_replication(
            actor=SYSTEM,
            booklet=entries[0].booklet,
            unit=world.cast.bloc,
            units=[world.cast.department],
            code="NR-2021-09",
            issued_on=date(2021, 1, 15),
            answer_by=date(2021, 2, 15),
            entries=entries,
        )


def enter_row(world: World, call: Any, row: PracticeYear) -> None:
    from lantoa.practices.services.calls import enter_in_call

    enter_in_call(actor=world.cast.hospital_head, call=call, row=row)


def test_the_title_of_a_merged_practice_leads_to_the_one_that_stays(world: World) -> None:
    kept, merged = two(world)
    merge(world, merged, kept)
    with pytest.raises(Refused) as refused:
        registry.draft_practice(
            actor=world.cast.hospital_head,
            unit=world.cast.hospital,
            year=2021,
            text=world.text("Một cửa một quầy"),
        )
    assert kept.code in refused.value.sentence


def test_sources_and_their_recount_count_one(world: World) -> None:
    kept = world.practice(world.cast.office, "A")
    merged = world.practice(world.cast.hospital, "B")
    order = world.order([kept, merged], [world.cast.department])
    world.answers(order, applied(kept, world.cast.department), applied(merged, world.cast.department))
    merge(world, merged, kept)
    units = [unit.pk for unit in world.cast.units()]
    year = periods.year(2021)
    since, until = clock.instant(year.start, 0), clock.instant(year.end, 0)
    words = {"first": year.start, "end": year.end, "since": since, "until": until}
    for found, statement in (
        (sources.registered, sources.REGISTERED),
        (sources.recognised, sources.RECOGNISED),
        (sources.printed, sources.PRINTED),
        (sources.replicated, sources.REPLICATED),
        (sources.adopted, sources.ADOPTED),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT * FROM ({statement}) AS one (unit, code)", words)
            recounted = {(unit, code) for unit, code in cursor.fetchall()}
        counted = {(unit, code) for unit, one in found(units, year).items() for code in one.codes}
        assert counted == recounted
        assert len(counted) == 1


def test_both_practices_keep_it_in_the_record(world: World) -> None:
    kept, merged = two(world)
    merge(world, merged, kept)
    part(world, merged)
    for practice in (kept, merged):
        acts = Entry.objects.filter(subject_id=practice.pk, act__in=["practice.merged", "practice.parted"])
        assert list(acts.order_by("at", "sequence").values_list("act", flat=True)) == [
            "practice.merged",
            "practice.parted",
        ]


def test_a_merger_entered_by_the_system_is_the_same(world: World) -> None:
    kept, merged = two(world)
    merger = enter_merger(actor=SYSTEM, practice=merged, kept=kept, reason=REASON)
    assert (merger.was_recognised, kept.years.count()) == (True, 2)


def test_planning_takes_the_same_statements_for_one_and_for_many(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept, merged = two(world)
    order = world.order([merged], world.cast.units())
    world.answers(order, applied(merged, world.cast.department))
    with django_assert_num_queries(13):
        plan_of(merged, kept)
    world.answers(order, applied(merged, world.cast.office))
    for number in range(4):
        world.practice(world.cast.department, f"Học theo {number}", learned_from=merged)
        Measurement.objects.create(practice=merged, period=f"2020Q{number + 1}", value=Decimal(1))
    with django_assert_num_queries(13):
        plan_of(merged, kept)


# Pages


def test_the_officer_finds_it_sees_what_moves_merges_and_parts(world: World) -> None:
    kept = world.practice(world.cast.office, TITLE, problem=TEXT)
    merged = world.practice(
        world.cast.hospital, "Vạch màu dẫn đường", ((2021, Origin.NEW, YearState.REGISTERED),), problem=TEXT
    )
    client = signed_in(world.cast.propaganda_officer)
    address = reverse("practices:merge", args=[merged.code])
    assert address in client.get(reverse("practices:detail", args=[merged.code])).content.decode()
    page = client.get(address).content.decode()
    assert ("<mark>" in page, f"?vao={kept.code}" in page) == (True, True)
    found = client.get(address, {"q": "phieu mau"}).content.decode()
    assert f'href="?vao={kept.code}"' in found
    preview = client.get(address, {"vao": kept.code}).content.decode()
    assert f"Gộp {merged.code} vào {kept.code}" in preview
    sent = {"vao": kept.code, "reason": REASON, "version": "1", "kept_version": "1"}
    answer = client.post(address, sent, follow=True)
    assert answer.redirect_chain == [(reverse("practices:detail", args=[kept.code]), 302)]
    assert "Gộp từ 1 mô hình" in answer.content.decode()
    original = client.get(reverse("practices:original", args=[merged.code])).content.decode()
    assert ("Vạch màu dẫn đường" in original, REASON in original) == (True, True)
    answer = client.post(reverse("practices:part", args=[merged.code]), {"reason": "Hai việc."}, follow=True)
    assert answer.redirect_chain == [(reverse("practices:detail", args=[merged.code]), 302)]
    assert "Gộp từ" not in client.get(reverse("practices:detail", args=[kept.code])).content.decode()


def test_the_old_address_leads_on_with_a_sentence(world: World) -> None:
    kept, merged = two(world)
    merge(world, merged, kept)
    client = signed_in(world.cast.hospital_head)
    answer = client.get(reverse("practices:detail", args=[merged.code]), follow=True)
    assert answer.redirect_chain == [(reverse("practices:detail", args=[kept.code]), 302)]
    sentence = f"{merged.code} đã được gộp vào {kept.code} «Quầy một cửa»."
    assert sentence in answer.content.decode()
    refused = client.get(reverse("practices:edit", args=[merged.code]))
    assert (refused.status_code, sentence in refused.content.decode()) == (409, True)


def test_who_may_not_see_what_stays_reads_the_original_and_is_not_told_what_it_is(world: World) -> None:
    kept = world.practice(world.cast.office, "Tên kín", ((2021, Origin.NEW, YearState.REGISTERED),))
    merged = world.practice(
        world.cast.hospital, "Của bệnh viện", ((2020, Origin.NEW, YearState.NOT_RECOGNISED),)
    )
    merge(world, merged, kept)
    client = signed_in(world.cast.outsider)
    answer = client.get(reverse("practices:detail", args=[merged.code]), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("practices:original", args=[merged.code]), 302)]
    assert ("Của bệnh viện" in page, "Tên kín" in page) == (True, False)


def test_an_original_that_was_never_recognised_is_read_by_its_own_alone(world: World) -> None:
    kept = world.practice(world.cast.office, "A")
    merged = world.practice(world.cast.hospital, "B", ((2020, Origin.NEW, YearState.REGISTERED),))
    merge(world, merged, kept)
    address = reverse("practices:original", args=[merged.code])
    seen = {
        name: signed_in(getattr(world.cast, name)).get(address).status_code
        for name in ("outsider", "propaganda_officer", "unit_head", "inspector")
    }
    assert seen == {"outsider": 200, "propaganda_officer": 200, "unit_head": 404, "inspector": 404}
    page = signed_in(world.cast.unit_head).get(reverse("practices:detail", args=[kept.code]))
    assert "Gộp từ" not in page.content.decode()


def test_learning_from_a_merged_code_is_told_which_code_to_write(world: World) -> None:
    kept, merged = two(world)
    merge(world, merged, kept)
    client = signed_in(world.cast.unit_reporter)
    page = client.post(reverse("practices:create"), {"title": "Mới", "learned_from": merged.code})
    assert (page.status_code, f"đã được gộp vào {kept.code}" in page.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"vao": ""}, "Mục này chưa có nội dung"),
        ({"vao": "MH-1999-999"}, "Không có mô hình mang mã MH-1999-999."),
        ({"vao": "itself"}, "Mô hình không gộp vào chính nó được"),
        ({"vao": "bloc"}, "không thuộc đơn vị cấp dưới của anh/chị"),
        ({"reason": ""}, "Mục này chưa có nội dung"),
        ({"reason": "…"}, "Ghi lý do gộp"),
        ({"version": "x"}, "version"),
        ({"version": "7"}, "Một trong hai mô hình vừa thay đổi"),
        ({"kept_version": ""}, "kept_version"),
        ({"reason": "x" * 30_000}, "reason"),
        ({"vao": "\u202eMH"}, "ký tự"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(
    world: World, sent: dict[str, str], sentence: str
) -> None:
    kept, merged = two(world)
    bloc = world.practice(world.cast.bloc, "Của cấp ủy")
    codes = {"itself": merged.code, "bloc": bloc.code}
    told = {"vao": kept.code, "reason": "Lý do đã gõ.", "version": "1", "kept_version": "1"} | sent
    told["vao"] = codes.get(told["vao"], told["vao"])
    before = everything()
    page = signed_in(world.cast.propaganda_officer).post(reverse("practices:merge", args=[merged.code]), told)
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
    assert everything() == before


def test_of_two_officers_at_once_the_second_is_told_what_the_first_did(world: World) -> None:
    kept, merged = two(world)
    merge(world, merged, kept, versions=(1, 1))
    for pair in ((merged, kept), (kept, merged)):
        with pytest.raises(Refused, match="đã được gộp vào"):
            merge(world, *pair, versions=(1, 1))
    assert Merger.objects.count() == 1
    part(world, merged)
    with pytest.raises(Refused, match="không còn gộp với mô hình nào"):
        part(world, merged)
