"""The points of criteria and the scale in the file of a sheet (docs/how-to/sheet-files.md), written and strictly read.

Points stand as text with a point, "4.5": a number of JSON would come back as 4.499999.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from lantoa.core.text import TextError, clean_line
from lantoa.reporting.choices import SkipRule
from lantoa.reporting.design import LineSpec
from lantoa.reporting.json_files import showable
from lantoa.reporting.scoring import (
    LONGEST_BAND,
    LONGEST_OPTION,
    MOST_BANDS,
    MOST_OPTIONS,
    Band,
    Option,
    Scale,
)

LINE_KEYS: Final = ("most", "skip", "bonus", "options")
SCALE_KEY: Final = "scale"
LONGEST_BASIS: Final = 300
_POINTS = re.compile(r"[0-9]{1,5}(\.[0-9]{1,2})?")


class Wrong(Protocol):
    """Takes what is wrong at a place of the file."""

    def __call__(self, place: str, sentence: str, /) -> None: ...


def written_criterion(line: LineSpec) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if line.most is not None:
        found["most"] = _points(line.most)
    if line.skip_rule:
        found["skip"] = str(line.skip_rule)
    if line.bonus:
        found["bonus"] = True
    if line.options:
        found["options"] = [{"label": label, "points": _points(points)} for label, points in line.options]
    return found


def written_scale(scale: Scale) -> dict[str, Any]:
    found: dict[str, Any] = {
        "maximum": _points(scale.maximum),
        "bands": [{"label": one.label, "from": _points(one.at_least)} for one in scale.bands],
    }
    return {**found, "basis": scale.basis} if scale.basis else found


def _points(value: Decimal) -> str:
    return f"{value.normalize():f}"


def read_criterion(place: str, value: Any, wrong: Wrong) -> dict[str, Any]:
    """The fields of a line that say how it is scored."""
    if not isinstance(value, Mapping):
        return {}
    found: dict[str, Any] = {}
    if "most" in value:
        found["most"] = _read_points(f"{place}.most", value["most"], wrong)
    if "skip" in value:
        if value["skip"] in SkipRule.values:
            found["skip_rule"] = SkipRule(value["skip"])
        else:
            wrong(
                f"{place}.skip",
                _("Phải là một trong: %(choices)s.") % {"choices": ", ".join(SkipRule.values)},
            )
    if "bonus" in value:
        found["bonus"] = value["bonus"]
        if not isinstance(value["bonus"], bool):
            wrong(f"{place}.bonus", _("Phải là true hoặc false."))
    if "options" in value:
        found["options"] = _read_pairs(
            f"{place}.options", value["options"], "points", MOST_OPTIONS, LONGEST_OPTION, wrong
        )
    return found


def read_scale_part(value: Any, wrong: Wrong) -> Scale | None:
    """The scale of a file, None where it is wrong."""
    if not isinstance(value, Mapping):
        wrong(SCALE_KEY, _("Chỗ này phải là một đối tượng { … }."))
        return None
    for name in value:
        if name not in ("maximum", "bands", "basis"):
            wrong(
                f"{SCALE_KEY}.{showable(str(name))}",
                _("Không có khóa này trong định dạng. Xem lại chính tả."),
            )
    maximum = _read_points(f"{SCALE_KEY}.maximum", value.get("maximum"), wrong)
    bands = _read_pairs(f"{SCALE_KEY}.bands", value.get("bands"), "from", MOST_BANDS, LONGEST_BAND, wrong)
    basis = _read_text(f"{SCALE_KEY}.basis", value.get("basis", ""), LONGEST_BASIS, wrong)
    if maximum is None:
        return None
    return Scale(maximum, tuple(Band(label, limit) for label, limit in bands), basis)


def _read_pairs(
    place: str, value: Any, name: str, most: int, longest: int, wrong: Callable[[str, str], None]
) -> tuple[Option, ...]:
    if not isinstance(value, list):
        wrong(place, _("Chỗ này phải là một danh sách [ … ]."))
        return ()
    if len(value) > most:
        wrong(place, _("Danh sách dài quá %(most)d phần.") % {"most": most})
        return ()
    found = []
    for at, one in enumerate(value):
        here = f"{place}[{at}]"
        if not isinstance(one, Mapping) or set(one) != {"label", name}:
            wrong(here, _('Chỗ này phải là { "label": …, "%(name)s": … }.') % {"name": name})
            continue
        label = _read_text(f"{here}.label", one["label"], longest, wrong)
        points = _read_points(f"{here}.{name}", one[name], wrong)
        if not label:
            wrong(f"{here}.label", _("Chưa có nội dung."))
        found.append((label, points or Decimal(0)))
    return tuple(found)


def _read_points(place: str, value: Any, wrong: Wrong) -> Decimal | None:
    if isinstance(value, str) and _POINTS.fullmatch(value):
        return Decimal(value)
    wrong(
        place,
        _('Phải là số điểm trong dấu ngoặc kép, thập phân có dấu chấm, nhiều nhất hai chữ số. Ví dụ: "4.5".'),
    )
    return None


def _read_text(place: str, value: Any, longest: int, wrong: Wrong) -> str:
    if not isinstance(value, str):
        wrong(place, _("Phải là chữ trong dấu ngoặc kép."))
        return ""
    try:
        cleaned = clean_line(value)
    except TextError as error:
        wrong(place, error.sentence)
        return ""
    if len(cleaned) > longest:
        wrong(place, _("Dài quá %(most)d ký tự.") % {"most": longest})
    return cleaned
