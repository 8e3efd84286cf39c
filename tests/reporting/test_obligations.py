"""Running a collection: the board and its rates, exemptions, late agreements, forgotten units, times, closing, reopening."""

from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.models import UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting.choices import Standing
from lantoa.reporting.models import Collection, Obligation, ReopenProposal, Submission
from lantoa.reporting.queries.obligations import of_units
from lantoa.reporting.queries.tallies import Tally, branches_of, total_of
from lantoa.reporting.services import obligations as services
from lantoa.reporting.services.collections import change_times, close_collection
from lantoa.reporting.services.reopenings import (
    confirm_reopening,
    propose_reopening,
    return_reopening,
)
from lantoa.reporting.services.submissions import send_back
from lantoa.reporting.services.successions import give_obligations
from tests.cast import DECISION, Cast
from tests.reporting.test_views import as_
from tests.reporting.world import MEMBERS, accepted, opened, published, row, story, waiting

BOARD = "/bao-cao/BCQ-2021Q1/dieu-hanh/"
DUE = clock.instant(date(2021, 4, 10), 17)


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return story(cast)


@pytest.fixture
def officer(cast: Cast) -> Client:
    return as_(cast.propaganda_officer)


def tally(collection: Collection) -> Tally:
    return total_of(branches_of(collection))


def standing(collection: Collection, code: str) -> str:
    [one] = of_units(collection, [code])
    return str(one.standing)


# --- how units stand ---


def test_each_unit_stands_in_one_place_and_the_places_add_up(cast: Cast, collection: Collection) -> None:
    accepted(collection, row(cast.office, 10, 8, 2, submitted_at=DUE))
    waiting(collection, cast.hospital, cast.hospital_head)
    found = tally(collection)
    assert (found.accepted, found.sent, found.not_begun, found.owed) == (1, 1, 1, 3)
    assert (found.met, found.timely, found.overdue) == (2, 2, 0)
    assert found.completeness == Fraction(2, 3)


def test_what_was_typed_is_a_draft_and_what_a_register_filled_is_not_begun(
    cast: Cast, collection: Collection
) -> None:
    as_(cast.unit_reporter).post("/bao-cao/BCQ-2021Q1/VPTU/luu/", {f"v-{MEMBERS}": "10", f"b-{MEMBERS}": ""})
    assert standing(collection, "VPTU") == Standing.DRAFT
    assert standing(collection, "SONV") == Standing.NOT_BEGUN


def test_returned_report_stays_in_time_by_its_first_sending(cast: Cast, collection: Collection) -> None:
    report = waiting(collection, cast.office, cast.unit_head)
    send_back(actor=cast.propaganda_officer, submission=report, reason="Xem lại")
    assert standing(collection, "VPTU") == Standing.RETURNED
    found = tally(collection)
    assert (found.met, found.timely) == (0, 0)
    Submission.objects.filter(pk=report.pk).update(state="submitted", submitted_at=DUE + timedelta(days=3))
    found = tally(collection)
    assert (found.met, found.timely, found.sent_late) == (1, 1, 0)


def test_sending_after_the_due_time_is_late_and_still_complete(cast: Cast, collection: Collection) -> None:
    accepted(collection, row(cast.office, 10, 8, 2, submitted_at=DUE + timedelta(seconds=1)))
    found = tally(collection)
    assert (found.met, found.timely, found.sent_late) == (1, 0, 1)


def test_empty_return_meets_nothing(cast: Cast, collection: Collection) -> None:
    [report] = accepted(collection, row(cast.office, 10, 8, 2, submitted_at=DUE))
    assert tally(collection).met == 1
    Submission.objects.filter(pk=report.pk).update(values=[None] * len(report.values))
    found = tally(collection)
    assert (found.accepted, found.met, found.timely) == (1, 0, 0)


def test_unit_that_ended_within_the_period_drops_out(cast: Cast, collection: Collection) -> None:
    accepted(collection, row(cast.office, 10, 8, 2, submitted_at=DUE))
    # Behind the services' back: they ask for its report to be settled first.
    cast.department.versions.update(valid=(date(2015, 10, 1), date(2021, 3, 1)))
    found = tally(collection)
    assert (found.owed, found.ended, found.completeness) == (2, 1, Fraction(1, 2))
    assert standing(collection, "SONV") == Standing.ENDED


