"""A booklet from its first line to its second edition: contents, texts beside their originals, pictures, publication, files."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.audit.models import Entry
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.core.periods import from_code
from lantoa.core.text import text_mark
from lantoa.practices import sources
from lantoa.practices.choices import Consent, Origin, PrintKind, PrintState, YearState
from lantoa.practices.models import Booklet, BookletEntry, Evidence, Practice
from lantoa.practices.queries import booklets as queries
from lantoa.practices.services import booklet_contents as contents
from lantoa.practices.services import booklets as services
from lantoa.practices.services.booklet_files import ask_for_file, make_file
from lantoa.practices.services.booklets import BookletTold
from lantoa.practices.services.mergers import merge_practices
from tests.practices.conftest import signed_in
from tests.practices.world import World

ROOM = "/mo-hinh/tap/"
TOLD: dict[str, Any] = {"result": "Còn 8 phút.", "lesson": "Làm đều."}
RECOGNISED_IN_2019 = ((2019, Origin.NEW, YearState.RECOGNISED),)


def png(colour: str = "green") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, "PNG")
    return drawn.getvalue()


def drawing(colour: str = "green") -> AcceptedFile:
    return AcceptedFile(Kind.PNG, f"{colour}.png", png(colour))


@pytest.fixture
def practices(world: World) -> list[Practice]:
    """Recognised in 2020: two of one field, one of another."""
    reform = world.fields["cai_cach"]
    return [
        world.practice(world.cast.office, "Họp không giấy", **TOLD),
        world.practice(world.cast.hospital, "Năm phút tiếp đón", **TOLD),
        world.practice(world.cast.office, "Một cửa lưu động", field=reform, **TOLD),
    ]


@pytest.fixture
def draft(world: World, practices: list[Practice]) -> Booklet:
    booklet = begin(world)
    add(world, booklet, practices)
    return booklet


def begin(world: World, **told: object) -> Booklet:
    told = {"title": "Những cách làm hay", "year": 2020, "preface": "Thưa các đồng chí."} | told
    return services.begin_booklet(
        actor=world.cast.propaganda_officer,
        unit=world.cast.bloc,
        told=BookletTold(**told),  # type: ignore[arg-type]
    )


def add(world: World, booklet: Booklet, practices: list[Practice]) -> int:
    return contents.add_practices(
        actor=world.cast.propaganda_officer, booklet=booklet, codes=[one.code for one in practices]
    )


def move(world: World, booklet: Booklet, practice: Practice, where: object) -> None:
    contents.move_practice(
        actor=world.cast.propaganda_officer, booklet=booklet, practice_code=practice.code, where=str(where)
    )


def publish(world: World, booklet: Booklet) -> Booklet:
    booklet.refresh_from_db()
    return services.publish_draft(
        actor=world.cast.propaganda_officer, booklet=booklet, seen=queries.publication_mark(booklet)
    )


def order_of(booklet: Booklet) -> list[tuple[str, list[str]]]:
    return [
        (chapter.title, [row.practice.title for row in chapter.entries])
        for chapter in queries.chapters_of(booklet)
    ]


def tell(world: World, booklet: Booklet, practice: Practice, opened: dict[str, str], **texts: str) -> None:
    contents.tell_entry(
        actor=world.cast.propaganda_officer,
        booklet=booklet,
        practice_code=practice.code,
        texts=texts,
        opened=opened,
    )


def merge(world: World, practice: Practice, kept: Practice) -> None:
    practice.refresh_from_db()
    kept.refresh_from_db()
    versions = (practice.row_version, kept.row_version)
    actor = world.cast.propaganda_officer
    merge_practices(actor=actor, practice=practice, kept=kept, reason="Cùng một việc.", versions=versions)


def entry_of(booklet: Booklet, practice: Practice) -> BookletEntry:
    return queries.get_entry(booklet, practice.code)


# --- contents and their order


def test_practices_come_into_the_chapters_of_their_fields(world: World, draft: Booklet) -> None:
    assert draft.code == "TAP-2020"
    assert order_of(draft) == [
        ("Y tế", ["Họp không giấy", "Năm phút tiếp đón"]),
        ("Cải cách hành chính", ["Một cửa lưu động"]),
    ]
    entry = queries.entries_of(draft)[0]
    assert entry.background == "Người bệnh chờ lấy số 34 phút.\nChờ không quá 10 phút."
    assert entry.method == "Trực cửa theo ca.\nPhiếu màu theo khoa."


def test_sent_twice_is_added_once(world: World, draft: Booklet, practices: list[Practice]) -> None:
    assert add(world, draft, practices) == 0
    assert draft.entries.count() == 3


@pytest.mark.parametrize("year", ["not recognised", "of another year", "unknown", "nothing"])
def test_what_cannot_be_printed_is_refused(world: World, year: str) -> None:
    booklet = begin(world)
    offered: dict[str, Callable[[], list[str]]] = {
        "not recognised": lambda: [
            world.practice(world.cast.office, "Mới đăng ký", ((2020, Origin.NEW, YearState.REGISTERED),)).code
        ],
        "of another year": lambda: [world.practice(world.cast.office, "Năm trước", RECOGNISED_IN_2019).code],
        "unknown": lambda: ["MH-1999-001"],
        "nothing": list,
    }
    codes = offered[year]()
    with pytest.raises(Refused):
        contents.add_practices(actor=world.cast.propaganda_officer, booklet=booklet, codes=codes)
    assert booklet.entries.count() == 0


def test_practices_and_chapters_change_places(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    officer = world.cast.propaganda_officer
    move(world, draft, practices[1], "up")
    assert order_of(draft)[0][1] == ["Năm phút tiếp đón", "Họp không giấy"]
    move(world, draft, practices[1], "up")  # at its end already
    move(world, draft, practices[1], "last")
    assert order_of(draft)[0][1] == ["Họp không giấy", "Năm phút tiếp đón"]
    other = contents.add_chapter(actor=officer, booklet=draft, title="Phục vụ người dân")
    move(world, draft, practices[1], other.pk)
    contents.move_chapter(actor=officer, booklet=draft, chapter_id=str(other.pk), where="up")
    assert order_of(draft) == [
        ("Y tế", ["Họp không giấy"]),
        ("Phục vụ người dân", ["Năm phút tiếp đón"]),
        ("Cải cách hành chính", ["Một cửa lưu động"]),
    ]
    entry = entry_of(draft, practices[1])
    assert queries.neighbours(draft, entry) == (practices[0].code, practices[2].code)


def test_chapter_that_holds_practices_stays_and_two_never_bear_one_name(world: World, draft: Booklet) -> None:
    officer = world.cast.propaganda_officer
    first = draft.chapters.first()
    assert first is not None
    with pytest.raises(Refused, match="Phần còn mô hình"):
        contents.remove_chapter(actor=officer, booklet=draft, chapter_id=str(first.pk))
    with pytest.raises(Refused, match="Tập đã có phần"):
        contents.add_chapter(actor=officer, booklet=draft, title="y tế")
    empty = contents.add_chapter(actor=officer, booklet=draft, title="Phần trống")
    contents.rename_chapter(actor=officer, booklet=draft, chapter_id=str(empty.pk), title="Phần khác")
    contents.remove_chapter(actor=officer, booklet=draft, chapter_id=str(empty.pk))
    assert [title for title, _ in order_of(draft)] == ["Y tế", "Cải cách hành chính"]


# --- texts beside their originals


def test_shortened_text_stands_beside_its_original(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    marks = queries.text_marks(entry_of(draft, practices[0]))
    tell(world, draft, practices[0], marks, method="Trực cửa theo ca.")
    beside = {one.name: one for one in queries.texts_beside(entry_of(draft, practices[0]))}
    assert beside["method"].told == "Trực cửa theo ca."
    assert beside["method"].original == "Trực cửa theo ca.\nPhiếu màu theo khoa."
    assert beside["method"].differs
    assert not beside["result"].differs
    practices[0].refresh_from_db()
    assert practices[0].method == "Trực cửa theo ca.\nPhiếu màu theo khoa."


def test_two_editors_of_different_texts_both_keep_theirs(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    opened = queries.text_marks(entry_of(draft, practices[0]))
    tell(world, draft, practices[0], opened, method="Cách một.")
    tell(
        world,
        draft,
        practices[0],
        opened,
        method="Trực cửa theo ca.\nPhiếu màu theo khoa.",
        lesson="Bài một.",
    )
    entry = entry_of(draft, practices[0])
    assert (entry.method, entry.lesson) == ("Cách một.", "Bài một.")


def test_two_editors_of_one_text_are_shown_both(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    opened = queries.text_marks(entry_of(draft, practices[0]))
    tell(world, draft, practices[0], opened, method="Cách một.")
    with pytest.raises(contents.TextClash) as clash:
        tell(world, draft, practices[0], opened, method="Cách hai.", lesson="Bài hai.")
    assert clash.value.kept == {"method": "Cách một."}
    assert entry_of(draft, practices[0]).lesson == "Làm đều."  # nothing half saved


def test_changed_original_is_told_and_taken_only_when_the_editor_says_so(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    officer, practice = world.cast.propaganda_officer, practices[0]
    text = world.text(practice.title, **TOLD)
    Practice.objects.filter(pk=practice.pk).update(method=f"{text.method}\nGhi sổ mỗi chiều.")
    entry = entry_of(draft, practice)
    assert queries.original_changed(entry)
    assert entry.method == text.method
    [moved] = [one for one in queries.texts_beside(entry) if one.original_changed]
    assert [piece for piece in moved.pieces if piece[1] == "new"] != []
    stale = {name: text_mark("khác") for name in BookletEntry.TEXTS}
    with pytest.raises(Conflict):
        contents.note_original(actor=officer, booklet=draft, practice_code=practice.code, seen=stale)
    seen = {name: text_mark(one) for name, one in queries.original_texts(entry.practice).items()}
    contents.note_original(actor=officer, booklet=draft, practice_code=practice.code, seen=seen, take=True)
    entry = entry_of(draft, practice)
    assert entry.method == f"{text.method}\nGhi sổ mỗi chiều."
    assert not queries.original_changed(entry)


# --- pictures


def photograph(world: World, booklet: Booklet, practice: Practice, colour: str = "green") -> None:
    contents.add_photo(
        actor=world.cast.propaganda_officer,
        booklet=booklet,
        practice_code=practice.code,
        picture=drawing(colour),
        caption="Quầy tiếp đón",
        consent=Consent.NOBODY,
    )


def test_same_picture_twice_and_too_many_are_refused(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    photograph(world, draft, practices[0])
    with pytest.raises(Refused, match="Ảnh này đã có"):
        photograph(world, draft, practices[0])
    for colour in ("red", "blue", "gray"):
        photograph(world, draft, practices[0], colour)
    with pytest.raises(Refused, match="tối đa 4 ảnh"):
        photograph(world, draft, practices[0], "black")


def proof(practice: Practice, *, shows_people: bool, accepted: AcceptedFile) -> Evidence:
    from lantoa.attachments.services import keep

    return Evidence.objects.create(
        year=practice.years.get(),
        file=keep(accepted),
        name=accepted.name,
        caption="Người dân nhận kết quả",
        position=1,
        shows_people=shows_people,
    )


def test_picture_that_is_evidence_comes_in_with_its_caption_and_consent(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    officer, practice = world.cast.propaganda_officer, practices[0]
    evidence = proof(practice, shows_people=True, accepted=drawing())
    client = signed_in(officer)
    page = client.get(f"{ROOM}TAP-2020/bai/{practice.code}/")
    assert [one.caption for one in page.context["offered_photos"]] == ["Người dân nhận kết quả"]
    client.post(f"{ROOM}TAP-2020/bai/{practice.code}/anh/{evidence.pk}/")
    [photo] = entry_of(draft, practice).photos.all()
    assert (photo.caption, photo.consent) == ("Người dân nhận kết quả", Consent.CONSENTED)
    assert photo.file_id == evidence.file_id
    page = client.get(f"{ROOM}TAP-2020/bai/{practice.code}/")
    assert page.context["offered_photos"] == []


def test_paper_and_evidence_of_another_practice_are_no_pictures_of_this(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    officer = world.cast.propaganda_officer
    paper = proof(practices[0], shows_people=False, accepted=AcceptedFile(Kind.PDF, "so.pdf", b"%PDF-1.7"))
    others = proof(practices[1], shows_people=False, accepted=drawing())
    for evidence in (paper, others):
        with pytest.raises(NotFound):
            contents.take_photo(
                actor=officer, booklet=draft, practice_code=practices[0].code, evidence_id=evidence.pk
            )
    assert entry_of(draft, practices[0]).photos.count() == 0


# --- publication


def test_draft_is_published_as_it_was_seen_and_then_stays(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    officer = world.cast.propaganda_officer
    seen = queries.publication_mark(draft)
    move(world, draft, practices[1], "up")
    with pytest.raises(Conflict, match="vừa được sửa"):
        services.publish_draft(actor=officer, booklet=draft, seen=seen)
    published = publish(world, draft)
    assert [row.printed["title"] for row in queries.entries_of(published)] == [
        "Năm phút tiếp đón",
        "Họp không giấy",
        "Một cửa lưu động",
    ]
    with pytest.raises(Refused, match="Tập đã ban hành"):
        photograph(world, published, practices[0])
    with pytest.raises(Refused):
        services.discard_booklet(actor=officer, booklet=published)


def test_empty_book_and_entry_without_its_texts_are_not_published(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    with pytest.raises(Refused, match="chưa có mô hình nào"):
        publish(world, begin(world, title="Tập khác"))
    marks = queries.text_marks(entry_of(draft, practices[2]))
    tell(world, draft, practices[2], marks, result="")
    with pytest.raises(Refused, match=practices[2].code):
        publish(world, draft)


def test_published_booklet_is_read_as_printed_where_two_of_it_became_one(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    kept, merged, _ = practices
    publish(world, draft)
    merge(world, merged, kept)
    reader = signed_in(world.cast.outsider)
    assert reader.get(f"{ROOM}TAP-2020/").status_code == 200
    assert "Năm phút tiếp đón" in reader.get(f"{ROOM}TAP-2020/doc/{merged.code}/").content.decode()
    editor = signed_in(world.cast.propaganda_officer)
    editor.post(f"{ROOM}TAP-2020/lan-in-sau/")
    said = f"Đã gộp vào mô hình khác cũng có trong tập, nên bỏ khỏi tập: {merged.code}."
    assert said in editor.get(f"{ROOM}TAP-2020-L2/ban-hanh/").content.decode()
    further = Booklet.objects.get(code="TAP-2020-L2")
    with pytest.raises(Refused) as refused:
        publish(world, further)
    assert refused.value.sentence == said
    editor.post(f"{ROOM}TAP-2020-L2/bai/{merged.code}/bo/")
    assert publish(world, further).published_at is not None


def test_only_staff_of_the_committee_edit_and_publish(world: World, draft: Booklet) -> None:
    for who in ("unit_head", "unit_reporter", "province_lead", "inspector"):
        with pytest.raises(Forbidden):
            services.publish_draft(
                actor=getattr(world.cast, who), booklet=draft, seen=queries.publication_mark(draft)
            )
    assert draft.code not in queries.booklets_visible_to(world.cast.unit_head).values_list("code", flat=True)


def test_draft_put_aside_leaves_the_registry_as_it_was(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    services.discard_booklet(actor=world.cast.propaganda_officer, booklet=draft)
    assert not Booklet.objects.exists()
    assert Practice.objects.count() == 3
    entry = Entry.objects.get(act="booklet.discarded")
    assert entry.before["practices"] == [one.code for one in practices]


# --- editions


def test_further_edition_marks_what_changed_and_counts_only_what_is_new(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    contents.remove_practice(
        actor=world.cast.propaganda_officer, booklet=draft, practice_code=practices[2].code
    )
    first = publish(world, draft)
    second = services.begin_next_edition(actor=world.cast.propaganda_officer, booklet=first)
    assert (second.code, second.edition) == ("TAP-2020-L2", 2)
    assert queries.changes_between(first, second) == []
    add(world, second, practices)
    marks = queries.text_marks(entry_of(second, practices[0]))
    tell(world, second, practices[0], marks, method="Trực cửa theo ca.")
    said = [one.sentence for one in queries.changes_between(first, second)]
    assert said == [
        f"Sửa {practices[0].code} «Họp không giấy»: cách làm.",
        f"Thêm mô hình {practices[2].code} «Một cửa lưu động».",
    ]
    second = publish(world, second)
    assert second.printed["changes"] == said
    period = from_code("2021Q2")
    found = sources.printed([world.cast.office.pk, world.cast.hospital.pk], period)
    assert {count.value for count in found.values()} == {
        2,
        1,
    }  # each practice once, though two editions tell of it
    with pytest.raises(Refused, match="TAP-2020-L2"):
        services.begin_next_edition(actor=world.cast.propaganda_officer, booklet=first)


# --- files


def test_files_are_made_by_the_job_and_those_of_a_published_booklet_stay(
    world: World, draft: Booklet, practices: list[Practice]
) -> None:
    officer = world.cast.propaganda_officer
    photograph(world, draft, practices[0])
    proof_ = ask_for_file(actor=officer, booklet=draft, kind=PrintKind.A5)
    made = make_file(file_id=proof_.pk)
    assert made is not None
    assert made.state == PrintState.DONE
    published = publish(world, draft)
    for row in published.files.all():
        make_file(file_id=row.pk)
    kinds = dict(published.files.values_list("kind", "state"))
    assert kinds == {kind.value: PrintState.DONE for kind in PrintKind}
    client = signed_in(world.cast.outsider)
    assert client.get(f"{ROOM}TAP-2020/tep/pdf_a5/").getvalue()[:5] == b"%PDF-"
    assert client.get(f"{ROOM}TAP-2020/tep/docx/").getvalue()[:2] == b"PK"
    with pytest.raises(Refused, match="đã có, không làm lại"):
        ask_for_file(actor=officer, booklet=published, kind=PrintKind.A5)


def test_file_asked_for_twice_is_drawn_once_and_of_a_deleted_draft_not_at_all(
    world: World, draft: Booklet
) -> None:
    row = ask_for_file(actor=world.cast.propaganda_officer, booklet=draft, kind=PrintKind.A4)
    again = ask_for_file(actor=world.cast.propaganda_officer, booklet=draft, kind=PrintKind.A4)
    assert again.pk == row.pk
    made = make_file(file_id=row.pk)
    assert made is not None
    written = made.made_at
    assert make_file(file_id=row.pk).made_at == written  # type: ignore[union-attr]  # nothing is left to do
    draft.delete()
    assert make_file(file_id=row.pk) is None


# --- pages


def test_booklet_is_begun_filled_edited_and_published_through_its_pages(
    world: World, practices: list[Practice]
) -> None:
    first, second, _ = practices
    client = signed_in(world.cast.propaganda_officer)
    made = client.post(f"{ROOM}lap/", {"title": "Những cách làm hay", "year": "2020", "preface": "Thưa."})
    assert made.headers["Location"] == f"{ROOM}TAP-2020/chon/"
    client.post(f"{ROOM}TAP-2020/chon/", {"practice": [first.code, second.code]})
    address = f"{ROOM}TAP-2020/bai/{first.code}/"
    form = client.get(address).context["form"]
    sent = {name: form.initial[name] for name in form.fields} | dict(form.marks())
    assert client.post(address, sent | {"method": "Trực cửa theo ca."}).status_code == 302
    client.post(f"{ROOM}TAP-2020/bai/{second.code}/chuyen/", {"where": "up"})
    clash = client.post(address, sent | {"method": "Cách khác."})
    assert clash.status_code == 409
    assert "Cách khác." in clash.content.decode()
    page = client.get(f"{ROOM}TAP-2020/ban-hanh/")
    assert client.post(f"{ROOM}TAP-2020/ban-hanh/", {"mark": page.context["mark"]}).status_code == 302
    reader = signed_in(world.cast.outsider)
    read = reader.get(f"{ROOM}TAP-2020/doc/{first.code}/").content.decode()
    assert "Trực cửa theo ca." in read
    assert "Phiếu màu" not in read
    client.post(f"{ROOM}TAP-2020/lan-in-sau/")
    assert reader.get(f"{ROOM}TAP-2020-L2/").status_code == 404
    assert client.post(address, sent).status_code == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Tên tập"),
        ({"year": "2031"}, "Năm"),
        ({"first_year": "2021"}, "Năm đầu phải trước"),
        ({"signed_on": "31/02/2021"}, "Ngày ký"),
        ({"title": "x" * 301}, "300"),
    ],
    ids=["no title", "year to come", "years reversed", "no such day", "too long"],
)
def test_faulty_booklet_is_told_and_what_was_typed_stays(
    world: World, draft: Booklet, typed: dict[str, str], sentence: str
) -> None:
    world.practice(world.cast.office, "Năm nay", ((2021, Origin.NEW, YearState.REGISTERED),))
    client = signed_in(world.cast.propaganda_officer)
    form = {"title": "Tập mới", "year": "2020", "preface": "Lời đã gõ.", "row_version": "1"} | typed
    page = client.post(f"{ROOM}TAP-2020/sua/", form)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Lời đã gõ." in page.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Những cách làm hay"


def test_two_who_describe_one_booklet_see_both(world: World, draft: Booklet) -> None:
    client = signed_in(world.cast.propaganda_officer)
    form = {"title": "Tên một", "year": "2020", "row_version": str(draft.row_version)}
    assert client.post(f"{ROOM}TAP-2020/sua/", form).status_code == 302
    page = client.post(f"{ROOM}TAP-2020/sua/", form | {"title": "Tên hai"})
    assert page.status_code == 409
    assert "Tên một" in page.content.decode()
    assert "Tên hai" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"caption": ""}, "Chú thích ảnh"),
        ({"consent": ""}, "Người trong ảnh"),
        ({"picture": SimpleUploadedFile("anh.png", b"MZ not a picture")}, "Hãy chọn lại tệp"),
    ],
    ids=["no caption", "no word of the people", "no picture"],
)
def test_faulty_picture_is_told(
    world: World, draft: Booklet, practices: list[Practice], changes: dict[str, object], sentence: str
) -> None:
    client = signed_in(world.cast.propaganda_officer)
    form = {
        "caption": "Quầy tiếp đón",
        "consent": "nobody",
        "no_secrets": "on",
        "picture": SimpleUploadedFile("quay.png", png()),
    } | changes
    page = client.post(f"{ROOM}TAP-2020/bai/{practices[0].code}/anh/", form)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert entry_of(draft, practices[0]).photos.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "x" * 201}, "200"),
        ({"method": "TỐI MẬT\nCách làm."}, "bí mật nhà nước"),
        ({"method": "x" * 20_001}, "20.000"),
    ],
    ids=["title too long", "secret", "text too long"],
)
def test_faulty_text_is_told_and_what_was_typed_stays(
    world: World, draft: Booklet, practices: list[Practice], changes: dict[str, str], sentence: str
) -> None:
    client = signed_in(world.cast.propaganda_officer)
    address = f"{ROOM}TAP-2020/bai/{practices[0].code}/"
    form = client.get(address).context["form"]
    sent = {name: form.initial[name] for name in form.fields} | dict(form.marks())
    page = client.post(address, sent | {"lesson": "Bài học đã gõ."} | changes)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Bài học đã gõ." in page.content.decode()
    assert entry_of(draft, practices[0]).lesson == form.initial["lesson"]


@pytest.mark.parametrize("title", ["", "x" * 101, "  "], ids=["empty", "too long", "blank"])
def test_faulty_name_of_a_chapter_is_told(world: World, draft: Booklet, title: str) -> None:
    client = signed_in(world.cast.propaganda_officer)
    before = [(one.pk, one.title) for one in draft.chapters.all()]
    assert client.post(f"{ROOM}TAP-2020/phan/", {"title": title}).status_code == 422
    assert client.post(f"{ROOM}TAP-2020/phan/{before[0][0]}/", {"title": title}).status_code == 422
    assert [(one.pk, one.title) for one in draft.chapters.all()] == before


@pytest.mark.parametrize("sent", [{}, {"practice": ["MH-1999-001"]}], ids=["none", "unknown"])
def test_faulty_choice_of_practices_is_told(world: World, draft: Booklet, sent: dict[str, list[str]]) -> None:
    client = signed_in(world.cast.propaganda_officer)
    before = draft.entries.count()
    assert client.post(f"{ROOM}TAP-2020/chon/", sent).status_code == 422
    assert draft.entries.count() == before


def test_place_that_is_none_moves_nothing(world: World, draft: Booklet, practices: list[Practice]) -> None:
    client = signed_in(world.cast.propaganda_officer)
    before = [(one.practice_id, one.chapter_id) for one in draft.entries.order_by("position")]
    address = f"{ROOM}TAP-2020/bai/{practices[0].code}/chuyen/"
    for where in ("", "sideways", str(practices[0].pk)):
        page = client.post(address, {"where": where}, follow=True)
        assert "Phần này vừa được bỏ khỏi tập." in page.content.decode()
    assert [(one.practice_id, one.chapter_id) for one in draft.entries.order_by("position")] == before


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as said:
        assert client.get(address).status_code == 200
        return len(said)


def test_number_of_statements_does_not_grow(world: World, draft: Booklet, practices: list[Practice]) -> None:
    for practice in practices[1:]:
        contents.remove_practice(
            actor=world.cast.propaganda_officer, booklet=draft, practice_code=practice.code
        )
    client = signed_in(world.cast.propaganda_officer)
    pages = ["", "TAP-2020/", "TAP-2020/chon/", f"TAP-2020/bai/{practices[0].code}/", "TAP-2020/ban-hanh/"]
    pages.append(f"TAP-2020/doc/{practices[0].code}/")
    few = [statements(client, ROOM + page) for page in pages]
    more = [world.practice(world.cast.hospital, f"Mô hình thứ {n}", **TOLD) for n in range(5)]
    add(world, draft, [*practices[:2], *more])  # one is left to be chosen
    for practice in more:
        photograph(world, draft, practice)
    begin(world, title="Tập khác")
    assert [statements(client, ROOM + page) for page in pages] == few
