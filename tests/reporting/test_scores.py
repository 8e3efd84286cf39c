"""Two scorers of one report: the unit's points, those of the level above, what counts, who sees what when."""

import io
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, NotFound, Refused
from lantoa.reporting.entries import Entries
from lantoa.reporting.models import Collection, Scoring, Submission
from lantoa.reporting.queries.scores import scores_of
from lantoa.reporting.queries.sheets import shape_of
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.services.entry import save_values
from lantoa.reporting.services.scores import ScoreEntries, ScoresSaved, save_scores
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.services.submissions import accept, send_back, submit
from tests.cast import Cast
from tests.reporting import workbooks, world
from tests.reporting.scored_world import BONUS, CONTENT, LENGTH, PEOPLE, SCORED, THEME, scored, story
from tests.reporting.test_views import as_
from tests.reporting.world import draft, opened

REPORT, SCORE = "/bao-cao/CLSH-2021M04/VPTU/", "/bao-cao/CLSH-2021M04/VPTU/cap-tren-cham/"


@pytest.fixture
def collection(cast: Cast, story_day: date) -> Collection:
    return story(cast)


@pytest.fixture
def sent(cast: Cast, collection: Collection) -> Submission:
    return scored(cast, collection)


def give(
    cast: Cast, submission: Submission, points: dict[int, str], reasons: dict[int, str] | None = None
) -> ScoresSaved:
    return save_scores(
        actor=cast.propaganda_officer, submission=submission, entries=ScoreEntries(points, reasons or {})
    )


@pytest.mark.parametrize(
    ("place", "text", "sentence"),
    [
        (CONTENT, "90,5", "Nhiều nhất 90 điểm ở tiêu chí này."),
        (CONTENT, "-1", "Số không được âm."),
        (CONTENT, "4.5", "«4.5» là 4,5 hay 45? Hãy dùng dấu phẩy cho phần thập phân."),
        (CONTENT, "tốt", "Chỉ nhập chữ số 0–9."),
        (
            CONTENT,
            "4,125",
            "«4,125»: nếu là bốn nghìn một trăm hai mươi lăm, hãy nhập 4.125 hoặc 4125; nếu là số thập phân, hãy nhập 4,1250.",
        ),
        (CONTENT, "ước 80", "Điểm chấm là số chính xác: chỉ ghi số, không ghi «ước», «hơn», «khoảng»."),
        (LENGTH, "3", "Chọn một trong các mức: 5; 4; 1 điểm."),
        (CONTENT, "không áp dụng", "Tiêu chí này luôn phải chấm: biểu không cho ghi «không áp dụng»."),
        (BONUS, "2,5", "Nhiều nhất 2 điểm ở tiêu chí này."),
    ],
)
def test_points_that_the_criterion_does_not_give_are_refused(
    cast: Cast, collection: Collection, place: int, text: str, sentence: str
) -> None:
    mine = draft(collection, cast.office)
    saved = save_values(actor=cast.unit_reporter, submission=mine, entries=Entries({place: text}))
    assert {place: one.sentence for place, one in saved.refused.items()} == {place: sentence}
    assert saved.submission.values[place] is None


def test_the_word_of_a_figure_is_refused_at_points(cast: Cast, collection: Collection) -> None:
    mine = draft(collection, cast.office)
    save_values(actor=cast.unit_reporter, submission=mine, entries=Entries({CONTENT: "80"}))
    saved = save_values(
        actor=cast.unit_reporter, submission=mine, entries=Entries(qualifiers={CONTENT: "estimated"})
    )
    assert list(saved.refused) == [CONTENT]
    assert saved.submission.qualifiers == {}