def test_rates_have_no_base_where_everybody_is_exempt(cast: Cast, collection: Collection) -> None:
    services.exempt_units(
        actor=cast.propaganda_officer, collection=collection, units=cast.units(), reason="Bão số 3"
    )
    found = tally(collection)
    assert (found.owed, found.exempt, found.completeness, found.timeliness) == (0, 3, None, None)


def test_duty_that_went_to_a_successor_is_shown_and_counted_there(cast: Cast, officer: Client) -> None:
    collection = opened(published(), cast.bloc, cast.units(), "2021Q2")
    ids = list(collection.obligations.filter(unit=cast.department).values_list("pk", flat=True))
    day = date(2021, 5, 1)
    give_obligations(actor=SYSTEM, source=cast.department.pk, target=cast.office.pk, ids=ids, day=day)
    found = tally(collection)
    assert (found.owed, found.handed_over, found.exempt) == (2, 1, 0)
    page = officer.get("/bao-cao/BCQ-2021Q2/dieu-hanh/").content.decode()
    assert (
        "Chi bộ cơ sở Sở Nội vụ kết thúc ngày 01/5/2021; Đảng bộ cơ sở Văn phòng Tỉnh ủy báo cáo thay."
        in page
    )
    with pytest.raises(Refused, match="chuyển cho đơn vị tiếp nhận"):
        services.ask_again(
            actor=cast.propaganda_officer, collection=collection, units=[cast.department], reason="Nhầm"
        )


