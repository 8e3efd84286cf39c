"""Texts of units become points of a draft: quoted letter by letter, merged, or left out, each with its source."""

import uuid

import pytest

from lantoa.audit.models import Content
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.reporting.choices import PointKind
from lantoa.reporting.likeness import alike_among, are_alike
from lantoa.reporting.models import NarrativePoint, PointSource, TextMark
from lantoa.reporting.queries.narratives import questions
from lantoa.reporting.queries.narratives.points import PointRow, points_of
from lantoa.reporting.sentences import joined, spans_of
from lantoa.reporting.services import narratives as compiling
from tests.cast import Cast
from tests.reporting import narratives_world as told

pytestmark = pytest.mark.usefixtures("story_day")


def points(cast: Cast) -> list[PointRow]:
    collection = questions.get_compiled(cast.propaganda_officer, "BCQ-2021Q1")
    return points_of(collection)[told.question(collection).pk]


# --- sentences --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("  \n ", []),
        ("Một câu không chấm", ["Một câu không chấm"]),
        ("Câu một. Câu hai! Câu ba?", ["Câu một.", "Câu hai!", "Câu ba?"]),
        ("TP. Vị Thanh có 3 chi bộ. Hết.", ["TP. Vị Thanh có 3 chi bộ.", "Hết."]),
        ("1. Hạn chế: ít học. 2. Nguyên nhân.", ["1. Hạn chế: ít học.", "2. Nguyên nhân."]),
        ("Đạt 62.5 phần trăm. xong", ["Đạt 62.5 phần trăm. xong"]),
        ("Ông nói: “Làm theo.” Rồi làm.", ["Ông nói: “Làm theo.”", "Rồi làm."]),
        ("Dòng một\n\n  Dòng hai… Tiếp.", ["Dòng một", "Dòng hai…", "Tiếp."]),
        ("ThS. A. Nguyễn dự. Xong.", ["ThS. A. Nguyễn dự.", "Xong."]),
    ],
)
def test_sentences_are_slices_of_the_text(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in spans_of(text)] == found


def test_neighbouring_sentences_join_with_the_blanks_between_them() -> None:
    spans = spans_of("Một.  Hai. Ba. Bốn.")
    assert joined(spans, [3, 0, 1, 1]) == [(0, 10), (15, 19)]


# --- likeness ---------------------------------------------------------------------------------------------
LONG = "Một số chi bộ sinh hoạt còn hình thức, việc học tập chuyên đề chưa đều và ít kiểm tra"


def test_alike_texts_find_each_other_without_accents_and_small_changes() -> None:
    near = LONG + " đôn đốc"
    other = "Cán bộ trực ca nhiều nên khó tập trung học tập chuyên đề tại các khoa phòng của bệnh viện"
    found = alike_among({"a": LONG, "b": LONG.upper() + "!", "c": near, "d": other, "e": "Không có"})
    assert found == {"a": ["b", "c"], "b": ["a", "c"], "c": ["a", "b"]}
    assert (are_alike(LONG, near), are_alike(LONG, other), are_alike("Không", "Không")) == (
        True,
        False,
        False,
    )


# --- quoting ----------------------------------------------------------------------------------------------
def test_quote_of_chosen_sentences_is_letter_by_letter_what_the_unit_wrote(cast: Cast) -> None:
    collection = told.written(cast)
    text = told.text_of(collection, cast.office)
    compiling.quote(actor=cast.propaganda_officer, text=text, sentences=[0, 1], row_version=0)
    compiling.quote(actor=cast.propaganda_officer, text=text, sentences=[2, 0], row_version=1)
    compiling.quote(actor=cast.propaganda_officer, text=text)
    assert [one.passages for one in points(cast)] == [
        ["Một số chi bộ sinh hoạt còn hình thức.  Việc học tập chuyên đề chưa đều."],
        ["Một số chi bộ sinh hoạt còn hình thức.", "- Nguyên nhân: thiếu hướng dẫn."],
        [told.OFFICE],
    ]
    assert all(passage in told.OFFICE for one in points(cast) for passage in one.passages)
    assert [one.sources[0].unit_name for one in points(cast)] == ["Văn phòng Tỉnh ủy"] * 3


