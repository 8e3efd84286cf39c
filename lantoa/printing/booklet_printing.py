"""The booklet as PDF, set by typst. Its words stay Vietnamese, whatever language the reader of the screen
uses."""

from typing import Any

from lantoa.printing.booklet import A5_MM, Booklet, Chapter, Entry, sections, units_index
from lantoa.printing.qr import qr_svg
from lantoa.printing.typesetting import ask, set_pdf, set_png
from lantoa.printing.wrapping import wrap_by_meaning

TEMPLATE = "booklet.typ"


def booklet_pdf(booklet: Booklet, page_mm: tuple[float, float] = A5_MM) -> bytes:
    """The book as a tagged PDF/A-2b on pages of `page_mm` (width, height). Raises as
    `typesetting.set_pdf`."""
    return set_pdf(TEMPLATE, _data(booklet, page_mm), created_on=booklet.issued_on)


def booklet_png(booklet: Booklet, page_mm: tuple[float, float] = A5_MM, ppi: float = 110) -> list[bytes]:
    """The pages as pictures, for a preview."""
    return set_png(TEMPLATE, _data(booklet, page_mm), ppi=ppi)


def booklet_pages(booklet: Booklet, page_mm: tuple[float, float] = A5_MM) -> dict[str, int]:
    """On which page each part stands: by the code of a model, `chapter-1` …, `preface`, `others`, `index`."""
    pages: dict[str, int | None] = ask(TEMPLATE, _data(booklet, page_mm), "places")
    return {key: page for key, page in pages.items() if page is not None}


def _data(booklet: Booklet, page_mm: tuple[float, float]) -> dict[str, Any]:
    signature = booklet.preface_signature
    scale = page_mm[0] / A5_MM[0]  # longest lines in characters were measured on A5
    return {
        "width_mm": page_mm[0],
        "height_mm": page_mm[1],
        "words": _words(),
        "cover_lines": list(booklet.cover_lines),
        "title": booklet.title,
        "cover_title": wrap_by_meaning(booklet.title, round(26 * scale)),
        "cover_subtitle": wrap_by_meaning(booklet.subtitle, round(50 * scale)) if booklet.subtitle else [],
        "year": booklet.year,
        "note": booklet.note,
        "marks": " · ".join(booklet.marks),
        "preface": list(booklet.preface),
        "preface_place_date": booklet.preface_place_date,
        "signature": [signature.authority, signature.post, signature.name] if signature else [],
        "chapters": [
            _chapter(chapter, place, scale) for place, chapter in enumerate(booklet.chapters, start=1)
        ],
        "opening_pages": _chapters_are_long(booklet),
        "others": [[model.code, model.title, model.unit, model.field] for model in booklet.others],
        "index": [
            {"unit": unit, "entries": [{"code": e.code, "title": e.title} for e in entries]}
            for unit, entries in units_index(booklet)
        ],
        "imprint": list(booklet.imprint),
    }


def _chapters_are_long(booklet: Booklet) -> bool:
    """A page of its own for each chapter is worth its paper from two models a chapter on."""
    return len(list(booklet.entries)) >= 2 * len(booklet.chapters)


def _chapter(chapter: Chapter, place: int, scale: float) -> dict[str, Any]:
    return {
        "key": f"chapter-{place}",
        "title": chapter.title,
        "title_lines": wrap_by_meaning(chapter.title, round(22 * scale)),
        "entries": [_entry(entry) for entry in chapter.entries],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    key = entry.key_result
    return {
        "code": entry.code,
        "title": entry.title,
        "unit": entry.unit,
        "period": entry.period,
        "sections": [{"heading": heading, "paragraphs": list(texts)} for heading, texts in sections(entry)],
        "key": {"measure": key.measure, "before": key.before, "after": key.after, "unit": key.unit}
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