def test_units_below_direct_units_add_up_in_their_branch(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    cells = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[NewUnit(f"CB-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "VPTU") for n in range(2)],
    )
    collection = opened(published(), cast.bloc, [*cast.units(), *cells])
    accepted(collection, row(cells[0], 10, 8, 2, submitted_at=DUE))
    found = {one.name: (one.tally.owed, one.tally.met) for one in branches_of(collection)}
    assert found == {"Văn phòng Tỉnh ủy": (3, 1), "Bệnh viện tỉnh": (1, 0), "Sở Nội vụ": (1, 0)}


# --- the page ---


def test_board_is_filtered_searched_and_sorted(cast: Cast, collection: Collection, officer: Client) -> None:
    accepted(collection, row(cast.office, 10, 8, 2, submitted_at=DUE))

    def codes(query: str) -> list[str]:
        return [one.unit.code for one in officer.get(BOARD + query).context["page"].object_list]

    assert codes("") == ["VPTU", "BENHVIEN", "SONV"]
    assert codes("?trangthai=da-duyet") == ["VPTU"]
    assert codes("?trangthai=chua-lam&q=so noi vu") == ["SONV"]
    assert codes("?nhanh=BENHVIEN") == ["BENHVIEN"]
    assert codes("?sort=-ma") == ["VPTU", "SONV", "BENHVIEN"]
    assert codes("?sort=-tinh-trang") == ["VPTU", "BENHVIEN", "SONV"]
    assert codes("?trangthai=la&sort=la&page=x") == ["VPTU", "BENHVIEN", "SONV"]


def test_board_is_for_who_collects(cast: Cast, collection: Collection) -> None:
    assert as_(cast.province_lead).get(BOARD).status_code == 200
    assert as_(cast.unit_head).get(BOARD).status_code == 403
    assert as_(cast.auditor).get(BOARD).status_code == 404


def test_workbook_holds_the_rows_as_narrowed_and_the_tallies(
    cast: Cast, collection: Collection, officer: Client
) -> None:
    accepted(collection, row(cast.office, 10, 8, 2, submitted_at=DUE))
    book = load_workbook(BytesIO(officer.get(f"{BOARD}xuat/?trangthai=da-duyet").content))
    units, tallies = book.worksheets
    names = [cell.value for cell in units["B"]]
    assert "Văn phòng Tỉnh ủy" in names
    assert "Bệnh viện tỉnh" not in names
    last = [cell.value for cell in list(tallies.rows)[-1]]
    assert last[:2] == ["Tổng cộng", 3]
    assert last[-2:] == [pytest.approx(1 / 3), pytest.approx(1 / 3)]


STATEMENTS = 14


def test_board_takes_as_many_statements_for_three_units_as_for_three_hundred(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    many = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[NewUnit(f"N-{n}", f"Chi bộ {n}", f"Chi bộ {n}", kind, "KHOI", n) for n in range(300)],
    )
    version = published()
    few, lots = opened(version, cast.bloc, cast.units()), opened(version, cast.bloc, many, "2020Q4")
    accepted(lots, *[row(unit, 10, 8, 2, submitted_at=DUE) for unit in many])
    officer = as_(cast.propaganda_officer)
    for one in (few, lots):
        address = f"/bao-cao/{one.code}/dieu-hanh/"
        officer.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(address).status_code == 200
        assert len(seen) == STATEMENTS


# --- exempt, late, forgotten ---


def test_exemption_is_given_and_undone_with_reasons(
    cast: Cast, collection: Collection, officer: Client
) -> None:
    address = f"{BOARD}xu-ly/"
    assert officer.get(f"{address}?chon=SONV").context["form"]["viec"].value() == "gia-han"
    officer.post(address, {"chon": "SONV", "viec": "mien", "reason": "Mới thành lập"})
    assert (standing(collection, "SONV"), tally(collection).owed) == (Standing.EXEMPT, 2)
    assert officer.get(f"{address}?chon=SONV").context["form"]["viec"].value() == "doi-lai"
    officer.post(address, {"chon": "SONV", "viec": "doi-lai", "reason": "Ghi nhầm"})
    assert (standing(collection, "SONV"), tally(collection).owed) == (Standing.NOT_BEGUN, 3)
    kept = [
        one.after["reason"] for one in Entry.objects.filter(act="obligation.settled").order_by("at", "id")
    ]
    assert kept == ["Mới thành lập", "Ghi nhầm"]


def test_unit_exempt_from_the_start_gets_a_draft_when_it_owes_again(cast: Cast) -> None:
    collection = story(cast)
    Submission.objects.filter(unit=cast.department).delete()
    Obligation.objects.filter(unit=cast.department).update(state="exempt", reason="Mới lập")
    services.ask_again(
        actor=cast.propaganda_officer, collection=collection, units=[cast.department], reason="Nhầm"
    )
    assert Submission.objects.filter(unit=cast.department, is_latest=True).count() == 1


def test_late_agreement_moves_the_units_own_due_time(
    cast: Cast, collection: Collection, officer: Client
) -> None:
    officer.post(
        f"{BOARD}xu-ly/",
        {"chon": ["SONV", "VPTU"], "viec": "gia-han", "until_on": "15/4/2021", "reason": "Bão số 3"},
    )
    with clock.set_to(date(2021, 4, 12)):
        assert (tally(collection).overdue, tally(collection).agreed) == (1, 2)
    with clock.set_to(date(2021, 4, 16)):
        assert tally(collection).overdue == 3


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"viec": "mien", "reason": ""}, "reason"),
        ({"viec": "mien", "reason": "x" * 501}, "reason"),
        ({"viec": "gia-han", "reason": "Bão"}, "until_on"),
        ({"viec": "gia-han", "reason": "Bão", "until_on": "30/02/2021"}, "until_on"),
        ({"viec": "gia-han", "reason": "Bão", "until_on": "08/4/2021"}, "until_on"),
        ({"viec": "xoa", "reason": "Bão"}, "viec"),
        ({"viec": "doi-lai", "reason": "Bão"}, "__all__"),
    ],
)
def test_settling_that_cannot_be_is_refused_at_its_field(
    collection: Collection, officer: Client, more: dict[str, str], field: str
) -> None:
    page = officer.post(f"{BOARD}xu-ly/", {"chon": "VPTU", **more})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert page.context["form"]["reason"].value() == more["reason"]
    assert Obligation.objects.exclude(state="owed").count() == 0


def test_settling_nobody_leads_back(collection: Collection, officer: Client) -> None:
    assert officer.get(f"{BOARD}xu-ly/").headers["Location"] == BOARD
    assert (
        officer.post(f"{BOARD}xu-ly/", {"chon": "TINH", "viec": "mien", "reason": "x"}).headers["Location"]
        == BOARD
    )


