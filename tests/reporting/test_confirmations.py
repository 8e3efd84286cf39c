"""A register's figure is confirmed or overruled, line by line, before a report is sent; both figures stay."""

import uuid

import pytest
from django.test import Client

from lantoa.audit.models import Entry
from lantoa.core.errors import Refused
from lantoa.reporting import sources
from lantoa.reporting.choices import Confirmation, SubmissionState
from lantoa.reporting.filling import confirmation_of, fill_from_sources
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.submissions import hand_over, submit
from tests.cast import Cast
from tests.reporting import workbooks as books
from tests.reporting import world
from tests.reporting.test_views import REPORT, as_
from tests.reporting.world import FOUND, MEMBERS, SESSIONS, STUDIED, draft, story

TYPED = {MEMBERS: "10", STUDIED: "8", SESSIONS: "2"}
BOX = f"f-{FOUND}"
ASK = "Sổ có 3. Xác nhận, hoặc nhập số khác và ghi lý do."


def holds(cast: Cast, count: int) -> None:
    world.REGISTER[cast.office.pk] = sources.SourceCount(count, tuple("ABCDE"[:count]))


@pytest.fixture
def collection(cast: Cast) -> Collection:
    holds(cast, 3)
    return story(cast)


@pytest.fixture
def typed(cast: Cast, collection: Collection) -> Submission:
    """The office's report: all but the register's line was typed, and nothing of it confirmed."""
    mine = draft(collection, cast.office)
    return save_values(actor=cast.unit_reporter, submission=mine, entries=Entries(TYPED)).submission


def confirm(cast: Cast, submission: Submission, seen: str = "3", **more: object) -> dict[int, str]:
    """Confirm what was seen in the register's line; returns the sentences of what was refused."""
    entries = Entries(confirmed={FOUND: seen}, **more)  # type: ignore[arg-type]
    saved = save_values(actor=cast.unit_reporter, submission=submission, entries=entries)
    return {place: one.sentence for place, one in saved.refused.items()}


def stands(submission: Submission) -> Confirmation | None:
    fresh = Submission.objects.select_related("collection").get(pk=submission.pk)
    shape = shape_of(fresh.collection.sheet_version_id)
    fill_from_sources(fresh, shape)
    return confirmation_of(fresh, shape.lines[FOUND])


def sends(cast: Cast, submission: Submission) -> Submission:
    return submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4())


def figures(submission: Submission) -> tuple[object, object]:
    """What is reported, and what the register said."""
    return submission.values[FOUND], submission.source_values[FOUND]


def stops(cast: Cast, submission: Submission) -> dict[str, str]:
    """What the sending is refused for, by field."""
    with pytest.raises(Refused) as refused:
        sends(cast, submission)
    return refused.value.fields


def test_report_is_not_sent_before_the_registers_figure_is_confirmed(cast: Cast, typed: Submission) -> None:
    assert stops(cast, typed) == {BOX: ASK}
    assert confirm(cast, typed) == {}
    sent = sends(cast, typed)
    assert (sent.state, figures(sent)) == (SubmissionState.SUBMITTED, (3, 3))


def test_figure_of_the_own_with_its_reason_needs_no_confirmation_and_keeps_both(
    cast: Cast, typed: Submission
) -> None:
    confirm(cast, typed)
    entries = Entries({FOUND: "5"}, notes={FOUND: "Hai mô hình chưa vào sổ."})
    save_values(actor=cast.unit_reporter, submission=typed, entries=entries)
    assert stands(typed) is None
    sent = sends(cast, typed)
    assert (figures(sent), sent.confirmed) == ((5, 3), {})


def test_own_figure_taken_back_is_asked_about_anew(cast: Cast, typed: Submission) -> None:
    confirm(cast, typed)
    for figure in ("5", ""):
        save_values(actor=cast.unit_reporter, submission=typed, entries=Entries({FOUND: figure}))
    assert stands(typed) == Confirmation.WAITING


