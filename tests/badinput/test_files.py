"""BAD_INPUT, files: what the gate refuses, in which words, and what it makes of what it takes. Names carry the row's id."""

import hashlib
import io
import logging
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from lantoa.attachments.choices import PICTURES, Kind
from lantoa.attachments.gate import AcceptedFile, admit
from lantoa.core.errors import Refused
from tests.badinput import files
from tests.badinput.files import HOSTILE
from tests.badinput.refusal import (
    WITH_MARKS,
    assert_refused_well,
    nothing_written,
    only_recorded,
    rows_that_hold,
)
from tests.permissions.world.things import World


def offer(content: bytes, name: str, *kinds: Kind) -> AcceptedFile:
    return admit(SimpleUploadedFile(name, content), allowed=kinds or tuple(Kind))


def kinds_for(name: str) -> tuple[Kind, ...]:
    """The fields' allow-lists: pictures apart, so that their own sentence is met."""
    return PICTURES if name in {"svg", "svg_behind_xml", "bmp", "tiff"} else tuple(Kind)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_its_words(name: str) -> None:
    hostile = HOSTILE[name]
    with pytest.raises(Refused) as refusal:
        offer(hostile.build(), hostile.file_name, *kinds_for(name))
    sentence = refusal.value.sentence
    assert sentence.startswith(hostile.sentence)
    assert "hãy" in sentence.lower()
    assert WITH_MARKS.search(sentence) is not None
    assert unicodedata.is_normalized("NFC", sentence)


def test_corpus_is_large_enough() -> None:
    assert len(HOSTILE) >= 60
    assert {one.row for one in HOSTILE.values()} == {
        "b01",
        "b02",
        "b03",
        "b04",
        "b07",
        "b08",
        "b15",
        "b16",
        "b19",
        "b35",
    }


@pytest.mark.parametrize(
    ("build", "name", "kind"),
    [
        (files.pdf, "Quyết định.pdf", Kind.PDF),
        (files.docx, "Quyết định.docx", Kind.DOCX),
        (files.xlsx, "Biểu.xlsx", Kind.XLSX),
        (lambda: "Mã;Tên\n01;Đảng bộ".encode(), "cay.csv", Kind.CSV),
        (lambda: "Mã\tTên\n01\tĐảng bộ".encode("utf-16"), "cay.csv", Kind.CSV),
        (lambda: files.picture("JPEG"), "anh.jpeg", Kind.JPEG),
        (files.picture, "anh.png", Kind.PNG),
        (
            lambda: files.with_relation(files.docx(), files.RELS, "hyperlink", "https://dangcongsan.vn/"),
            "a.docx",
            Kind.DOCX,
        ),
    ],
)
def test_honest_file_is_taken(build: object, name: str, kind: Kind) -> None:
    taken = offer(build(), name)  # type: ignore[operator]
    assert (taken.kind, taken.name, taken.media_type) == (kind, name, kind.media_type)


def test_a_kind_that_the_field_does_not_take_is_named() -> None:
    with pytest.raises(Refused, match=r"^Nội dung tệp không phải PDF, Word \(\.docx\)\. Hãy chọn lại tệp\.$"):
        offer(files.xlsx(), "a.xlsx", Kind.PDF, Kind.DOCX)


def test_a_file_above_the_limit_is_refused_before_it_is_read() -> None:
    class Huge(SimpleUploadedFile):
        def read(self, *_arguments: object) -> bytes:
            raise AssertionError("was read")

    huge = Huge("a.pdf", b"x")
    huge.size = 20 * 1024 * 1024 + 1
    with pytest.raises(Refused, match=r"^Tệp vượt quá 20 MB\."):
        admit(huge, allowed=[Kind.PDF])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_b15_a_picture_loses_all_but_its_pixels(kind: str) -> None:
    words = "hoamai-noi-chup"
    raw = {
        "JPEG": lambda: files.photographed(words),
        "PNG": lambda: files.png_with_words(words),
        "WEBP": lambda: files.picture("WEBP", exif=_described(words)),
    }[kind]()
    assert words.encode() in raw
    taken = offer(raw, "anh.jpg" if kind == "JPEG" else f"anh.{kind.lower()}")
    assert words.encode() not in taken.content
    with Image.open(io.BytesIO(taken.content)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == ((30, 40) if kind == "JPEG" else (40, 30))  # the photograph lay on its side


def _described(words: str) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = words
    return exif


def test_a_webp_is_kept_as_jpeg_or_with_transparency_as_png() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(clear, "WEBP")
    assert (offer(files.picture("WEBP"), "a.webp").kind, offer(files.picture("WEBP"), "a.webp").name) == (
        Kind.JPEG,
        "a.jpg",
    )
    assert (offer(clear.getvalue(), "a.webp").kind, offer(clear.getvalue(), "a.webp").name) == (
        Kind.PNG,
        "a.png",
    )


def test_a_refused_file_leaves_nothing_in_temporary_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(Refused):
        offer(HOSTILE["bomb_by_ratio"].build(), "a.xlsx")
    assert list(tmp_path.iterdir()) == []


# --- through the whole stack of a request -------------------------------------------------------------------------
MARKER = "hoamai-bimat-noidung"


@pytest.fixture
def page(world: World, settings: LazySettings, store_folder: Path) -> str:
    settings.ROOT_URLCONF = "tests.badinput.upload_page"
    return "/thu-tep/"


def send(client: Client, page: str, content: bytes, name: str) -> HttpResponse:
    words = {"title": "Tên đã gõ", "no_secrets": "on"}
    return client.post(page, words | {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - set(files.ALIKE)))
def test_hostile_file_through_the_page_leaves_nothing(
    page: str,
    reporter: Client,
    name: str,
    store_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aside = tmp_path / "tmp"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    hostile = HOSTILE[name]
    with nothing_written():
        response = send(reporter, page, hostile.build(), hostile.file_name)
    assert response.status_code == 422
    assert_refused_well(response, sentence=hostile.sentence, typed="Tên đã gõ")
    assert [path for folder in (store_folder, aside) for path in folder.rglob("*")] == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (lambda: files.docx("MẬT", MARKER), "a.docx"),
        (lambda: files.docx(MARKER, header="TUYỆT MẬT"), "a.docx"),
        (
            lambda: files.added(
                files.docx(MARKER, footer="TỐI MẬT"), big=("word/media/a.bin", os.urandom(4 << 20))
            ),
            "to.docx",
        ),
        (lambda: files.pdf(f"MẬT\n{MARKER}"), "a.pdf"),
        (lambda: files.xlsx(("MẬT",), (MARKER,)), "a.xlsx"),
        (lambda: f"MẬT\n{MARKER}\n".encode(), f"{MARKER}.csv"),
    ],
)
def test_t17_of_a_marked_file_nothing_is_found_anywhere(
    page: str,
    reporter: Client,
    content: Callable[[], bytes],
    name: str,
    store_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with caplog.at_level(logging.DEBUG), only_recorded("attachment.secret_refused"):
        response = send(reporter, page, content(), name)
    assert response.status_code == 422
    assert_refused_well(
        response,
        sentence="Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này.",
        typed="Tên đã gõ",
    )
    assert rows_that_hold(MARKER) == []
    assert MARKER not in caplog.text
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_honest_file_through_the_page_is_kept(page: str, reporter: Client, store_folder: Path) -> None:
    raw = files.docx("Công tác bảo mật")
    response = send(reporter, page, raw, "a.docx")
    assert response.status_code == 200
    digest = hashlib.sha256(raw).hexdigest()
    assert response.content.decode() == digest
    assert (store_folder / digest[:2] / digest).read_bytes() == raw