def test_forgotten_unit_is_added_with_a_draft(cast: Cast, officer: Client) -> None:
    collection = opened(published(), cast.bloc, [cast.office])
    found = officer.post(f"{BOARD}them/", {"viec": "tim", "q": "so noi vu"})
    assert [one.code for one in found.context["hits"]] == ["SONV"]
    officer.post(f"{BOARD}them/", {"viec": "them", "chon": "SONV", "codes": "BENHVIEN"})
    assert tally(collection).not_begun == 3
    assert Entry.objects.filter(act="obligation.added").count() == 2


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"codes": ""}, "Chọn hoặc dán mã ít nhất một đơn vị."),
        ({"codes": "TINH"}, "Không có đơn vị bên dưới mang mã: TINH."),
        ({"codes": "VPTU"}, "Đã có trong đợt thu: VPTU."),
    ],
)
def test_adding_what_cannot_be_added_is_refused(
    cast: Cast, officer: Client, sent: dict[str, str], sentence: str
) -> None:
    opened(published(), cast.bloc, [cast.office])
    page = officer.post(f"{BOARD}them/", {"viec": "them", **sent})
    assert page.status_code == 422
    assert sentence in str(page.context["form"].errors)
    assert page.context["form"]["codes"].value() == sent["codes"]


def test_unit_below_one_that_has_entered_its_sums_is_not_added(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="grassroots_cell")
    [cell] = establish_units(
        actor=SYSTEM, decision=DECISION, units=[NewUnit("CB-1", "Chi bộ 1", "Chi bộ 1", kind, "VPTU")]
    )
    collection = opened(published(), cast.bloc, [cast.office])
    services.add_units(actor=cast.propaganda_officer, collection=collection, units=[cell])
    assert MEMBERS in Submission.objects.get(unit=cast.office).not_applicable
    later = opened(collection.sheet_version, cast.bloc, [cast.office], "2020Q4")
    accepted(later, row(cast.office, 10, 8, 2))
    Collection.objects.filter(pk=later.pk).update(closes_at=clock.instant(date(2021, 5, 1)))
    with pytest.raises(Refused, match="sẽ tính hai lần"):
        services.add_units(actor=cast.propaganda_officer, collection=later, units=[cell])


# --- times, closing, reopening ---


def test_times_are_moved_back_for_all_with_a_reason(
    cast: Cast, collection: Collection, officer: Client
) -> None:
    sent = {"due_on": "12/4/2021", "due_hour": "24", "closes_on": "25/4/2021", "reason": "Nghỉ lễ"}
    assert officer.post(f"{BOARD}thoi-han/", sent).status_code == 302
    collection.refresh_from_db()
    assert (collection.due_at, collection.closes_at) == (
        clock.instant(date(2021, 4, 13), 0),
        clock.instant(date(2021, 4, 25), 0),
    )
    page = officer.get(BOARD).content.decode()
    assert "Nghỉ lễ · 17:00, 10/4/2021 → 00:00, 13/4/2021" in page
    assert officer.get(f"{BOARD}thoi-han/").context["form"]["due_on"].value() == "12/4/2021"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"due_on": "09/4/2021"}, "due_on"),
        ({"closes_on": "19/4/2021"}, "closes_on"),
        ({"due_on": "22/4/2021"}, "closes_on"),
        ({"reason": ""}, "reason"),
        ({"due_on": "x"}, "due_on"),
        ({}, "__all__"),
    ],
)
def test_times_that_take_away_or_say_nothing_are_refused(
    collection: Collection, officer: Client, sent: dict[str, str], field: str
) -> None:
    whole = {"due_on": "10/4/2021", "due_hour": "17", "closes_on": "20/4/2021", "reason": "Nghỉ lễ"} | sent
    closes = clock.instant(date(2021, 4, 20), 0)
    Collection.objects.update(closes_at=closes)
    page = officer.post(f"{BOARD}thoi-han/", whole)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert page.context["form"]["due_on"].value() == whole["due_on"]
    collection.refresh_from_db()
    assert (collection.due_at, collection.closes_at) == (DUE, closes)


