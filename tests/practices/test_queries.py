import pytest

from lantoa.core.errors import NotFound
from lantoa.practices.choices import AdoptionState, Answer, Origin, YearState
from lantoa.practices.models import Practice
from lantoa.practices.queries import adoptions, counting, practices
from lantoa.practices.queries.practices import PracticeFilter
from lantoa.practices.services.adoptions import AnswerGiven
from tests.cast import TODAY
from tests.practices.world import World, applied, declined, planned, verified

R, D = YearState.RECOGNISED, YearState.DRAFT


def seen(world: World, role: str) -> list[str]:
    user = getattr(world.cast, role)
    return list(practices.practices_visible_to(user).order_by("title").values_list("title", flat=True))


EVERYBODY = ["unit_reporter", "unit_head", "propaganda_officer", "province_lead", "inspector", "outsider"]


@pytest.mark.parametrize("role", EVERYBODY)
def test_recognised_is_seen_by_all_who_learn(world: World, role: str) -> None:
    world.practice(world.cast.office, "Công nhận")
    assert seen(world, role) == ["Công nhận"]


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_recognised_is_not_for_technical_roles(world: World, role: str) -> None:
    world.practice(world.cast.office, "Công nhận")
    assert seen(world, role) == []


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("unit_reporter", ["Nháp"]),
        ("unit_head", ["Nháp"]),
        ("propaganda_officer", []),
        ("province_lead", []),
        ("inspector", []),
        ("outsider", []),
    ],
)
def test_draft_is_seen_by_its_unit_only(world: World, role: str, expected: list[str]) -> None:
    world.practice(world.cast.office, "Nháp", [(2021, Origin.NEW, D)])
    assert seen(world, role) == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("unit_reporter", ["Đã đăng ký"]),
        ("propaganda_officer", ["Đã đăng ký"]),
        ("province_lead", ["Đã đăng ký"]),
        ("inspector", []),
        ("outsider", []),
    ],
)
def test_registered_is_seen_from_above_not_from_beside(world: World, role: str, expected: list[str]) -> None:
    world.practice(world.cast.office, "Đã đăng ký", [(2021, Origin.NEW, YearState.REGISTERED)])
    assert seen(world, role) == expected


def test_new_years_draft_of_a_recognised_practice_stays_hidden(world: World) -> None:
    years = [(2020, Origin.NEW, R), (2021, Origin.MAINTAINED, D)]
    code = world.practice(world.cast.office, years=years).code

    def years_seen(role: str) -> list[int]:
        practice = practices.get_practice(getattr(world.cast, role), code)
        return [row.year for row in practice.years.all()]

    assert years_seen("unit_reporter") == [2020, 2021]
    assert years_seen("propaganda_officer") == [2020]
    assert years_seen("outsider") == [2020]
    assert practices.years_with_practices(world.cast.propaganda_officer) == [2020]
    row = practices.listed(world.cast.propaganda_officer, PracticeFilter()).get()
    assert (row.last_year, row.last_state) == (2020, "recognised")
    assert practices.listed(world.cast.propaganda_officer, PracticeFilter(year=2021)).count() == 0


def test_get_practice_out_of_sight_is_not_found(world: World) -> None:
    code = world.practice(world.cast.office, years=[(2021, Origin.NEW, D)]).code
    with pytest.raises(NotFound):
        practices.get_practice(world.cast.propaganda_officer, code)
    with pytest.raises(NotFound):
        practices.get_practice(world.cast.propaganda_officer, "MH-1999-001")


def test_recognised_in_two_years_counts_once(world: World) -> None:
    world.practice(world.cast.office, years=[(2019, Origin.NEW, R), (2020, Origin.MAINTAINED, R)])
    assert counting.recognised_in(world.cast.bloc.pk, range(2016, 2021), TODAY).value == 1
    assert counting.recognised_in(world.cast.bloc.pk, [2019], TODAY).value == 1
    found = counting.recognitions(world.cast.bloc.pk, [2019, 2020], TODAY)
    assert [(one.year, one.field_code) for one in found] == [(2019, "y_te"), (2020, "y_te")]
    assert len({one.code for one in found}) == 1