@pytest.mark.parametrize("sentences", [[3], [-1], [0, 99]])
def test_quote_of_a_sentence_that_is_not_there_is_refused(cast: Cast, sentences: list[int]) -> None:
    text = told.text_of(told.written(cast), cast.office)
    with pytest.raises(Refused):
        compiling.quote(actor=cast.propaganda_officer, text=text, sentences=sentences)
    assert (NarrativePoint.objects.count(), TextMark.objects.count()) == (0, 0)


def test_same_passage_is_quoted_once(cast: Cast) -> None:
    text = told.text_of(told.written(cast), cast.office)
    compiling.quote(actor=cast.propaganda_officer, text=text, sentences=[1, 0])
    with pytest.raises(Refused):
        compiling.quote(actor=cast.propaganda_officer, text=text, sentences=[0, 1])
    assert NarrativePoint.objects.count() == 1


def test_quote_has_no_words_that_could_be_edited(cast: Cast) -> None:
    text = told.text_of(told.written(cast), cast.office)
    point = compiling.quote(actor=cast.propaganda_officer, text=text, sentences=[0])
    with pytest.raises(Refused):
        compiling.edit_point(actor=cast.propaganda_officer, point=point, wording="Khác")
    source = point.sources.get()
    with pytest.raises(Refused):
        compiling.drop_source(actor=cast.propaganda_officer, point=point, source_id=source.pk)
    reworded = compiling.reword_quote(actor=cast.propaganda_officer, point=point)
    compiling.edit_point(actor=cast.propaganda_officer, point=reworded, wording="Sinh hoạt còn hình thức.")
    row = points(cast)[0]
    assert (row.is_quoted, row.passages, [one.unit_code for one in row.sources]) == (
        False,
        ["Sinh hoạt còn hình thức."],
        ["VPTU"],
    )


# --- merging and leaving out ------------------------------------------------------------------------------
def test_several_units_are_merged_into_one_point_in_official_order(cast: Cast) -> None:
    collection = told.written(cast)
    officer = cast.propaganda_officer
    hospital, office = (told.text_of(collection, unit) for unit in (cast.hospital, cast.office))
    point = compiling.merge(actor=officer, text=hospital, wording="  Sinh hoạt chưa đều.  ")
    compiling.merge(actor=officer, text=office, point=point)
    compiling.merge(actor=officer, text=office, point=point)  # once more changes nothing
    (row,) = points(cast)
    assert (row.passages, [one.unit_code for one in row.sources]) == (
        ["Sinh hoạt chưa đều."],
        ["VPTU", "BENHVIEN"],
    )


def test_merge_needs_a_point_or_words_and_never_a_quote(cast: Cast) -> None:
    collection = told.written(cast)
    officer = cast.propaganda_officer
    text = told.text_of(collection, cast.office)
    quoted = compiling.quote(actor=officer, text=told.text_of(collection, cast.hospital))
    with pytest.raises(Refused):
        compiling.merge(actor=officer, text=text, wording="  ")
    with pytest.raises(Refused):
        compiling.merge(actor=officer, text=text, point=quoted)
    assert [one.sources[0].unit_code for one in points(cast)] == ["BENHVIEN"]


def test_text_that_was_superseded_goes_into_no_point(cast: Cast) -> None:
    collection = told.written(cast)
    officer = cast.propaganda_officer
    first = told.text_of(collection, cast.office)
    told.amended(collection, cast.office, cast.unit_head, "Nay khác.")
    first.submission.refresh_from_db()
    with pytest.raises(Refused, match="bản bổ sung được duyệt"):
        compiling.quote(actor=officer, text=first)
    with pytest.raises(Refused):
        compiling.merge(actor=officer, text=first, wording="Ý")
    with pytest.raises(Refused):
        compiling.leave_out(actor=officer, text=first)
    assert NarrativePoint.objects.count() == 0


