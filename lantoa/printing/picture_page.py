"""One page on its side for a meeting: a picture at the left, figures and small tables at the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lantoa.printing.errors import TypesettingFailed
from lantoa.printing.typesetting import ask, set_pdf

TEMPLATE = "picture_page.typ"


@dataclass(frozen=True, slots=True)
class SmallTable:
    """`head` names the columns; the first column is text, the others are numbers as written."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PicturePage:
    """`picture` is SVG with its colours written out; `figures` are (number, words); `legend` (colour, words)."""

    title: str
    second: str
    body: str
    foot: str
    picture: str
    figures: Sequence[tuple[str, str]]
    legend: Sequence[tuple[str, str]]
    tables: Sequence[SmallTable]
    made_on: date
    mark: str = ""


def picture_page_pdf(page: PicturePage) -> bytes:
    """A4 on its side, one page. Raises `TypesettingFailed` where the tables do not fit on it, and as `set_pdf`."""
    data = _data(page)
    pages = ask(TEMPLATE, data, "pages")
    if pages != 1:
        raise TypesettingFailed(f"{TEMPLATE}: {pages} pages, not one")
    return set_pdf(TEMPLATE, data, created_on=page.made_on)


def _data(page: PicturePage) -> dict[str, Any]:
    return {
        "title": page.title,
        "second": page.second,
        "body": page.body,
        "foot": page.foot,
        "mark": page.mark,
        "picture": page.picture,
        "figures": [list(one) for one in page.figures],
        "legend": [list(one) for one in page.legend],
        "tables": [
            {
                "title": one.title,
                "head": list(one.head),
                "rows": [list(row) for row in one.rows],
                "note": one.note,
            }
            for one in page.tables
        ],
    }
