"""What the files of evidence say is found, by whom, and when not."""

import uuid

import pytest
from django.core.files.storage import default_storage
from procrastinate.contrib.django.models import ProcrastinateJob

from lantoa.accounts.models import User
from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.reading import Passage
from lantoa.cli import main
from lantoa.practices.choices import FileReading, Origin, YearState
from lantoa.practices.models import Evidence, FileWords, Practice
from lantoa.practices.queries.file_words import unread
from lantoa.practices.services.evidence import (
    add_evidence,
    change_evidence,
    remove_evidence,
    restore_evidence,
)
from lantoa.practices.services.file_words import MOST_CHARACTERS, keep_words, read_file
from tests.badinput import files
from tests.practices.conftest import signed_in
from tests.practices.world import World

REGISTERED = [(2021, Origin.NEW, YearState.REGISTERED)]
DRAFT = [(2021, Origin.NEW, YearState.DRAFT)]
WORDS = "Lịch trực cổng số ba có chữ thủy tiên."
HIT = "q=thuy+tien"


def evidence_of(
    world: World, practice: Practice, content: bytes, kind: Kind = Kind.DOCX, caption: str = "Bảng trực."
) -> Evidence:
    accepted = AcceptedFile(kind, f"bang-truc{kind.suffixes[0]}", content)
    return add_evidence(
        actor=world.cast.unit_reporter, year=practice.years.get(), accepted=accepted, caption=caption
    )


def said(evidence: Evidence, *lines: str, place: str = "page:1") -> None:
    keep_words(evidence_id=evidence.pk, reading=FileReading.READ, passages=[Passage(place, lines)])


@pytest.fixture
def practice(world: World) -> Practice:
    """A registered practice of the office, into which evidence may still be put."""
    return world.practice(world.cast.office, "Một cửa", REGISTERED)


def page(user: User, query: str) -> str:
    return signed_in(user).get(f"/mo-hinh/tim/?{query}").content.decode()


def found(user: User, query: str) -> list[str]:
    answer = signed_in(user).get(f"/mo-hinh/tim/?{query}")
    return [one.practice.title for one, *_ in answer.context["found"]]


@pytest.mark.parametrize(
    ("kind", "content", "place"),
    [
        (Kind.DOCX, files.docx("Mở đầu.", WORDS), "part:word/document.xml"),
        (Kind.PDF, files.pdf("Trang đầu.", WORDS), "page:2"),
        (Kind.XLSX, files.xlsx(("Ngày", "Việc"), ("1", WORDS), sheet="Trực"), "sheet:Trực"),
        (Kind.CSV, f"Ngày,Việc\n1,{WORDS}\n".encode(), "sheet:"),
    ],
)
def test_words_of_each_kind_are_read_and_found_where_they_stand(
    world: World, practice: Practice, kind: Kind, content: bytes, place: str
) -> None:
    made = evidence_of(world, practice, content, kind)
    assert found(world.cast.unit_head, HIT) == []
    assert read_file(evidence_id=made.pk) == FileReading.READ
    answer = signed_in(world.cast.unit_head).get(f"/mo-hinh/tim/?{HIT}")
    ((one, _part, hits),) = answer.context["found"]
    assert (one.practice, one.passage) == (practice, [])
    assert [hit.place for hit, _place in hits] == [place]
    assert "<mark>thủy</mark> <mark>tiên</mark>" in answer.content.decode()


def test_hit_in_a_file_says_where_and_opens_the_practice_at_its_evidence(
    world: World, practice: Practice
) -> None:
    made = evidence_of(world, practice, b"x")
    said(made, WORDS, place="page:3")
    text = page(world.cast.unit_head, HIT)
    assert f'href="/mo-hinh/{practice.code}/#tep-{made.pk}">Trong tệp «Bảng trực.»</a>' in text
    assert "trang 3" in text
    assert f'id="tep-{made.pk}"' in page_of(world.cast.unit_head, practice)


def page_of(user: User, practice: Practice) -> str:
    return signed_in(user).get(f"/mo-hinh/{practice.code}/").content.decode()


@pytest.mark.parametrize(
    ("kind", "content", "reading", "sentence"),
    [
        (Kind.PDF, files.written(files.blank_pages(1)), "wordless", "Tệp là bản chụp, không có lớp chữ"),
        (Kind.PDF, b"%PDF-1.7 broken", "unreadable", "Không đọc được chữ trong tệp này"),
        (Kind.DOCX, files.inflating_bomb(100), "unreadable", "Không đọc được chữ trong tệp này"),
        (Kind.JPEG, files.picture("JPEG"), "picture", ""),
    ],
)
def test_file_that_gives_no_words_is_marked_and_its_caption_is_found(
    world: World, practice: Practice, kind: Kind, content: bytes, reading: str, sentence: str
) -> None:
    made = evidence_of(world, practice, content, kind, caption="Ảnh sân hoa thủy tiên.")
    assert read_file(evidence_id=made.pk) == reading
    assert FileWords.objects.get().reading == reading
    assert found(world.cast.unit_head, HIT) == ["Một cửa"]
    assert sentence in page_of(world.cast.unit_head, practice)


def test_file_whose_bytes_are_gone_is_marked_lost(world: World, practice: Practice) -> None:
    made = evidence_of(world, practice, b"x")
    default_storage.delete(made.file.path)
    assert read_file(evidence_id=made.pk) == FileReading.LOST
    assert "Báo quản trị" in page_of(world.cast.unit_head, practice)


