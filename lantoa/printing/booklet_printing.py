"""The booklet as PDF, set by typst. Its words stay Vietnamese, whatever language the reader of the screen
uses."""

import re
from typing import Any, Final

from lantoa.printing.booklet import A4_MM, A5_MM, Booklet, Chapter, Entry, fields_index, sections, units_index
from lantoa.printing.press import with_boxes
from lantoa.printing.qr import qr_svg
from lantoa.printing.typesetting import ask, set_pdf
from lantoa.printing.wrapping import wrap_by_meaning

TEMPLATE = "booklet.typ"
BLEED_MM: Final = 3.0
SHEET_MM: Final = 10.0  # from the edge of the press's sheet to the trimmed page; room for the crop marks
LONGEST_WORD: Final = 24  # longer ones, as addresses are, may break anywhere
_LONG_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_BREAK: Final = "\u200b"


def booklet_pdf(booklet: Booklet, page_mm: tuple[float, float] = A5_MM, *, press: bool = False) -> bytes:
    """The book as a tagged PDF/A-2b on pages of `page_mm` (width, height). Raises as `typesetting.set_pdf`.

    For the `press` colour runs 3 mm over the edge, crop marks stand at the corners, and each page says its trim and bleed box.
    """
    made = set_pdf(
        TEMPLATE, _data(booklet, page_mm, press), created_on=booklet.issued_on, pictures=_pictures(booklet)
    )
    return with_boxes(made, outside_mm=SHEET_MM, bleed_mm=BLEED_MM) if press else made


def booklet_pages(booklet: Booklet, page_mm: tuple[float, float] = A5_MM) -> dict[str, int]:
    """On which page each part stands: by the code of a model, `chapter-1` …, `preface`, `changes`, `others`, `index`,
    `fields`."""
    pages: dict[str, int | None] = ask(
        TEMPLATE, _data(booklet, page_mm), "places", pictures=_pictures(booklet)
    )
    return {key: page for key, page in pages.items() if page is not None}


def _pictures(booklet: Booklet) -> dict[str, bytes]:
    return {
        _picture_name(entry, place): photo.content
        for entry in booklet.entries
        for place, photo in enumerate(entry.photos, start=1)
    }


def _picture_name(entry: Entry, place: int) -> str:
    return f"{entry.code}-{place}.jpg"


def _breakable(text: str) -> str:
    """A word that is longer than a line has nowhere to break by itself."""

    def parted(word: re.Match[str]) -> str:
        letters = word[0]
        return _BREAK.join(letters[at : at + LONGEST_WORD] for at in range(0, len(letters), LONGEST_WORD))

    return _LONG_WORD.sub(parted, text)


def _data(booklet: Booklet, page_mm: tuple[float, float], press: bool = False) -> dict[str, Any]:
    signature = booklet.preface_signature
    large = page_mm[0] >= A4_MM[0]
    scale = page_mm[0] / A5_MM[0]  # longest lines in characters were measured on A5
    return {
        "width_mm": page_mm[0],
        "height_mm": page_mm[1],
        "bleed_mm": BLEED_MM if press else 0,
        "outside_mm": SHEET_MM if press else 0,
        "margins_mm": [24, 22, 30, 24] if large else [19, 18, 19, 15],  # top, bottom, inside, outside
        "body_pt": 12.5 if large else 10.8,
        "words": _words(),
        "cover_lines": list(booklet.cover_lines),
        "title": booklet.title,
        "cover_title": wrap_by_meaning(booklet.title, round(26 * scale)),
        "cover_subtitle": wrap_by_meaning(booklet.subtitle, round(50 * scale)) if booklet.subtitle else [],
        "year": booklet.year,
        "edition": booklet.edition,
        "changes": [_breakable(line) for line in booklet.changes],
        "note": booklet.note,
        "marks": " · ".join(booklet.marks),
        "preface": [_breakable(line) for line in booklet.preface],
        "preface_place_date": booklet.preface_place_date,
        "signature": [signature.authority, signature.post, signature.name] if signature else [],
        "chapters": [
            _chapter(chapter, place, scale) for place, chapter in enumerate(booklet.chapters, start=1)
        ],
        "opening_pages": _chapters_are_long(booklet),
        "others": [
            [model.code, _breakable(model.title), _breakable(model.unit), model.field]
            for model in booklet.others
        ],
        "index": _index(units_index(booklet)),
        "fields": _index(fields_index(booklet)),
        "imprint": list(booklet.imprint),
    }


def _index(found: list[tuple[str, list[Entry]]]) -> list[dict[str, Any]]:
    return [
        {
            "unit": _breakable(head),
            "entries": [{"code": one.code, "title": _breakable(one.title)} for one in entries],
        }
        for head, entries in found
    ]


def _chapters_are_long(booklet: Booklet) -> bool:
    """A page of its own for each chapter is worth its paper from two models a chapter on."""
    return len(list(booklet.entries)) >= 2 * len(booklet.chapters)


def _chapter(chapter: Chapter, place: int, scale: float) -> dict[str, Any]:
    return {
        "key": f"chapter-{place}",
        "title": _breakable(chapter.title),
        "title_lines": wrap_by_meaning(chapter.title, round(22 * scale)),
        "entries": [_entry(entry) for entry in chapter.entries],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    key = entry.key_result
    return {
        "code": entry.code,
        "title": _breakable(entry.title),
        "unit": _breakable(entry.unit),
        "period": entry.period,
        "tag": entry.tag,
        "photos": [
            {
                "path": _picture_name(entry, place),
                "caption": _breakable(photo.caption),
                "ratio": photo.width / photo.height,
            }
            for place, photo in enumerate(entry.photos, start=1)
        ],
        "sections": [
            {"heading": heading, "paragraphs": [_breakable(text) for text in texts]}
            for heading, texts in sections(entry)
        ],
        "key": {
            "measure": _breakable(key.measure),
            "before": key.before,
            "after": key.after,
            "unit": key.unit,
        }
        if key
        else None,
        "qr": qr_svg(entry.address) if entry.address else "",
        "address": entry.address,
    }


def _words() -> dict[str, str]:
    """The fixed words of the book."""
    return {
        "preface": "Lời giới thiệu",
        "contents": "Mục lục",
        "part": "Phần",
        "others": "Danh sách mô hình khác",
        "changes": "Thay đổi so với lần in trước",
        "fields": "Tra cứu theo lĩnh vực",
        "index": "Tra cứu theo đơn vị",
        "models": "mô hình",
        "before": "Trước",
        "after": "Sau",
        "scan": "Quét mã để xem hồ sơ, số liệu và liên hệ nhân rộng",
        "number": "STT",
        "code": "Mã",
        "model": "Tên mô hình",
        "unit": "Đơn vị",
        "field": "Lĩnh vực",
    }
