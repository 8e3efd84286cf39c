"""Read what the report's forms send. The grid is one form of many small fields, named by line position."""

import re
import uuid

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core.errors import Refused
from lantoa.reporting.services.entry import Entries
from lantoa.ui.kept import name_boxes

_FIELD = re.compile(r"(v|b|n|e|t|c|x)-([0-9]{1,4})")
_LINE_REASON = re.compile(r"l-([0-9]{1,4})")
# What the two forms of a report send; anything else is refused.
ENTRY_BOXES = ("key", "row_version", _FIELD)
DECIDING_BOXES = ("reason", _LINE_REASON)
# What they are called where they are given back to be sent again.
name_boxes("lantoa.reporting", r"v-([0-9]{1,4})", gettext_lazy("Số liệu dòng %s"))
name_boxes("lantoa.reporting", r"n-([0-9]{1,4})", gettext_lazy("Lý do, dòng %s"))
name_boxes("lantoa.reporting", r"l-([0-9]{1,4})", gettext_lazy("Lý do trả lại, dòng %s"))
name_boxes("lantoa.reporting", r"t-([0-9]{1,4})", gettext_lazy("Lời văn, mục %s"))
name_boxes("lantoa.reporting", "reason", gettext_lazy("Lý do trả lại"))


def read_entries(data: QueryDict) -> Entries:
    """v-<n> figures, b-<n> the figures the form was opened with, n-<n> reasons, t-<n> texts, c-<n> the marks
    of the texts the form was opened with; e-<n> estimate marks.

    A checkbox that is off sends nothing, so the form says with x-<n> that the mark of line n was on the form.
    """
    found: dict[str, dict[int, str]] = {letter: {} for letter in "vbnetcx"}
    for name in data:
        match = _FIELD.fullmatch(name)
        if match:
            found[match[1]][int(match[2])] = str(data[name])
    # What was not touched is not sent to the service: another's change to that cell then stands.
    values = {place: typed for place, typed in found["v"].items() if typed != found["b"].get(place)}
    return Entries(
        values=values,
        notes=found["n"],
        estimates={place: place in found["e"] for place in found["x"]},
        texts=found["t"],
        bases=found["b"],
        text_marks=found["c"],
    )


def read_row_version(data: QueryDict) -> int | None:
    typed = data.get("row_version", "")
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else None


def read_key(data: QueryDict) -> uuid.UUID:
    """The form's own key, by which a double click is told from a second report. Refused when it is not
    there.
    """
    try:
        return uuid.UUID(data.get("key", ""))
    except ValueError as error:
        raise Refused(_("Biểu mẫu này đã cũ. Tải lại trang rồi gửi lại; nội dung đã lưu vẫn còn.")) from error


def read_line_reasons(data: QueryDict) -> dict[int, str]:
    """l-<n>: why line n is sent back."""
    return {
        int(name[2:]): text
        for name, text in data.items()
        if _LINE_REASON.fullmatch(name) and isinstance(text, str)
    }