def test_entry_shows_the_levels_the_most_and_the_running_sum(cast: Cast, collection: Collection) -> None:
    client = as_(cast.unit_reporter)
    page = client.get(REPORT).content.decode()
    assert '<option value="4">4: Thiếu không quá 15 phút</option>' in page
    assert "tối đa 90 điểm" in page
    body = {f"v-{LENGTH}": "5", f"b-{LENGTH}": "", "row_version": "1"}
    answer = client.post(
        f"{REPORT}luu/", body, headers={"HX-Request": "true", "HX-Trigger-Name": f"v-{LENGTH}"}
    )
    text = " ".join(answer.content.decode().split())
    assert "Đã chấm <b>5/5</b> điểm, còn 2 tiêu chí" in text
    body = {f"v-{THEME}": "kad", f"b-{THEME}": "", f"n-{THEME}": "Không có chuyên đề.", "row_version": "2"}
    client.post(f"{REPORT}luu/", body)
    page = client.get(REPORT).content.decode()
    assert "Không áp dụng: bỏ 5 điểm này khỏi thang rồi chia lại." in page
    save_values(
        actor=cast.unit_reporter, submission=draft(collection, cast.office), entries=Entries({CONTENT: "82"})
    )
    assert "87/95 × 100 = 91,58: <b>Tốt</b>" in client.get(REPORT).content.decode()


def test_points_of_the_upper_level_count_where_given_and_both_stay(cast: Cast, sent: Submission) -> None:
    saved = give(cast, sent, {CONTENT: "70", LENGTH: "5"}, {CONTENT: "Biên bản thiếu ý kiến."})
    assert saved.clean
    accept(actor=cast.propaganda_officer, submission=sent)
    kept = Scoring.objects.get()
    sent.refresh_from_db()
    assert sent.values[CONTENT] == Decimal("77.5")
    assert kept.points == [5, 70, None, None, None]
    assert (kept.own_total, kept.own_band, kept.total, kept.band) == (
        Decimal("86.84"),
        1,
        Decimal("78.95"),
        1,
    )
    assert kept.final_points == [5, 70, None, None, None]
    found = scores_of(sent, shape_of(sent.collection.sheet_version_id))
    assert found is not None
    assert (found.own.words, found.final.words) == ("82,5/95 × 100 = 86,84", "75/95 × 100 = 78,95")
    assert found.upper[CONTENT].difference == Decimal("-7.5")
    assert found.upper[LENGTH].differs is False


def test_upper_level_may_say_that_a_criterion_applies_or_does_not(cast: Cast, sent: Submission) -> None:
    give(cast, sent, {THEME: "2"}, {THEME: "Có chuyên đề ngày 02/4."})
    accept(actor=cast.propaganda_officer, submission=sent)
    assert Scoring.objects.get().total == Decimal("84.50")


def test_report_accepted_without_second_points_counts_with_its_own(cast: Cast, sent: Submission) -> None:
    accept(actor=cast.propaganda_officer, submission=sent)
    kept = Scoring.objects.get()
    assert (kept.own_total, kept.total, kept.points) == (Decimal("86.84"), Decimal("86.84"), [None] * 5)


def test_acceptance_waits_for_the_reason_of_a_difference(cast: Cast, sent: Submission) -> None:
    give(cast, sent, {CONTENT: "70"})
    with pytest.raises(Refused) as refused:
        accept(actor=cast.propaganda_officer, submission=sent)
    assert refused.value.sentence == (
        "VPTU: 1 tiêu chí chấm khác điểm tự chấm mà chưa ghi lý do: Nội dung. Mở «Chấm điểm» để ghi."
    )
    give(cast, sent, {}, {CONTENT: "Biên bản thiếu ý kiến."})
    accept(actor=cast.propaganda_officer, submission=sent)


def test_points_of_an_accepted_report_never_change(cast: Cast, sent: Submission) -> None:
    give(cast, sent, {LENGTH: "4"}, {LENGTH: "Họp 80 phút."})
    accept(actor=cast.propaganda_officer, submission=sent)
    with pytest.raises(Forbidden):
        give(cast, sent, {LENGTH: "5"})
    with pytest.raises(DatabaseError), transaction.atomic():
        Scoring.objects.update(total=100)
    with pytest.raises(DatabaseError), transaction.atomic():
        Scoring.objects.all().delete()


