"""What a text is like: copies are found however they are dressed, and registering one wants a word."""

import unicodedata

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.core.likeness.commonness import Commonness, common_syllables, stock_pairs
from lantoa.core.likeness.evidence import Evidence, weigh
from lantoa.core.likeness.marks import mark, marks
from lantoa.core.likeness.words import read
from lantoa.core.text import folding_key
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import MarkCount, Practice
from lantoa.practices.queries.likeness import nearest
from lantoa.practices.services import practices as services
from lantoa.practices.services.likeness import count_marks
from lantoa.practices.services.mergers import enter_merger
from tests.practices.likeness_pairs import judged_pairs, rates, recall_of
from tests.practices.world import World

TITLE = "Phiếu màu theo khoa"
TEXT = (
    "Người bệnh phải hỏi đường ba lần mới tới đúng phòng khám. Mục tiêu là không ai phải hỏi quá một lần.\n"
    "Mỗi khoa có một màu phiếu, vạch sơn cùng màu dẫn từ quầy tới cửa phòng. Đoàn viên trực ở ngã rẽ vào giờ cao điểm. "
    "Sau sáu tháng, số lượt hỏi đường giảm từ 310 xuống 45 lượt mỗi ngày."
)
OTHER = (
    "Cán bộ văn thư in mỗi cuộc họp trung bình 40 tập tài liệu, dùng một lần rồi bỏ. Cần bớt giấy mà ai cũng có tài liệu.\n"
    "Tài liệu được gửi trước hai ngày qua hộp thư, phòng họp có màn hình chung, ai cần ghi thì nhận một tờ ghi chú. "
    "Sau một quý, lượng giấy giảm ba phần tư."
)
STOCK = (
    "Chi bộ tổ chức quán triệt Chỉ thị số 05-CT/TW của Bộ Chính trị, gắn với thực hiện nhiệm vụ chính trị của đơn vị. "
    "Mô hình đã góp phần nâng cao nhận thức, trách nhiệm của cán bộ, đảng viên."
)


def evidence(title: str, text: str, *, common: Commonness | None = None) -> Evidence:
    return weigh(read(title, text), read(TITLE, TEXT), common or Commonness())


DRESSED = {
    "as it is": TEXT,
    "without accents": folding_key(TEXT),
    "decomposed": unicodedata.normalize("NFD", TEXT),
    "capitals": TEXT.upper(),
    "tones elsewhere": TEXT.replace("khoa", "khoạ").replace("quầy", "quầy"),
    "zero width": TEXT.replace("phòng", "phò\u200bng"),
    "other numbers": TEXT.replace("310", "275").replace("45", "38"),
    "reordered": " ".join(reversed(TEXT.replace("\n", " ").split(". "))),
    "part in a longer text": OTHER + " " + TEXT.split("\n")[1],
}


@pytest.mark.parametrize("how", DRESSED)
def test_copies_are_the_same_practice_however_dressed(how: str) -> None:
    assert evidence("Tên khác hẳn", DRESSED[how]).is_same


def test_another_practice_is_not_the_same() -> None:
    assert not evidence("Họp không giấy", OTHER).is_same


def test_stock_phrases_in_both_do_not_make_two_practices_one() -> None:
    new, old = read("Họp không giấy", STOCK + OTHER + STOCK), read(TITLE, STOCK + TEXT + STOCK)
    assert not weigh(new, old, Commonness()).is_same


def test_what_everybody_in_the_registry_writes_weighs_nothing() -> None:
    pair = ("phieu", "mau")
    assert pair not in stock_pairs()
    rare, common = Commonness(100_000, {pair: 1}), Commonness(100_000, {pair: 100_000})
    assert (rare.weight(pair) > 0.9, common.weight(pair) < 0.001) == (True, True)


def test_weights_lie_between_nothing_and_one() -> None:
    common = Commonness(500, {("a", "b"): 500, ("c", "d"): 0})
    parts = [("a", "b"), ("c", "d"), ("e", "f"), *stock_pairs(), *common_syllables(), "khoai"]
    weights = [common.weight(part) for part in parts]
    assert all(0 <= weight <= 1 for weight in weights)