def test_left_out_text_keeps_its_reason_until_it_is_used(cast: Cast) -> None:
    text = told.text_of(told.written(cast), cast.office)
    officer = cast.propaganda_officer
    mark = compiling.leave_out(actor=officer, text=text, reason=" Trùng kỳ trước ", row_version=0)
    assert (mark.left_out, mark.reason, mark.row_version) == (True, "Trùng kỳ trước", 1)
    compiling.quote(actor=officer, text=text, row_version=1)
    mark.refresh_from_db()
    assert (mark.left_out, mark.reason) == (False, "")
    with pytest.raises(Refused):
        compiling.leave_out(actor=officer, text=text)


def test_unmarking_takes_quotes_away_and_leaves_the_compilers_words(cast: Cast) -> None:
    text = told.text_of(told.written(cast), cast.office)
    officer = cast.propaganda_officer
    compiling.quote(actor=officer, text=text)
    compiling.merge(actor=officer, text=text, wording="Ý chung")
    compiling.unmark(actor=officer, text=text, row_version=2)
    (row,) = points(cast)
    assert (row.passages, row.is_own, PointSource.objects.count()) == (["Ý chung"], True, 0)


def test_second_mark_on_what_was_marked_meanwhile_is_a_conflict(cast: Cast) -> None:
    text = told.text_of(told.written(cast), cast.office)
    compiling.quote(actor=cast.propaganda_officer, text=text, row_version=0)
    with pytest.raises(Conflict):
        compiling.leave_out(actor=cast.province_lead, text=text, row_version=0)
    with pytest.raises(Conflict):
        compiling.unmark(actor=cast.province_lead, text=text, row_version=0)
    assert NarrativePoint.objects.count() == 1


# --- points -----------------------------------------------------------------------------------------------
def test_own_point_has_no_source_and_is_told_so(cast: Cast) -> None:
    collection = told.written(cast)
    compiling.write_point(
        actor=cast.province_lead,
        collection=collection,
        narrative=told.question(collection),
        wording="Nhìn chung chuyển biến.",
    )
    (row,) = points(cast)
    assert (row.is_own, row.passages) == (True, ["Nhìn chung chuyển biến."])
    with pytest.raises(Refused):
        compiling.edit_point(actor=cast.province_lead, point=row.point, wording=" \n ")


def test_points_move_within_their_question_and_stop_at_the_edge(cast: Cast) -> None:
    collection = told.written(cast)
    officer, asked = cast.propaganda_officer, told.question(collection)
    made = [
        compiling.write_point(actor=officer, collection=collection, narrative=asked, wording=words)
        for words in "ABC"
    ]
    compiling.move_point(actor=officer, point=made[2], up=True)
    compiling.move_point(actor=officer, point=made[0], up=True)
    compiling.move_point(actor=officer, point=made[1], up=False)
    assert [one.point.wording for one in points(cast)] == ["A", "C", "B"]


def test_edited_point_conflicts_with_an_older_page(cast: Cast) -> None:
    text = told.text_of(told.written(cast), cast.office)
    point = compiling.merge(actor=cast.propaganda_officer, text=text, wording="Một")
    compiling.edit_point(actor=cast.propaganda_officer, point=point, wording="Hai", row_version=1)
    for act in (compiling.edit_point, compiling.remove_point):
        more = {"wording": "Ba"} if act is compiling.edit_point else {}
        with pytest.raises(Conflict):
            act(actor=cast.province_lead, point=point, row_version=1, **more)
    assert [one.point.wording for one in points(cast)] == ["Hai"]


def test_removed_point_frees_its_sources(cast: Cast) -> None:
    text = told.text_of(told.written(cast), cast.office)
    point = compiling.quote(actor=cast.propaganda_officer, text=text)
    compiling.remove_point(actor=cast.propaganda_officer, point=point, row_version=1)
    assert (points(cast), TextMark.objects.get().row_version) == ([], 2)
    with pytest.raises(NotFound):
        compiling.remove_point(actor=cast.propaganda_officer, point=point)