@pytest.fixture
def amended(cast: Cast, sent: Submission) -> Submission:
    """Accepted with second points at three criteria; then the unit gave its own points of one of them anew, and sent."""
    points = {LENGTH: "4", CONTENT: "70", THEME: "2"}
    reasons = {LENGTH: "Họp 80 phút.", CONTENT: "Thiếu ý kiến.", THEME: "Có chuyên đề ngày 02/4."}
    give(cast, sent, points, reasons)
    accept(actor=cast.propaganda_officer, submission=sent)
    made = start_amendment(actor=cast.unit_head, submission=sent, reason="Chấm nhầm nội dung.")
    save_values(actor=cast.unit_reporter, submission=made, entries=Entries({CONTENT: "72"}))
    made.refresh_from_db()
    return submit(actor=cast.unit_head, submission=made, key=uuid.uuid4())


def test_amended_report_keeps_second_points_where_the_units_own_did_not_change(
    cast: Cast, sent: Submission, amended: Submission
) -> None:
    carried = Scoring.objects.get(submission=amended)
    assert carried.points == [4, None, 2, None, None]
    assert carried.reasons == {str(LENGTH): "Họp 80 phút.", str(THEME): "Có chuyên đề ngày 02/4."}
    assert (carried.saved_by, carried.closed_at) == (cast.propaganda_officer, None)
    assert Scoring.objects.get(submission=sent).points == [4, 70, 2, None, None]
    accept(actor=cast.propaganda_officer, submission=amended)
    assert Scoring.objects.get(submission=amended).final_points == [4, 72, 2, None, None]


def test_second_scorer_is_told_what_was_kept_of_an_amended_report(
    officer: Client, amended: Submission
) -> None:
    page = officer.get(SCORE).content.decode()
    assert "Đây là bản bổ sung. Điểm và lý do đã chấm ở bản trước được giữ" in page


def test_amended_report_sent_again_keeps_the_points_given_since(cast: Cast, amended: Submission) -> None:
    give(cast, amended, {LENGTH: "1"}, {LENGTH: "Họp 30 phút."})
    send_back(actor=cast.propaganda_officer, submission=amended, reason="Xem lại nội dung.")
    amended.refresh_from_db()
    save_values(actor=cast.unit_reporter, submission=amended, entries=Entries({CONTENT: "75"}))
    amended.refresh_from_db()
    submit(actor=cast.unit_head, submission=amended, key=uuid.uuid4())
    assert Scoring.objects.get(submission=amended).points == [1, None, 2, None, None]


def test_amendment_of_a_report_without_second_points_has_none(cast: Cast, sent: Submission) -> None:
    accept(actor=cast.propaganda_officer, submission=sent)
    made = start_amendment(actor=cast.unit_head, submission=sent, reason="Chấm nhầm nội dung.")
    submit(actor=cast.unit_head, submission=made, key=uuid.uuid4())
    assert Scoring.objects.filter(submission=made).exists() is False


@pytest.mark.parametrize("who", ["unit_reporter", "unit_head", "outsider", "hospital_head", "auditor"])
def test_only_who_may_accept_gives_second_points(cast: Cast, sent: Submission, who: str) -> None:
    with pytest.raises(Forbidden):
        save_scores(actor=getattr(cast, who), submission=sent, entries=ScoreEntries({LENGTH: "4"}))
    assert not Scoring.objects.exists()


def test_a_report_with_the_unit_is_not_scored(cast: Cast, collection: Collection) -> None:
    with pytest.raises(Forbidden):
        give(cast, draft(collection, cast.office), {LENGTH: "4"})


def test_what_is_wrong_in_second_points_is_refused_and_the_rest_is_kept(cast: Cast, sent: Submission) -> None:
    saved = give(cast, sent, {LENGTH: "4", CONTENT: "91"}, {LENGTH: "x" * 501})
    assert {place: one.sentence for place, one in saved.points.items()} == {
        CONTENT: "Nhiều nhất 90 điểm ở tiêu chí này."
    }
    assert list(saved.reasons) == [LENGTH]
    assert Scoring.objects.get().points == [4, None, None, None, None]
    with pytest.raises(Refused):
        give(cast, sent, {PEOPLE: "1"})
    with pytest.raises(Refused):
        give(cast, sent, {99: "1"})