def test_empty_texts_are_like_nothing() -> None:
    assert weigh(read("", ""), read("", ""), Commonness()).score == 0
    assert evidence("", "…").score == 0


def test_places_of_passages_are_those_of_the_text() -> None:
    reading = read("", "Một việc tốt. Hai việc hay; ba việc khó!")
    assert [reading.text[one.start : one.end].strip() for one in reading.passages] == [
        "Một việc tốt.",
        "Hai việc hay;",
        "ba việc khó!",
    ]


def test_pieces_put_together_are_the_passage() -> None:
    reading = read("", "Mỗi khoa một màu, mỗi cửa một người.")
    passage = reading.passages[0]
    pieces = reading.marked(passage, frozenset({("mot", "mau")}))
    assert pieces == [("Mỗi khoa ", False), ("một màu", True), (", mỗi cửa một người.", False)]


def test_marks_fit_an_integer_of_the_database_and_are_never_that_of_all() -> None:
    numbers = marks(stock_pairs())
    assert len(numbers) > 500
    assert all(-(2**31) <= number < 2**31 and number != MarkCount.EVERY for number in numbers)


def test_a_text_finds_what_the_person_may_see(world: World) -> None:
    theirs = world.practice(world.cast.hospital, TITLE, problem=TEXT)
    hidden = ((2021, Origin.NEW, YearState.REGISTERED),)
    world.practice(world.cast.hospital, "Bản chưa công nhận", hidden, problem=TEXT)
    world.practice(world.cast.hospital, "Việc khác", problem=OTHER, goal="", method="")
    count_marks()
    found = nearest(world.cast.unit_reporter, title="Phieu mau", text=TEXT)
    assert [one.practice for one in found] == [theirs]
    first = TEXT.split(".")[0]
    assert found[0].passages[0] == ([(first, True), (".", False)], [(first, True), (".", False)])


def test_a_practice_is_not_like_itself(world: World) -> None:
    practice = world.practice(world.cast.office, TITLE, problem=TEXT)
    assert nearest(world.cast.unit_reporter, title=TITLE, text=TEXT, besides=practice.pk) == []


