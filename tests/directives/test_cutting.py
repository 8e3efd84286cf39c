"""Cutting a text by its numbers, whatever is pasted."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from lantoa.directives.cutting import LONGEST_HEADING, LONGEST_LABEL, cut, unwrapped
from lantoa.directives.models import Directive, DirectivePart
from tests.badinput import files
from tests.cast import Cast
from tests.directives.test_numbering import typed

WORDS = st.lists(
    st.sampled_from(["học", "làm theo", "nêu gương", "đơn vị", "Bác", "kiểm tra"]), min_size=1, max_size=5
)
SENTENCE = WORDS.map(lambda words: f"{' '.join(words).capitalize()}.")
HEADING = WORDS.map(lambda words: " ".join(words).capitalize())
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
LEAF = st.tuples(HEADING, st.lists(SENTENCE, max_size=2))
OUTLINE = st.lists(
    st.tuples(LEAF, st.lists(st.tuples(LEAF, st.lists(LEAF, max_size=4)), max_size=5)), max_size=12
)
MARKS = [("{}- ", "{}. ", "{}) "), ("{}. ", "{}- ", "{}. "), ("Chương {}. ", "{}/ ", "{}) ")]
LINE = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=40),
    st.sampled_from(
        ["I. A", "II- B", "1. Một", "2) Hai", "a) một;", "b. hai", "Điều 1. A", "Điều 2", "IIII. X", "12. 5"]
    ),
)


@given(OUTLINE, st.sampled_from(MARKS))
@settings(max_examples=60)
def test_numbered_text_is_cut_where_its_numbers_stand(outline: list, marks: tuple[str, str, str]) -> None:  # type: ignore[type-arg]
    lines: list[str] = []
    expected: list[tuple[str, str, str]] = []

    def write(label: str, mark: str, sign: str, leaf: tuple[str, list[str]]) -> None:
        heading, sentences = leaf
        lines.extend([mark.format(sign) + heading, *sentences])
        expected.append((label, heading, "\n".join(sentences)))

    for roman, (chapter, points) in zip(ROMAN, outline, strict=False):
        write(roman, marks[0], roman, chapter)
        for number, (point, letters) in enumerate(points, 1):
            write(f"{roman}.{number}", marks[1], str(number), point)
            for letter, leaf in zip("abcd", letters, strict=False):
                write(f"{roman}.{number}.{letter}", marks[2], letter, leaf)
    assert [(one.label, one.heading, one.text) for one in cut("\n".join(lines))] == expected


@given(st.lists(LINE, max_size=25))
@settings(max_examples=150)
def test_whatever_is_pasted_loses_no_word_and_names_no_part_twice(lines: list[str]) -> None:
    whole = "\n".join(lines)
    parts = cut(whole)
    labels = [one.label for one in parts if one.label]
    assert len(set(labels)) == len(labels)
    assert all(len(one.label) <= LONGEST_LABEL and len(one.heading) <= LONGEST_HEADING for one in parts)
    kept = [word for one in parts for word in f"{one.label} {one.heading} {one.text}".split()]
    for line in whole.splitlines():
        assert set(line.split()[2:]) <= set(kept)  # the first two are its mark at most


def test_lines_that_a_file_breaks_are_put_together_again() -> None:
    lines = [
        "1. Tiếp tục quán triệt, học tập",
        "và làm theo Bác.",
        "a) Mỗi quý một việc;",
        "Có người",
        "Kiểm tra.",
    ]
    assert (
        unwrapped(lines)
        == "1. Tiếp tục quán triệt, học tập và làm theo Bác.\na) Mỗi quý một việc;\nCó người\nKiểm tra."
    )


def test_words_are_taken_from_the_file_and_a_secret_file_is_refused(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.propaganda_officer)
    secret = SimpleUploadedFile("mat.docx", files.docx("Nội dung", header="TỐI MẬT"))
    answer = client.post("/van-ban/moi/", typed() | {"file": secret, "no_secrets": "on"})
    assert (answer.status_code, "việc đang gõ dở" in answer.content.decode()) == (422, True)
    assert Directive.objects.count() == 0
    paper = SimpleUploadedFile("vb.docx", files.docx("I- MỤC ĐÍCH"))
    entered = client.post("/van-ban/moi/", typed() | {"file": paper, "no_secrets": "on"})
    draft = entered.headers["Location"]
    assert "Lấy lời từ tệp đã đính kèm" in client.get(draft).content.decode()
    form = {"adopted_on": "15/5/2016", "row_version": "1", "viec": "tep"}
    page = client.post(draft, form).content.decode()
    assert 'name="phan-0-ten" value="MỤC ĐÍCH"' in page
    assert DirectivePart.objects.count() == 0  # nothing is saved until one saves


def test_text_in_more_parts_than_a_version_takes_is_refused_and_kept(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.propaganda_officer)
    draft = client.post("/van-ban/moi/", typed()).headers["Location"]
    whole = "\n".join(f"{n}. Ý thứ {n}" for n in range(1, 302))
    answer = client.post(
        draft, {"adopted_on": "15/5/2016", "row_version": "1", "viec": "cat", "whole": whole}
    )
    page = answer.content.decode()
    assert (answer.status_code, "Cắt ra 301 phần, tối đa 300." in page, "301. Ý thứ 301" in page) == (
        422,
        True,
        True,
    )