def test_two_scorers_at_one_criterion_see_each_other_and_the_second_decides(
    cast: Cast, sent: Submission
) -> None:
    give(cast, sent, {CONTENT: "70"})
    stale = ScoreEntries({CONTENT: "60"}, bases={CONTENT: ""})
    saved = save_scores(actor=cast.province_lead, submission=sent, entries=stale)
    assert saved.points[CONTENT].sentence == (
        "propaganda.officer vừa chấm 70 ở đây. Điểm của anh/chị chưa lưu; lưu lần nữa thì thay."
    )
    assert (saved.points[CONTENT].typed, saved.points[CONTENT].base) == ("60", "70")
    assert Scoring.objects.get().points[CONTENT] == 70
    again = ScoreEntries({CONTENT: "60"}, bases={CONTENT: saved.points[CONTENT].base})
    assert save_scores(actor=cast.province_lead, submission=sent, entries=again).clean
    assert Scoring.objects.get().points[CONTENT] == 60


def test_scoring_is_recorded_away_from_the_units_own_chain(cast: Cast, sent: Submission) -> None:
    give(cast, sent, {LENGTH: "4"}, {LENGTH: "Họp 80 phút."})
    give(cast, sent, {LENGTH: "4"})
    entry = Entry.objects.get(act="submission.assessed")
    assert entry.chain == str(cast.bloc.pk)
    assert entry.after == {"K1": ["4", "Họp 80 phút."]}


def test_scoring_of_who_collects_of_itself_is_recorded_above_it(cast: Cast, story_day: date) -> None:
    made = opened(publish_sheet(actor=SYSTEM, sheet=SCORED), cast.office, [cast.office], "2021M04")
    waiting = scored(cast, made)
    give(cast, waiting, {LENGTH: "4"})
    assert Entry.objects.get(act="submission.assessed").chain == str(cast.bloc.pk)


def test_unit_sees_the_second_points_when_its_report_is_decided(cast: Cast, sent: Submission) -> None:
    give(cast, sent, {LENGTH: "4"}, {LENGTH: "Họp có 80 phút."})
    for who in (cast.unit_reporter, cast.unit_head):
        page = as_(who).get(REPORT).content.decode()
        assert "Họp có 80 phút." not in page
        assert "Cấp trên chấm" not in page
        assert "Họp có 80 phút." not in as_(who).get(f"{REPORT}in/").content.decode()
    assert "Họp có 80 phút." in as_(cast.propaganda_officer).get(REPORT).content.decode()
    send_back(actor=cast.propaganda_officer, submission=sent, reason="Xem lại thời lượng.")
    page = as_(cast.unit_reporter).get(REPORT).content.decode()
    assert "Cấp trên chấm 4. Họp có 80 phút." in page


def test_unit_reads_both_points_side_by_side_after_acceptance(cast: Cast, sent: Submission) -> None:
    give(cast, sent, {CONTENT: "70"}, {CONTENT: "Biên bản thiếu ý kiến."})
    accept(actor=cast.propaganda_officer, submission=sent)
    for address in (REPORT, f"{REPORT}in/"):
        page = as_(cast.unit_head).get(address).content.decode()
        assert "82,5/95 × 100 = 86,84: <b>Khá</b>" in page
        assert "75/95 × 100 = 78,95: <b>Khá</b>" in page
        assert "Biên bản thiếu ý kiến." in page
        assert "−7,5" in page


@pytest.fixture
def officer(cast: Cast, sent: Submission) -> Client:
    return as_(cast.propaganda_officer)