# --- amendments -------------------------------------------------------------------------------------------
def test_point_says_when_its_source_was_amended_and_takes_the_new_text(cast: Cast) -> None:
    collection = told.written(cast)
    officer = cast.propaganda_officer
    text = told.text_of(collection, cast.office)
    compiling.quote(actor=officer, text=text, sentences=[0])
    compiling.quote(actor=officer, text=text, sentences=[1])
    new = told.amended(
        collection, cast.office, cast.unit_head, "Bổ sung. Một số chi bộ sinh hoạt còn hình thức."
    )
    kept, gone = points(cast)
    assert [(one.amended, one.changed) for row in (kept, gone) for one in row.sources] == [(True, True)] * 2
    assert kept.passages == ["Một số chi bộ sinh hoạt còn hình thức."]  # what was quoted stays what it was
    compiling.renew_source(actor=officer, point=kept.point, source_id=kept.sources[0].source.pk)
    with pytest.raises(Refused):
        compiling.renew_source(actor=officer, point=gone.point, source_id=gone.sources[0].source.pk)
    kept, gone = points(cast)
    assert [(row.sources[0].source.text_id, row.sources[0].amended) for row in (kept, gone)] == [
        (new.pk, False),
        (text.pk, True),
    ]
    assert kept.passages == ["Một số chi bộ sinh hoạt còn hình thức."]


def test_amendment_that_keeps_the_text_is_told_apart(cast: Cast) -> None:
    collection = told.written(cast)
    compiling.merge(
        actor=cast.propaganda_officer, text=told.text_of(collection, cast.office), wording="Ý chung"
    )
    told.amended(collection, cast.office, cast.unit_head, told.OFFICE)
    (row,) = points(cast)
    assert [(one.amended, one.changed) for one in row.sources] == [(True, False)]


# --- who --------------------------------------------------------------------------------------------------
def test_units_neither_mark_nor_read_the_marks(cast: Cast) -> None:
    collection = told.written(cast)
    text = told.text_of(collection, cast.office)
    for user in (cast.unit_reporter, cast.unit_head, cast.hospital_head):
        with pytest.raises(Forbidden):
            compiling.quote(actor=user, text=text)
        with pytest.raises(Forbidden):
            compiling.write_point(
                actor=user, collection=collection, narrative=told.question(collection), wording="Ý"
            )
        with pytest.raises(Forbidden):
            questions.get_compiled(user, collection.code)
    with pytest.raises(NotFound):
        questions.get_compiled(cast.propaganda_officer, "KHONG-CO")


def test_point_of_another_collection_is_not_found(cast: Cast) -> None:
    collection = told.written(cast)
    asked = told.question(collection)
    with pytest.raises(NotFound):
        questions.get_point(collection, asked, uuid.uuid4())
    with pytest.raises(NotFound):
        questions.get_question(collection, 7)


def test_record_says_that_a_text_was_marked_and_never_its_words(cast: Cast) -> None:
    text = told.text_of(told.written(cast), cast.office)
    compiling.quote(actor=cast.propaganda_officer, text=text, sentences=[0])
    compiling.merge(actor=cast.propaganda_officer, text=text, wording="Từ riêng của người tổng hợp")
    kept = list(Content.objects.filter(entry__act__startswith="narrative.").order_by("entry__sequence"))
    assert [one.after for one in kept] == [{"question": 1, "unit": "VPTU"}] * 2
    assert {one.subject_label for one in kept} == {"BCQ-2021Q1"}


def test_nothing_but_texts_of_units_stands_in_the_tables() -> None:
    """No field for a person, a number of points or a rank: marks are about texts."""
    columns = {
        model: sorted(one.name for one in model._meta.local_fields)
        for model in (NarrativePoint, PointSource, TextMark)
    }
    assert columns == {
        NarrativePoint: [
            "collection",
            "id",
            "kind",
            "narrative",
            "position",
            "row_version",
            "saved_at",
            "wording",
        ],
        PointSource: ["as_marked", "id", "passages", "point", "text"],
        TextMark: ["as_marked", "id", "left_out", "reason", "row_version", "text"],
    }
    assert set(PointKind.values) == {"quoted", "worded"}