def test_finding_takes_the_same_statements_for_one_and_for_many(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world.practice(world.cast.hospital, TITLE, problem=TEXT)
    count_marks()
    user = world.cast.unit_reporter
    nearest(user, title=TITLE, text=TEXT)
    with django_assert_num_queries(3):
        assert len(nearest(user, title=TITLE, text=TEXT)) == 1
    for number in range(8):
        world.practice(world.cast.hospital, f"Phiếu màu {number}", problem=TEXT)
    count_marks()
    with django_assert_num_queries(3):
        assert len(nearest(user, title=TITLE, text=TEXT)) == 5


def test_counts_say_how_many_practices_have_a_pair(world: World) -> None:
    world.practice(world.cast.hospital, TITLE, problem=TEXT, goal="", method="")
    world.practice(world.cast.office, "Việc khác", problem="Mỗi khoa có một màu phiếu.", goal="", method="")
    count_marks()
    assert MarkCount.objects.get(mark=MarkCount.EVERY).practices == 2
    assert MarkCount.objects.get(mark=mark(("mau", "phieu"))).practices == 2
    assert not MarkCount.objects.filter(mark=mark(("nga", "re"))).exists()


def test_marks_follow_the_text(world: World) -> None:
    reporter = world.cast.unit_reporter
    practice = services.draft_practice(
        actor=reporter, unit=world.cast.office, year=2021, text=world.text(TITLE, problem=TEXT)
    )
    assert mark(("nga", "re")) in practice.marks
    services.edit_practice(
        actor=reporter, practice=practice, text=world.text(TITLE, problem=OTHER), row_version=1
    )
    practice.refresh_from_db()
    assert (mark(("nga", "re")) in practice.marks, mark(("van", "thu")) in practice.marks) == (False, True)


def copied(world: World, **changes: object) -> Practice:
    world.practice(world.cast.hospital, TITLE, problem=TEXT)
    return services.draft_practice(
        actor=world.cast.unit_reporter,
        unit=world.cast.office,
        year=2021,
        text=world.text("Vạch màu dẫn đường", problem=TEXT, **changes),
    )


def test_registering_a_copy_wants_a_word_and_changes_nothing(world: World) -> None:
    practice = copied(world)
    with pytest.raises(Refused) as refused:
        services.register_practice(actor=world.cast.unit_head, practice=practice, year=2021)
    assert refused.value.sentence.startswith(f"Mô hình này gần giống MH-2020-001 «{TITLE}».")
    assert practice.years.get().state == YearState.DRAFT


def test_a_copy_that_says_what_sets_it_apart_is_registered(world: World) -> None:
    practice = copied(world, distinct_because="Ở đây là khu hành chính, vạch màu dẫn tới quầy một cửa.")
    services.register_practice(actor=world.cast.unit_head, practice=practice, year=2021)
    assert practice.years.get().state == YearState.REGISTERED


def test_a_copy_that_says_from_whom_it_was_learned_is_registered(world: World) -> None:
    practice = copied(world)
    source = Practice.objects.get(title=TITLE)
    text = world.text("Vạch màu dẫn đường", problem=TEXT, learned_from=source)
    services.edit_practice(actor=world.cast.unit_reporter, practice=practice, text=text, row_version=1)
    services.register_practice(actor=world.cast.unit_head, practice=practice, year=2021)
    assert (practice.years.get().state, practice.years.get().origin) == (YearState.REGISTERED, Origin.LEARNED)


def test_from_whom_it_was_learned_may_be_taken_back_while_it_is_a_draft(world: World) -> None:
    source = world.practice(world.cast.hospital, "Nơi đầu tiên")
    practice = services.draft_practice(
        actor=world.cast.unit_reporter,
        unit=world.cast.office,
        year=2021,
        text=world.text("Việc mới", learned_from=source),
    )
    assert practice.years.get().origin == Origin.LEARNED
    services.edit_practice(
        actor=world.cast.unit_reporter, practice=practice, text=world.text("Việc mới"), row_version=1
    )
    assert practice.years.get().origin == Origin.NEW


@pytest.mark.parametrize("reason", ["", " ", "…", "Không"])
def test_a_reason_that_says_nothing_is_none(world: World, reason: str) -> None:
    practice = copied(world, distinct_because=reason)
    with pytest.raises(Refused):
        services.register_practice(actor=world.cast.unit_head, practice=practice, year=2021)


def test_the_form_shows_what_the_text_is_like(world: World, client: Client) -> None:
    world.practice(world.cast.hospital, TITLE, problem=TEXT)
    client.force_login(world.cast.unit_reporter)
    page = client.post(reverse("practices:alike"), {"title": "Vạch màu", "problem": TEXT}).content.decode()
    assert ("Ghi là học từ mô hình này" in page, "Mở để tiếp tục mô hình này" in page) == (True, False)
    assert 'href="#id_distinct_because"' in page
    assert ("Gần giống 1 mô hình đã có" in page, "MH-2020-001" in page, "<mark>" in page) == (
        True,
        True,
        True,
    )


def test_the_form_shows_nothing_where_nothing_is_alike(world: World, client: Client) -> None:
    world.practice(world.cast.hospital, TITLE, problem=TEXT)
    client.force_login(world.cast.unit_reporter)
    page = client.post(
        reverse("practices:alike"), {"title": "Họp không giấy", "problem": OTHER}
    ).content.decode()
    assert page.strip() == ""


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script> " + TEXT, "\u202e" + TEXT, "x" * 200_000, "😀 " * 50]
)
def test_any_text_may_be_looked_up(world: World, client: Client, typed: str) -> None:
    client.force_login(world.cast.unit_reporter)
    answer = client.post(reverse("practices:alike"), {"title": typed[:300], "method": typed})
    assert (answer.status_code, b"<script>" in answer.content) == (200, False)