def test_page_of_points_saves_one_field_and_answers_with_the_sums(officer: Client) -> None:
    page = officer.get(SCORE).content.decode()
    assert "82,5/95 × 100 = 86,84" in page
    body = {f"u-{CONTENT}": "70", f"b-{CONTENT}": ""}
    answer = officer.post(SCORE, body, headers={"HX-Request": "true", "HX-Trigger-Name": f"u-{CONTENT}"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "75/95 × 100 = 78,95" in text
    assert "Chênh −7,5." in text
    assert f'name="b-{CONTENT}" value="70"' in text
    body = {f"r-{CONTENT}": "Thiếu ý kiến", f"w-{CONTENT}": ""}
    officer.post(SCORE, body, headers={"HX-Request": "true", "HX-Trigger-Name": f"r-{CONTENT}"})
    assert Scoring.objects.get().reasons == {str(CONTENT): "Thiếu ý kiến"}


def test_page_of_points_keeps_what_was_typed_wrong(officer: Client) -> None:
    body = {
        f"u-{CONTENT}": "700",
        f"b-{CONTENT}": "",
        f"u-{LENGTH}": "4",
        f"b-{LENGTH}": "",
        f"r-{LENGTH}": "Ngắn",
    }
    answer = officer.post(SCORE, body)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="700"' in page
    assert "Nhiều nhất 90 điểm ở tiêu chí này." in page
    assert Scoring.objects.get().points == [4, None, None, None, None]
    assert officer.post(SCORE, {f"u-{CONTENT}": "70", "la": "1"}).status_code == 400


def test_page_of_points_is_absent_for_a_sheet_that_scores_nothing(cast: Cast, story_day: date) -> None:
    world.waiting(world.story(cast), cast.office, cast.unit_head)
    assert as_(cast.propaganda_officer).get("/bao-cao/BCQ-2021Q1/VPTU/cap-tren-cham/").status_code == 404


def test_page_of_points_is_refused_once_the_report_is_decided(
    cast: Cast, officer: Client, sent: Submission
) -> None:
    accept(actor=cast.propaganda_officer, submission=sent)
    assert officer.get(SCORE).status_code == 403


def test_scores_of_another_sheet_are_none_and_ask_nothing(cast: Cast, story_day: date) -> None:
    sent = world.waiting(world.story(cast), cast.office, cast.unit_head)
    shape = shape_of(sent.collection.sheet_version_id)
    with CaptureQueriesContext(connection) as asked:
        assert scores_of(sent, shape) is None
    assert len(asked) == 0
    with pytest.raises(NotFound):
        give(cast, sent, {0: "1"})


BOOK = f"{REPORT}bang-tinh/"


def test_workbook_goes_out_with_the_most_points_and_comes_back(cast: Cast, collection: Collection) -> None:
    client = as_(cast.unit_reporter)
    raw = workbooks.download(client, BOOK)
    page = load_workbook(io.BytesIO(raw))["Số liệu"]
    rules = {str(one.sqref): (one.type, one.formula2) for one in page.data_validations.dataValidation}
    assert rules[workbooks.place(page, "K2")] == ("decimal", "90")
    guidance = page[workbooks.place(page, "K1", "lantoa:said")].value
    assert guidance == "Tối đa 5 điểm. 5: Đủ 90 phút; 4: Thiếu không quá 15 phút; 1: Ngắn hơn."
    book = workbooks.changed(raw, lambda one: [workbooks.put("K1", 4)(one), workbooks.put("K2", 80.5)(one)])
    workbooks.apply(client, workbooks.sent(client, book))
    assert draft(collection, cast.office).values[:2] == [4, Decimal("80.5")]


@pytest.mark.parametrize(
    ("code", "value", "sentence"),
    [
        ("K2", 90.5, "Nhiều nhất 90 điểm ở tiêu chí này."),
        ("K1", 3, "Chọn một trong các mức: 5; 4; 1 điểm."),
        ("K2", "tốt", "Chỉ nhập chữ số 0–9."),
        ("K2", -1, "Số lượng không được âm."),
        ("K2", ("ước", "lantoa:word"), "Điểm chấm là số chính xác: xóa chữ «ước» ở ô này."),
    ],
)
def test_workbook_with_points_that_the_criterion_does_not_give_is_refused_whole(
    cast: Cast, collection: Collection, code: str, value: object, sentence: str
) -> None:
    client = as_(cast.unit_reporter)
    raw = workbooks.changed(
        workbooks.download(client, BOOK),
        lambda one: [
            workbooks.put("K5", 30)(one),
            workbooks.put(code, *(value if isinstance(value, tuple) else (value,)))(one),
        ],
    )
    address = workbooks.sent(client, raw)
    assert sentence in workbooks.words(client.get(address))
    workbooks.apply(client, address)
    assert draft(collection, cast.office).values == [None] * 5
