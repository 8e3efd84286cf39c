"""What a plan and its measures say, and what of it cannot be."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty

MOST_MEASURES = 100
LONGEST_MEASURE = 1000
FIRST_YEAR, FURTHEST = 1990, 2  # years ahead of the present one


@dataclass(frozen=True)
class PlanText:
    """What a plan is called, and what it is to reach."""

    title: str
    aim: str = ""


@dataclass(frozen=True)
class MeasureText:
    """One measure as it is written. `due_on` and `owner_post` may wait until the plan is adopted."""

    text: str
    owner_post: str = ""
    due_on: date | None = None
    proof: str = ""


def check_year(year: int) -> None:
    last = clock.today().year + FURTHEST
    if not FIRST_YEAR <= year <= last:
        sentence = _("Năm của kế hoạch từ %(first)d đến %(last)d.")
        raise Refused.at("year", sentence % {"first": FIRST_YEAR, "last": last})


def check_text(text: PlanText) -> None:
    if looks_empty(text.title):
        raise Refused.at("title", _("Ghi tên kế hoạch."))


def check_measure(measure: MeasureText, year: int) -> None:
    if looks_empty(measure.text):
        raise Refused.at("text", _("Ghi biện pháp: làm gì."))
    if len(measure.text) > LONGEST_MEASURE:
        raise Refused.at("text", _("Biện pháp dài quá %(most)d ký tự. Tách ra.") % {"most": LONGEST_MEASURE})
    if measure.due_on is not None and not year <= measure.due_on.year <= year + 1:
        sentence = _("Hạn của kế hoạch năm %(year)d phải trong năm đó hoặc năm sau.")
        raise Refused.at("due_on", sentence % {"year": year})