def test_who_decides_sees_what_it_is_like_and_what_is_said_to_set_it_apart(
    world: World, client: Client
) -> None:
    practice = copied(world, distinct_because="Ở đây là khu hành chính.")
    services.register_practice(actor=world.cast.unit_head, practice=practice, year=2021)
    client.force_login(world.cast.propaganda_officer)
    page = client.get(reverse("practices:detail", args=[practice.code])).content.decode()
    assert ("Gần giống 1 mô hình đã có" in page, "Ở đây là khu hành chính." in page) == (True, True)


def test_a_practice_told_anew_is_found_by_its_rare_words() -> None:
    anew = (
        "Ai vào viện cũng lúng túng vì không biết lối, nay đã khác. Nhìn màu phiếu cầm tay rồi đi theo vạch sơn là tới "
        "cửa khoa mình cần; "
        "giờ đông, các bạn đoàn viên đứng trực chỗ rẽ. Trước mỗi ngày 310 lượt hỏi đường, giờ chỉ còn 45."
    )
    assert evidence("Theo màu mà đi", anew).is_same


def test_a_single_common_sentence_is_no_practice() -> None:
    assert not evidence("Đoàn viên trực", "Đoàn viên trực vào giờ cao điểm.").is_same


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("giảm từ 310 xuống 45 lượt", {"310", "45"}),
        ("ngày 15/5/2016, Chỉ thị 05-CT/TW", set()),
        ("năm 2021 có 1.200 hộ, 12,5 tấn", {"1.200", "12,5"}),
        ("một số 7 thôi", set()),
    ],
)
def test_numbers_that_tell_leave_years_and_papers_out(text: str, numbers: set[str]) -> None:
    assert read("", text).numbers == numbers


COPIES = ("accents", "tone", "nfd", "renamed", "reordered", "edited", "part", "mixed")


@pytest.mark.parametrize("kind", COPIES)
def test_copies_that_were_held_out_are_found(kind: str) -> None:
    assert recall_of(kind, "held-out") >= 0.98


def test_paraphrases_that_were_held_out_are_found_more_often_than_not() -> None:
    assert recall_of("paraphrase", "held-out") >= 0.6


def test_what_is_found_among_hard_neighbours_is_right_nine_times_in_ten() -> None:
    assert rates(judged_pairs(), "held-out").precision >= 0.9


def test_a_text_full_of_slips_finds_what_it_was_copied_from(world: World) -> None:
    """Words that nobody has are the most telling of all, and must not crowd out those by which the copy is found."""
    long = "\n".join((TEXT, OTHER, STOCK))
    theirs = world.practice(world.cast.hospital, TITLE, problem=long)
    world.practice(world.cast.department, "Bản chép lại", problem=long)
    count_marks()
    slips = " ".join(word + ("q" if place % 4 == 0 else "") for place, word in enumerate(long.split(" ")))
    fresh = " ".join(f"lạ{number}xv từ{number}zw" for number in range(20_000, 20_400))
    letters = fresh.translate(str.maketrans("0123456789", "abcdeghikl"))
    found = nearest(world.cast.unit_reporter, title="Tên khác", text=f"{slips}\n{letters}.", only=False)
    assert theirs in [one.practice for one in found]


def test_what_was_merged_is_found_by_its_own_words_and_leads_to_what_stays(
    world: World, client: Client
) -> None:
    kept = world.practice(world.cast.office, "Việc khác", problem=OTHER)
    merged = world.practice(world.cast.hospital, TITLE, problem=TEXT)
    enter_merger(actor=SYSTEM, practice=merged, kept=kept, reason="Cùng một việc.")
    client.force_login(world.cast.unit_reporter)
    page = client.post(reverse("practices:alike"), {"title": "Vạch màu", "problem": TEXT}).content.decode()
    assert (f"Đã gộp vào {kept.code}" in page, f'data-value="{kept.code}"' in page) == (True, True)
    assert nearest(world.cast.unit_reporter, title=TITLE, text=TEXT, besides=kept.pk) == []