def test_who_types_the_registers_own_figure_has_confirmed_it(cast: Cast, typed: Submission) -> None:
    save_values(actor=cast.unit_reporter, submission=typed, entries=Entries({FOUND: "3"}))
    assert (stands(typed), Submission.objects.get(pk=typed.pk).overruled) == (Confirmation.CONFIRMED, [])


def test_register_that_changes_asks_again_with_both_figures(cast: Cast, typed: Submission) -> None:
    confirm(cast, typed)
    holds(cast, 4)
    sentence = "Số trong sổ nay là 4, anh/chị đã xác nhận 3. Xác nhận lại, hoặc nhập số khác và ghi lý do."
    assert stops(cast, typed) == {BOX: sentence}
    assert sentence in as_(cast.unit_reporter).get(REPORT).content.decode()
    assert confirm(cast, typed, "3") == {
        FOUND: "Số trong sổ nay là 4, anh/chị đã xem 3. Xem lại rồi xác nhận."
    }
    assert stands(typed) == Confirmation.LAPSED
    assert confirm(cast, typed, "4") == {}
    assert sends(cast, typed).values[FOUND] == 4


def test_confirmation_is_taken_back(cast: Cast, typed: Submission) -> None:
    confirm(cast, typed)
    confirm(cast, typed, "")
    assert stands(typed) == Confirmation.WAITING
    assert stops(cast, typed) == {BOX: ASK}


def test_who_only_confirms_is_no_author_and_takes_nothing_back_from_the_head(
    cast: Cast, typed: Submission
) -> None:
    hand_over(actor=cast.unit_reporter, submission=typed)
    save_values(actor=cast.unit_head, submission=typed, entries=Entries(confirmed={FOUND: "3"}))
    fresh = Submission.objects.get(pk=typed.pk)
    assert (fresh.state, fresh.authors) == (SubmissionState.HANDED, [cast.unit_reporter.pk])
    assert sends(cast, typed).submitted_by == cast.unit_head


def test_record_says_which_figure_was_confirmed_and_taken_back(cast: Cast, typed: Submission) -> None:
    confirm(cast, typed)
    confirm(cast, typed, "")
    rows = list(Entry.objects.filter(act="submission.saved").order_by("sequence"))[-2:]
    told = [(row.before.get("confirmed"), row.after.get("confirmed")) for row in rows]
    assert told == [({}, {"M04": "3"}), ({"M04": "3"}, {})]


def test_head_may_send_what_only_registers_filled_once_it_is_confirmed(
    cast: Cast, collection: Collection
) -> None:
    mine = draft(collection, cast.office)
    with pytest.raises(Refused, match="Báo cáo chưa có số liệu nào"):
        hand_over(actor=cast.unit_reporter, submission=mine)
    confirm(cast, mine)
    assert hand_over(actor=cast.unit_reporter, submission=mine).state == SubmissionState.HANDED


def test_amendment_keeps_what_was_confirmed(cast: Cast, collection: Collection) -> None:
    [first] = world.accepted(collection, world.row(cast.office, 10, 8, 2))
    second = start_amendment(actor=cast.unit_head, submission=first, reason="Sót một cuộc.")
    assert stands(second) == Confirmation.CONFIRMED
    holds(cast, 4)
    assert stands(second) == Confirmation.LAPSED


def test_line_that_no_register_fills_has_nothing_to_confirm(cast: Cast, typed: Submission) -> None:
    save_values(actor=cast.unit_reporter, submission=typed, entries=Entries(confirmed={SESSIONS: "2"}))
    assert Submission.objects.get(pk=typed.pk).confirmed == {}
    with pytest.raises(Refused, match="Biểu không có dòng này"):
        save_values(actor=cast.unit_reporter, submission=typed, entries=Entries(confirmed={99: "2"}))


# --- the page ---------------------------------------------------------------------------------------------------


def ticked(client: Client, **fields: str) -> int:
    return client.post(
        f"{REPORT}luu/", {name.replace("_", "-"): value for name, value in fields.items()}
    ).status_code


