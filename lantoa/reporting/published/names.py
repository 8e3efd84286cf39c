"""What the names of metrics tell, where a file says no more: which parts are all of a total, what is never added up.

The names are those of docs/how-to/published-figures.md. A name that is not known here is still stored, shown and compared by its
brackets; it is only asked less.
"""

import re
from collections.abc import Collection
from itertools import pairwise

from lantoa.core.text import folding_key
from lantoa.reporting.published.figures import Metric

# Values that together are all there is. Kinds, fields and sources are open lists: their parts may leave something out.
CLOSED: dict[str, frozenset[str]] = {
    "subject": frozenset(["collective", "individual"]),
    "membership": frozenset(["member", "non_member"]),
    "gender": frozenset(["female", "male"]),
}
LEVELS = {"central": 0, "province": 1, "district": 2, "committee": 2, "commune": 3, "base": 3}
_LEVEL_WORDS = {
    "central": "trung uong",
    "province": "tinh",
    "district": "huyen",
    "committee": "dang uy",
    "commune": "xa",
    "base": "co so",
}
# Total, parts, and the words that its unit of measure must hold for the parts to be all of it.
SUMS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("units_total", ("grassroots_party_organizations", "grassroots_cells"), ()),
    ("members_total", ("members_full", "members_probationary"), ()),
    ("awards_total", ("awards_collectives", "awards_individuals"), ("tap the", "ca nhan")),
)
# (part, whole)
PARTS: tuple[tuple[str, str], ...] = (
    ("models_effective", "models_registered"),
    ("models_selected_booklet", "models_recognized"),
    ("units_rated", "units_total"),
    ("units_with_plan", "units_total"),
    ("members_rated", "members_total"),
    ("members_studied", "members_total"),
    ("members_female", "members_total"),
    ("commitments_members", "members_total"),
    ("hot_issues_solved", "hot_issues_listed"),
)
# A figure of the whole period, and the names under which its years are counted.
CUMULATIVE: dict[str, tuple[str, ...]] = {"models_cumulative": ("models_registered", "models_recognized")}
# Usual bases of a percentage, by what its numerator counts.
TOTALS: dict[str, tuple[str, ...]] = {
    "organisations": ("units_rated", "units_total"),
    "persons": ("members_rated", "members_total"),
}
_OTHER_TOTALS = {"organisations": ("members_", "staff_"), "persons": ("units_", "cells_")}
_SAYS_NOTHING = frozenset(
    [
        "rate",
        "share",
        "percent",
        "percentage",
        "ratio",
        "pct",
        "count",
        "number",
        "total",
        "units",
        "organizations",
        "organisations",
        "orgs",
        "rated",
    ]
)
_WORDS_OF_SHARE = re.compile(r"\b(ty le|ti le|chiem|dat|phan tram|so|tong so|trong do)\b|[%(),.:;]")


def is_closed(key: str, values: Collection[str]) -> bool:
    """Whether these values of a name are all there is."""
    if key in CLOSED:
        return set(values) == CLOSED[key]
    if key != "level" or not set(values) <= LEVELS.keys() or len(values) < 2:
        return False
    ranks = sorted({LEVELS[one] for one in values})
    return ranks[-1] == LEVELS["base"] and all(b - a == 1 for a, b in pairwise(ranks))


def speaks_of_level(words: str, level: str) -> bool:
    """Whether a total's words let a level be a part of it: «mô hình cấp huyện, tỉnh» has none of the base in it."""
    plain = folding_key(words)
    if not re.search(r"\bcap\b", plain):
        return True
    named = [one for one, word in _LEVEL_WORDS.items() if re.search(rf"\b{word}\b", plain)]
    return not named or level in named or level not in _LEVEL_WORDS


def is_total_of(name: Metric, counts_of: str) -> bool:
    """Whether a figure is a total of all that a percentage of this class of things is usually taken of."""
    if name.names or name.base in TOTALS.get(counts_of, ()):
        return not name.names
    return name.base.endswith("_total") and not name.base.startswith(_OTHER_TOTALS.get(counts_of, ()))


def is_stock(base: str) -> bool:
    """A state at the end of a period: over years it is never added up."""
    return base.endswith(("_total", "_rated")) or base.startswith(("members_", "units_", "grassroots_"))


def counts_once(base: str) -> bool:
    """Things that live on over years, so that five years have fewer than their sum."""
    return base.startswith("models")


def core_of(name: Metric) -> frozenset[str]:
    """What a name speaks of, without the words for «share of» and «number of»."""
    words = [*name.base.split("_"), *(word for _key, value in name.names for word in value.split("_"))]
    return frozenset(words) - _SAYS_NOTHING


def core_words(words: str) -> str:
    """The same for the printed words."""
    return " ".join(_WORDS_OF_SHARE.sub(" ", folding_key(words)).split())
