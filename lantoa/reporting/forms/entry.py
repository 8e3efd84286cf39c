"""Read what the report's forms send. The grid is one form of many small fields, named by line position."""

import re
import uuid

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core.errors import Refused
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.entries import Entries
from lantoa.ui.kept import name_boxes

_FIELD = re.compile(r"(v|b|k|d|q|x|f|g|n|w|t|c|m|o|u)-([0-9]{1,4})")
NOT_APPLICABLE_CHOICE = "not_applicable"
FIGURE_CHOICES = [
    ("", gettext_lazy("Số chính xác")),
    *((one.value, one.word) for one in Qualifier),
    (NOT_APPLICABLE_CHOICE, gettext_lazy("Không áp dụng cho đơn vị")),
]
_LINE_REASON = re.compile(r"l-([0-9]{1,4})")
# What the two forms of a report send; anything else is refused.
ENTRY_BOXES = ("key", "row_version", _FIELD)
DECIDING_BOXES = ("reason", _LINE_REASON)
# What they are called where they are given back to be sent again.
name_boxes("lantoa.reporting", r"v-([0-9]{1,4})", gettext_lazy("Số liệu dòng %s"))
name_boxes("lantoa.reporting", r"f-([0-9]{1,4})", gettext_lazy("Xác nhận số trong sổ, dòng %s"))
name_boxes("lantoa.reporting", r"n-([0-9]{1,4})", gettext_lazy("Lý do, dòng %s"))
name_boxes("lantoa.reporting", r"l-([0-9]{1,4})", gettext_lazy("Lý do trả lại, dòng %s"))
name_boxes("lantoa.reporting", r"t-([0-9]{1,4})", gettext_lazy("Lời văn, mục %s"))
name_boxes("lantoa.reporting", "reason", gettext_lazy("Lý do trả lại"))


def read_entries(data: QueryDict) -> Entries:
    """Cells: v-<n> what stands in it, b-<n> what it was opened with, k-<n> the other's cell that is overwritten, d-<n> the
    own is dropped; q-<n> what the figure is (one of FIGURE_CHOICES), x-<n> what it was. Registers: f-<n> the figure that is
    confirmed (a box: absent when it is not ticked), g-<n> the one that was so when the form was opened. Reasons: n-<n>, and
    w-<n> what it was opened with. Texts: t-<n>, c-<n> the mark of the one the form was opened with, m-<n> the mark of the
    other's that is overwritten, o-<n> the own is dropped, u-<n> it is taken as it reads in the
    encoding of its old font.
    """
    found: dict[str, dict[int, str]] = {letter: {} for letter in "vbkdqxfgnwtcmou"}
    for name in data:
        match = _FIELD.fullmatch(name)
        if match:
            found[match[1]][int(match[2])] = str(data[name])
    # What was not touched is not sent to the service: another's change to that cell then stands.
    chosen = {place: word for place, word in found["q"].items() if word != found["x"].get(place, "")}
    return Entries(
        values=_touched(found["v"], found["b"], found["d"]),
        notes=_touched(found["n"], found["w"], {}),
        texts={place: text for place, text in found["t"].items() if place not in found["o"]},
        bases=found["b"],
        text_marks=found["c"],
        qualifiers={place: word for place, word in chosen.items() if word != NOT_APPLICABLE_CHOICE},
        applies={place: word != NOT_APPLICABLE_CHOICE for place, word in chosen.items()},
        confirmed=_ticked(found["f"], found["g"]),
        own_kept=found["k"],
        own_text_kept=found["m"],
        converted=frozenset(found["u"]),
    )


def _touched(typed: dict[int, str], opened: dict[int, str], dropped: dict[int, str]) -> dict[int, str]:
    return {
        place: text for place, text in typed.items() if place not in dropped and text != opened.get(place)
    }


def _ticked(ticked: dict[int, str], opened: dict[int, str]) -> dict[int, str]:
    """What was ticked since, and «» for what was ticked and is no more."""
    gone = {place: "" for place, figure in opened.items() if figure and place not in ticked}
    return {place: seen for place, seen in ticked.items() if seen != opened.get(place)} | gone


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