def test_box_is_ticked_and_unticked_without_scripts(cast: Cast, typed: Submission) -> None:
    client = as_(cast.unit_reporter)
    assert "Lấy từ sổ, 3 bản ghi." in client.get(REPORT).content.decode()
    assert ticked(client, f_4="3", g_4="") == 302
    assert stands(typed) == Confirmation.CONFIRMED
    assert ticked(client, f_4="3", g_4="3") == 302
    assert stands(typed) == Confirmation.CONFIRMED
    assert ticked(client, g_4="3") == 302
    assert stands(typed) == Confirmation.WAITING


def test_box_saves_itself_and_answers_its_row(cast: Cast, typed: Submission) -> None:
    client = as_(cast.unit_reporter)
    answer = client.post(
        f"{REPORT}luu/",
        {BOX: "3", f"g-{FOUND}": ""},
        headers={"HX-Request": "true", "HX-Trigger-Name": BOX},
    )
    words = answer.content.decode()
    assert (answer.status_code, 'id="line-4"' in words, "Đã xác nhận" in words) == (200, True, True)
    assert "chờ xác nhận" not in words
    stale = client.post(
        f"{REPORT}luu/",
        {BOX: "7", f"g-{FOUND}": "3"},
        headers={"HX-Request": "true", "HX-Trigger-Name": BOX},
    )
    assert stale.status_code == 422
    assert "Số trong sổ nay là 3, anh/chị đã xem 7." in stale.content.decode()


@pytest.mark.parametrize("seen", ["7", "<b>3</b>", "3 ", "３", "-3", "x" * 500])
def test_confirmation_of_anything_but_the_figure_is_refused_and_changes_nothing(
    cast: Cast, typed: Submission, seen: str
) -> None:
    client = as_(cast.unit_reporter)
    answer = client.post(f"{REPORT}luu/", {BOX: seen, f"g-{FOUND}": ""})
    assert (answer.status_code, stands(typed)) == (422, Confirmation.WAITING)
    assert "Số trong sổ nay là 3, anh/chị đã xem" in answer.content.decode()
    assert "đã xem <b>" not in answer.content.decode()


def test_confirmation_of_a_line_that_the_sheet_has_not_is_refused(cast: Cast, typed: Submission) -> None:
    client = as_(cast.unit_reporter)
    answer = client.post(f"{REPORT}luu/", {"f-99": "3", "g-99": ""})
    assert answer.status_code == 422
    assert "Biểu không có dòng này." in answer.content.decode()


def test_panel_lists_the_records_and_says_who_confirmed(cast: Cast, typed: Submission) -> None:
    confirm(cast, typed)
    page = as_(cast.unit_reporter).get(f"{REPORT}dong/{FOUND}/").content.decode()
    assert 'href="/mo-hinh/A/"' in page
    assert "Xác nhận 3: " in page
    assert cast.unit_reporter.username in page


def test_refused_sending_lists_the_lines_and_puts_the_cursor_at_the_first(
    cast: Cast, typed: Submission
) -> None:
    answer = as_(cast.unit_head).post(f"{REPORT}gui/", {"key": str(uuid.uuid4())})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{BOX}" data-first>Mô hình đăng ký mới</a>: {ASK}' in page
    assert page.count("autofocus") == 1
    assert 'name="f-4" value="3" autofocus' in page


def test_who_accepts_sees_what_was_confirmed(cast: Cast, typed: Submission) -> None:
    confirm(cast, typed)
    sends(cast, typed)
    page = as_(cast.propaganda_officer).get(REPORT).content.decode()
    assert "Theo sổ, đơn vị đã xác nhận." in page
    assert "<b>1</b> trong 5 dòng được điền từ sổ, đơn vị đã xác nhận 1." in page


def test_workbook_confirms_nothing_and_keeps_what_was_confirmed(cast: Cast, typed: Submission) -> None:
    client = as_(cast.unit_reporter)
    books.apply(client, books.sent(client, books.changed(books.download(client), books.put("T01", 4))))
    assert stands(typed) == Confirmation.WAITING
    confirm(cast, typed)
    books.apply(client, books.sent(client, books.changed(books.download(client), books.put("T01", 5))))
    assert stands(typed) == Confirmation.CONFIRMED