def figures(world: World) -> dict[str, int]:
    node = world.cast.bloc.pk
    return {
        "registered": counting.registered_in(node, [2020], TODAY).value,
        "recognised": counting.recognised_in(node, [2020], TODAY).value,
        "in_booklet": counting.in_booklets_of(node, 2020, TODAY).value,
        "ordered": counting.units_ordered(node, TODAY).value,
        "taking_up": counting.units_taking_up(node, TODAY).value,
        "silent": counting.units_without_answer(node, TODAY).value,
        "planned": counting.adoption_count(node, TODAY, [AdoptionState.PLANNED]).value,
        "applied": counting.adoption_count(node, TODAY, [AdoptionState.APPLIED]).value,
        "verified": counting.adoption_count(node, TODAY, [AdoptionState.VERIFIED]).value,
        "spread": counting.practices_taken_up(node, TODAY).value,
    }


def moved(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (YearState.DRAFT, {}),
        (YearState.RETURNED, {}),
        (YearState.REGISTERED, {"registered": 1}),
        (YearState.EFFECTIVE, {"registered": 1}),
        (YearState.NOT_RECOGNISED, {"registered": 1}),
        (YearState.RECOGNISED, {"registered": 1, "recognised": 1}),
    ],
)
def test_one_practice_moves_exactly_its_figures(
    world: World, state: YearState, expected: dict[str, int]
) -> None:
    before = figures(world)
    world.practice(world.cast.office, years=[(2020, Origin.NEW, state)])
    assert moved(before, figures(world)) == expected


def test_an_order_moves_exactly_its_figures(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    before = figures(world)
    world.order([practice], world.cast.units())
    assert moved(before, figures(world)) == {"in_booklet": 1, "ordered": 3, "silent": 3}


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (planned, {"taking_up": 1, "silent": -1, "planned": 1}),
        (applied, {"taking_up": 1, "silent": -1, "applied": 1, "spread": 1}),
        (verified, {"taking_up": 1, "silent": -1, "verified": 1, "spread": 1}),
        (declined, {"silent": -1}),
    ],
)
def test_one_answer_moves_exactly_its_figures(world: World, make: object, expected: dict[str, int]) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    before = figures(world)
    world.answers(order, make(practice, world.cast.office))  # type: ignore[operator]
    assert moved(before, figures(world)) == expected


def test_answers_and_originator_make_all_units(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    world.answers(order, verified(practice, world.cast.office))
    found = adoptions.answers_on(practice)
    assert found == adoptions.Answers(
        asked=3, verified=1, applied=0, planned=0, already_have=0, declined=0, dropped=0, originator=1
    )
    assert found.silent == 1


def test_unit_asked_twice_counts_once_by_its_best_answer(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    first = world.order([practice], world.cast.units(), 1)
    second = world.order([practice], world.cast.units(), 2)
    world.answers(first, verified(practice, world.cast.office))
    world.answers(second, declined(practice, world.cast.office))
    found = adoptions.answers_on(practice)
    assert found is not None
    assert (found.asked, found.verified, found.declined, found.silent) == (3, 1, 0, 1)
    row = practices.listed(world.cast.province_lead, PracticeFilter()).get()
    assert (row.adopters, row.verified) == (1, 1)


def test_practice_never_given_out_has_no_answers(world: World) -> None:
    assert adoptions.answers_on(world.practice(world.cast.hospital)) is None


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("propaganda_officer", [("VPTU", "verified"), ("SONV", "decline"), ("BENHVIEN", "originator")]),
        ("outsider", [("VPTU", "verified"), ("BENHVIEN", "originator")]),
        ("unit_reporter", [("VPTU", "verified"), ("BENHVIEN", "originator")]),
    ],
)
def test_refusals_of_others_are_seen_by_who_ordered(
    world: World, role: str, expected: list[tuple[str, str]]
) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    world.answers(order, verified(practice, world.cast.office), declined(practice, world.cast.department))
    rows = adoptions.standings(getattr(world.cast, role), practice)
    assert [(row.code, row.standing) for row in rows] == expected


def test_open_orders_end_with_the_last_answer(world: World) -> None:
    one, two = world.practice(world.cast.hospital, "Một"), world.practice(world.cast.office, "Hai")
    order = world.order([one, two], world.cast.units())
    reporter = world.cast.unit_reporter
    assert [row.code for row in adoptions.open_orders_for(reporter)] == [order.code]
    world.answers(order, AnswerGiven(one, world.cast.office, Answer.DECLINE, TODAY, reason="Không."))
    assert list(adoptions.open_orders_for(reporter)) == []
    assert [row.code for row in adoptions.open_orders_for(world.cast.outsider)] == [order.code]