def test_closed_collection_is_reopened_by_two_people_on_screen(
    cast: Cast, collection: Collection, officer: Client
) -> None:
    assert "Còn <b>3</b> đơn vị chưa gửi" in officer.get(f"{BOARD}khoa/").content.decode()
    officer.post(f"{BOARD}khoa/")
    officer.post(f"{BOARD}mo-lai/", {"closes_on": "30/4/2021", "reason": "Thiếu hai đơn vị"})
    proposal = ReopenProposal.objects.get()
    confirm = f"{BOARD}mo-lai/{proposal.pk}/dong-y/"
    assert "Mở lại đợt" not in officer.get(BOARD).content.decode()
    assert officer.post(confirm).status_code == 403
    leader = as_(cast.province_lead)
    assert "Mở lại đợt" in leader.get(BOARD).content.decode()
    assert leader.post(confirm).status_code == 302
    collection.refresh_from_db()
    assert (collection.is_open, collection.closes_at) == (True, clock.instant(date(2021, 5, 1), 0))
    assert leader.post(confirm).status_code == 422


def test_who_proposed_does_not_decide_and_takes_it_back(cast: Cast, collection: Collection) -> None:
    close_collection(actor=cast.province_lead, collection=collection)
    until = clock.instant(date(2021, 5, 1))
    made = propose_reopening(actor=cast.province_lead, collection=collection, closes_at=until, reason="Thiếu")
    with pytest.raises(Forbidden, match="hai người"):
        confirm_reopening(actor=cast.province_lead, proposal=made)
    with pytest.raises(Refused, match="đang chờ"):
        propose_reopening(actor=cast.propaganda_officer, collection=collection, closes_at=until, reason="Nữa")
    assert return_reopening(actor=cast.province_lead, proposal=made, note="").state == "withdrawn"


def test_one_person_may_reopen_where_the_setting_says_so(
    cast: Cast, collection: Collection, settings: object
) -> None:
    settings.SECOND_PERSON = frozenset()  # type: ignore[attr-defined]
    close_collection(actor=cast.province_lead, collection=collection)
    made = propose_reopening(
        actor=cast.province_lead,
        collection=collection,
        closes_at=clock.instant(date(2021, 5, 1)),
        reason="Thiếu",
    )
    assert confirm_reopening(actor=cast.province_lead, proposal=made).is_open


def test_refusing_to_reopen_needs_a_word_why(cast: Cast, collection: Collection, officer: Client) -> None:
    officer.post(f"{BOARD}khoa/")
    officer.post(f"{BOARD}mo-lai/", {"closes_on": "30/4/2021", "reason": "Thiếu"})
    answer = f"{BOARD}mo-lai/{ReopenProposal.objects.get().pk}/tra-loi/"
    leader = as_(cast.province_lead)
    page = leader.post(answer, {"note": " "})
    assert (page.status_code, list(page.context["note_form"].errors)) == (422, ["note"])
    leader.post(answer, {"note": "Đã đủ số liệu"})
    assert ReopenProposal.objects.get().state == "sent_back"
    assert "Đã đủ số liệu" in officer.get(BOARD).content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"closes_on": "05/4/2021", "reason": "Thiếu"}, "closes_on"),
        ({"closes_on": "", "reason": "Thiếu"}, "closes_on"),
        ({"closes_on": "30/4/2021", "reason": " "}, "reason"),
    ],
)
def test_proposal_that_cannot_be_is_refused(
    collection: Collection, officer: Client, sent: dict[str, str], field: str
) -> None:
    officer.post(f"{BOARD}khoa/")
    page = officer.post(f"{BOARD}mo-lai/", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert ReopenProposal.objects.count() == 0


def test_open_collection_is_not_reopened_and_closed_one_takes_no_unit_and_no_time(
    cast: Cast, collection: Collection, officer: Client
) -> None:
    page = officer.post(f"{BOARD}mo-lai/", {"closes_on": "30/4/2021", "reason": "Thiếu"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["__all__"])
    close_collection(actor=cast.propaganda_officer, collection=collection)
    with pytest.raises(Refused, match="Mở lại đợt"):
        services.add_units(actor=cast.propaganda_officer, collection=collection, units=[cast.bloc])
    with pytest.raises(Refused, match="đề nghị mở lại"):
        change_times(
            actor=cast.propaganda_officer,
            collection=collection,
            due_at=DUE + timedelta(days=1),
            closes_at=DUE + timedelta(days=20),
            reason="Nghỉ lễ",
        )
