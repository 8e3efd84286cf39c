"""A table of who does what by when, looked over line by line before any of it is given: the same wherever it is sent from."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lantoa.attachments.reading import read_workbook
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.models import Unit
from lantoa.tasks.conclusions import MOST_COLUMNS, MOST_LINES, MOST_ROWS, Line, lines_of, text_of_tables
from lantoa.tasks.forms import LinesForm
from lantoa.tasks.queries import called_below
from lantoa.tasks.shown import mark_of_lines
from lantoa.ui.steps import INVALID

FAULTY_ABOVE = 10  # the rest stands in the table alone


@dataclass(frozen=True)
class LookedOver:
    """What a page shows. `form`: with what a file says in its box; `lines`: none where the table itself was refused; `count`: how
    many tasks they come to; `faulty`: lines to be mended; `sheet`: what was read of a file; `units`: by code, of the lines;
    `gives`: the person was shown these very lines and says to give them; `changed`: says so of lines that are others now."""

    form: LinesForm
    lines: list[Line] = field(default_factory=list)
    count: int = 0
    faulty: int = 0
    sheet: str = ""
    units: dict[str, Unit] = field(default_factory=dict)
    gives: bool = False
    changed: bool = False

    @property
    def mark(self) -> str:
        """Of the lines as the page shows them."""
        return mark_of_lines(self.lines)

    @property
    def status(self) -> int:
        return INVALID if self.form.errors or self.faulty else 200

    @property
    def first_faulty(self) -> list[Line]:
        """The faulty lines that stand above the form, in the order of the table."""
        return [line for line in self.lines if line.faults][:FAULTY_ABOVE]

    @property
    def more_faulty(self) -> int:
        return max(0, self.faulty - FAULTY_ABOVE)

    def units_of(self, line: Line) -> list[Unit]:
        return [self.units[code] for code in line.units]


def look_over(request: HttpRequest, form: LinesForm, asker: Unit) -> LookedOver:
    """Read what was sent with a bound form: the file where there is one, else the table that was pasted or mended. Units are
    those of the asker and below. A refusal stands in the form."""
    if not form.is_valid():
        return LookedOver(form)
    table, sheet, sent = form.cleaned_data["table"], "", form.cleaned_data["file"]
    if sent is not None:
        try:
            table, sheet = text_of_tables(read_workbook(sent, max_rows=MOST_ROWS, max_columns=MOST_COLUMNS))
        except Refused as refused:
            form.add_error("file", refused.sentence)
            return LookedOver(form)
        # What the file says now stands in the box: it is mended and given from there.
        typed = request.POST.copy()
        typed["table"] = table
        form = type(form)(typed)
        form.is_valid()
        table = form.cleaned_data.get("table") or table  # cleaned, as it will be when it is given
    called = called_below(asker)
    lines = lines_of(table, called.codes, called.direct, clock.today())
    if not lines or len(lines) > MOST_LINES:
        form.add_error("table", _("Mỗi lần từ 1 đến %(most)s dòng.") % {"most": format_count(MOST_LINES)})
        return LookedOver(form, sheet=sheet)
    count, faulty = sum(len(line.units) for line in lines), sum(bool(line.faults) for line in lines)
    wants = request.POST.get("viec") == "giao"
    seen = sent is None and request.POST.get("counted") == mark_of_lines(lines)
    return LookedOver(
        form,
        lines,
        count,
        faulty,
        sheet,
        called.units,
        gives=wants and seen and not faulty,
        changed=wants and not seen and not faulty,
    )