def test_order_is_not_found_for_a_unit_that_did_not_receive_it(world: World) -> None:
    order = world.order([world.practice(world.cast.hospital)], [world.cast.office])
    assert adoptions.get_order(world.cast.unit_reporter, order.code) == order
    with pytest.raises(NotFound):
        adoptions.get_order(world.cast.outsider, order.code)


def test_lineage_shows_only_what_one_sees(world: World) -> None:
    source = world.practice(world.cast.office, "Nguồn", [(2018, Origin.NEW, YearState.EFFECTIVE)])
    practice = world.practice(world.cast.hospital, "Giữa", learned_from=source)
    world.practice(world.cast.department, "Sau", learned_from=practice)
    before, after = practices.lineage_of(world.cast.outsider, practice)
    assert (before, [row.title for row in after]) == (None, ["Sau"])
    before, after = practices.lineage_of(world.cast.province_lead, practice)
    assert (before, [row.title for row in after]) == (source, ["Sau"])


def listed(world: World, **wanted: object) -> list[str]:
    rows = practices.listed(world.cast.province_lead, PracticeFilter(sort="title", **wanted))  # type: ignore[arg-type]
    return [row.title for row in rows]


@pytest.fixture
def registry(world: World) -> World:
    world.practice(world.cast.office, "Đọc sách mỗi sáng", field=world.fields["giao_duc"])
    world.practice(world.cast.hospital, "Năm phút tiếp đón", [(2019, Origin.NEW, R)])
    world.practice(world.cast.department, "Hẹn giờ", [(2020, Origin.NEW, YearState.EFFECTIVE)])
    return world


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["Đọc sách mỗi sáng", "Hẹn giờ", "Năm phút tiếp đón"]),
        ({"text": "doc SACH"}, ["Đọc sách mỗi sáng"]),
        ({"text": "MH-2019"}, ["Năm phút tiếp đón"]),
        ({"text": "benh vien"}, ["Năm phút tiếp đón"]),
        ({"text": "phi thuyền"}, []),
        ({"year": 2019}, ["Năm phút tiếp đón"]),
        ({"field": "giao_duc"}, ["Đọc sách mỗi sáng"]),
        ({"field": "giao_duc,y_te"}, ["Đọc sách mỗi sáng", "Hẹn giờ", "Năm phút tiếp đón"]),
        ({"unit": "SONV"}, ["Hẹn giờ"]),
        ({"sector": "public_service"}, ["Năm phút tiếp đón"]),
        ({"state": "effective"}, ["Hẹn giờ"]),
        ({"booklet": True}, []),
    ],
)
def test_each_filter_narrows(registry: World, wanted: dict[str, object], expected: list[str]) -> None:
    assert listed(registry, **wanted) == expected


def test_booklet_filter_finds_what_is_printed(registry: World) -> None:
    registry.order([Practice.objects.get(title="Đọc sách mỗi sáng")], [registry.cast.office])
    assert listed(registry, booklet=True) == ["Đọc sách mỗi sáng"]


def test_counters_of_states_make_all(registry: World) -> None:
    counts = practices.state_counts(registry.cast.province_lead, PracticeFilter(state="effective"))
    assert counts == {"": 3, "recognised": 2, "effective": 1}


@pytest.mark.parametrize(
    ("sort", "first"),
    [("unit", "BENHVIEN"), ("-unit", "VPTU"), ("code", "BENHVIEN"), ("nonsense", "BENHVIEN")],
)
def test_sort_puts_first(registry: World, sort: str, first: str) -> None:
    rows = practices.listed(registry.cast.province_lead, PracticeFilter(sort=sort))
    assert rows[0].unit_code == first


def test_chart_table_keeps_the_latest_years(registry: World) -> None:
    registry.practice(registry.cast.office, "Cũ", [(2012, Origin.NEW, R)])
    table = practices.recognised_visible_by_year_and_field(registry.cast.outsider, 2)
    assert table == {2019: {"y_te": 1}, 2020: {"giao_duc": 1}}
