"""Read what the second scorer sends: u-<n> points, r-<n> why they differ, b-<n> and w-<n> what these were opened with."""

import re

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from lantoa.reporting.services.scores import ScoreEntries
from lantoa.ui.kept import name_boxes

_FIELD = re.compile(r"(u|b|r|w)-([0-9]{1,4})")
SCORE_BOXES = (_FIELD,)
name_boxes("lantoa.reporting", r"u-([0-9]{1,4})", gettext_lazy("Điểm cấp trên chấm, dòng %s"))
name_boxes("lantoa.reporting", r"r-([0-9]{1,4})", gettext_lazy("Lý do chấm khác, dòng %s"))


def read_scores(data: QueryDict) -> ScoreEntries:
    found: dict[str, dict[int, str]] = {letter: {} for letter in "ubrw"}
    for name in data:
        match = _FIELD.fullmatch(name)
        if match:
            found[match[1]][int(match[2])] = str(data[name])
    return ScoreEntries(found["u"], found["r"], found["b"], found["w"])
