"""BAD_INPUT, files: what the gate refuses, in which words, and what it makes of what it takes. Names carry the row's id."""

import io
import unicodedata
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lantoa.attachments.choices import PICTURES, Kind
from lantoa.attachments.gate import AcceptedFile, admit
from lantoa.core.errors import Refused
from tests.badinput import files
from tests.badinput.files import HOSTILE
from tests.badinput.refusal import WITH_MARKS


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