def test_reading_what_is_no_more_does_nothing(world: World) -> None:
    assert read_file(evidence_id=uuid.uuid4()) is None


def test_adding_a_file_queues_its_reading_and_says_so(world: World, practice: Practice) -> None:
    made = evidence_of(world, practice, b"x")
    jobs = ProcrastinateJob.objects.filter(task_name="practices.read_file")
    assert [job.args for job in jobs] == [{"evidence_id": str(made.pk)}]
    assert "Đang đọc chữ trong tệp" in page_of(world.cast.unit_head, practice)


def test_what_is_taken_away_is_not_found_until_it_is_put_back(world: World, practice: Practice) -> None:
    made = evidence_of(world, practice, b"x")
    said(made, WORDS)
    remove_evidence(actor=world.cast.unit_head, evidence=made)
    assert found(world.cast.unit_head, HIT) == []
    restore_evidence(actor=world.cast.unit_head, evidence=made)
    assert found(world.cast.unit_head, HIT) == ["Một cửa"]


def test_changed_caption_is_found_and_the_words_stay(world: World, practice: Practice) -> None:
    made = evidence_of(world, practice, b"x", caption="Lịch phân công.")
    said(made, WORDS)
    change_evidence(
        actor=world.cast.unit_head,
        evidence=made,
        caption="Sổ giao ca.",
        shows_people=False,
        consent=False,
        row_version=1,
    )
    for query in ("q=so+giao+ca", HIT):
        assert found(world.cast.unit_head, query) == ["Một cửa"]
    assert found(world.cast.unit_head, "q=phan+cong") == []


def test_word_in_a_file_of_an_unseen_practice_is_not_counted_or_shown(world: World) -> None:
    draft = world.practice(world.cast.office, "Một cửa", DRAFT)
    said(evidence_of(world, draft, b"x", caption="Kín."), "Vạch ngọc lam.")
    for user in (world.cast.province_lead, world.cast.propaganda_officer, world.cast.hospital_head):
        answer = signed_in(user).get("/mo-hinh/tim/?q=ngoc+lam")
        assert answer.context["page"].paginator.count == 0
        assert "ngọc" not in answer.content.decode().lower()
    assert found(world.cast.unit_head, "q=ngoc+lam") == ["Một cửa"]


def test_file_of_an_unseen_year_of_a_seen_practice_is_not_found(world: World) -> None:
    practice = world.practice(
        world.cast.office, "Một cửa", [(2020, Origin.NEW, YearState.RECOGNISED), *DRAFT]
    )
    accepted = AcceptedFile(Kind.DOCX, "a.docx", b"x")
    made = add_evidence(
        actor=world.cast.unit_reporter,
        year=practice.years.get(year=2021),
        accepted=accepted,
        caption="Bảng.",
    )
    said(made, "Vạch ngọc lam.")
    assert found(world.cast.province_lead, "q=mot+cua") == ["Một cửa"]
    assert found(world.cast.province_lead, "q=ngoc+lam") == []
    assert found(world.cast.unit_head, "q=ngoc+lam") == ["Một cửa"]
    assert found(world.cast.unit_head, "q=ngoc+lam&nam=2020") == []


def test_practice_found_in_its_text_and_three_files_stands_once(world: World, practice: Practice) -> None:
    for number in range(3):
        said(evidence_of(world, practice, f"{number}".encode()), f"Phiếu màu {number}.")
    answer = signed_in(world.cast.unit_head).get("/mo-hinh/tim/?q=phieu+mau")
    ((one, part, hits),) = answer.context["found"]
    assert (part, len(hits), one.more_files) == ("Cách làm", 2, 1)
    assert "và 1 tệp nữa" in answer.content.decode()


def test_long_file_is_cut_and_the_page_says_so(world: World, practice: Practice) -> None:
    made = evidence_of(world, practice, b"x")
    lines = ["một hai ba bốn " * 20] * (MOST_CHARACTERS // 250)
    keep_words(
        evidence_id=made.pk,
        reading=FileReading.READ,
        passages=[Passage("page:1", tuple(lines)), Passage("page:2", (WORDS,))],
    )
    assert found(world.cast.unit_head, HIT) == []
    assert found(world.cast.unit_head, "q=mot+hai+bon") == ["Một cửa"]
    assert "Tệp dài: tìm kiếm chỉ biết phần đầu." in page_of(world.cast.unit_head, practice)


def test_command_reads_every_file_again_and_comes_to_the_same(
    world: World, practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence_of(world, practice, files.docx(WORDS))
    scan = evidence_of(world, practice, files.written(files.blank_pages(1)), Kind.PDF)
    assert len(unread(10)) == 2
    kept = []
    for _turn in range(2):
        with pytest.raises(SystemExit) as ended:
            main(["read-files"])
        assert ended.value.code == 0
        kept.append(list(FileWords.objects.order_by("named").values_list("evidence", "reading", "text")))
        told = capsys.readouterr().out
        assert "đọc được chữ: 1" in told
        assert "bản chụp không có lớp chữ: 1" in told
    assert kept[0] == kept[1]
    assert unread(10) == []
    FileWords.objects.filter(evidence=scan).delete()
    with pytest.raises(SystemExit):
        main(["read-files", "--missing"])
    assert "Đã đọc 1 tệp." in capsys.readouterr().out
