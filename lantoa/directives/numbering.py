"""How the reference of a paper is written, by the kind of its issuer and its day. The rules are rows of `numbering.toml`."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core.text import folding_key


class NumberingError(ValueError):
    """`field`: «reference» or «type_name»; `sentence`: what is wrong and how it is written."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


@dataclass(frozen=True)
class IssuerKind:
    key: str
    name: str
    system: str
    patterns: tuple[str, ...]
    number: str
    body: str
    example: str
    example_body: str
    restarts: str  # "term" or "year": when the numbers begin anew
    counted_by: str  # "letters" where the letters of the reference say who issues, else "issuer"


@dataclass(frozen=True)
class PaperType:
    """Counts from `since` to before `until`."""

    name: str
    marks: tuple[str, ...]
    systems: tuple[str, ...]
    since: date
    until: date

    def holds(self, kind: IssuerKind, day: date) -> bool:
        return kind.system in self.systems and self.since <= day < self.until


@dataclass(frozen=True)
class Period:
    """Numbers run on from `since` to before `until`."""

    kinds: tuple[str, ...]
    since: date
    until: date


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "content" / "numbering.toml").read_text(encoding="utf-8"))


@cache
def _terms() -> tuple[Period, ...]:
    return tuple(
        Period(tuple(one["kinds"]), one["since"], one.get("until", date.max)) for one in _file()["terms"]
    )


@cache
def _rules() -> tuple[dict[str, IssuerKind], tuple[PaperType, ...]]:
    told = _file()
    kinds = {one["key"]: IssuerKind(**one | {"patterns": tuple(one["patterns"])}) for one in told["kinds"]}
    types = tuple(
        PaperType(
            one["name"],
            tuple(one["marks"]),
            tuple(one["systems"]),
            one.get("since", date.min),
            one.get("until", date.max),
        )
        for one in told["types"]
    )
    return kinds, types


def issuer_kinds() -> list[tuple[str, str]]:
    """Key and name of each, in the order of the rows."""
    return [(one.key, one.name) for one in _rules()[0].values()]


def issuer_kind_name(key: str) -> str:
    found = _rules()[0].get(key)
    return found.name if found else key


def type_names() -> list[str]:
    """Each once, in the order of the rows."""
    return list(dict.fromkeys(one.name for one in _rules()[1]))


def key_of(kind_key: str, issuer: str, reference: str, day: date) -> str:
    """Which paper a reference of `day` means: two with the same key are one paper.

    A number stands once for an issuer within a term (papers of the Party) or a year (papers of the State). A day that lies in no
    term, because committees of this kind hold their congresses then, stands for itself. Leading noughts and the case of letters
    say nothing.
    """
    kind = _rules()[0].get(kind_key)
    number = re.sub(r"^0+(?=\d)", "", reference.strip()).upper()
    if kind is None:
        return "|".join((kind_key, folding_key(issuer), day.isoformat(), number))
    by = "" if kind.counted_by == "letters" else folding_key(issuer)
    if kind.restarts == "year":
        within = str(day.year)
    else:
        running = [one for one in _terms() if kind_key in one.kinds and one.since <= day < one.until]
        within = max(one.since for one in running).isoformat() if running else f"={day.isoformat()}"
    return "|".join((kind_key, by, within, number))


def check_reference(kind_key: str, type_name: str, reference: str, day: date) -> None:
    """Raises NumberingError where a paper of this kind of issuer and type would not bear this reference on `day`."""
    kinds, types = _rules()
    kind = kinds[kind_key]
    marks = [mark for one in types if one.name == type_name and one.holds(kind, day) for mark in one.marks]
    if not marks:
        allowed = dict.fromkeys(one.name for one in types if one.holds(kind, day))
        raise NumberingError(
            "type_name",
            _("%(kind)s không ban hành %(type)s. Chọn một trong: %(types)s.")
            % {"kind": kind.name, "type": type_name.lower(), "types": ", ".join(allowed).lower()},
        )
    if any(_matches(kind, mark, reference, day) for mark in marks):
        return
    example = _example(kind, marks[0], day)
    words = {"typed": reference, "kind": kind.name, "type": type_name.lower(), "example": example}
    elsewhere = next(
        (
            other.name
            for other in kinds.values()
            if other is not kind
            for one in types
            if one.name == type_name and one.holds(other, day)
            if any(_matches(other, mark, reference, day) for mark in one.marks)
        ),
        None,
    )
    if elsewhere:
        sentence = _(
            "«%(typed)s» viết theo lối của «%(other)s», không phải «%(kind)s». "
            "Chọn lại nơi ban hành, hoặc ghi theo dạng %(example)s."
        ) % (words | {"other": elsewhere})
        raise NumberingError("reference", sentence)
    written = next(
        (
            one.name
            for one in types
            if one.name != type_name and one.holds(kind, day)
            if any(_matches(kind, mark, reference, day) for mark in one.marks if mark)
        ),
        None,
    )
    if written:
        sentence = _(
            "«%(typed)s» là số của %(other)s; số của %(type)s ghi theo dạng %(example)s. Sửa số, hoặc chọn lại loại."
        ) % (words | {"other": written.lower()})
        raise NumberingError("reference", sentence)
    raise NumberingError(
        "reference",
        _(
            "«%(typed)s» không theo cách đánh số của «%(kind)s»: %(type)s ghi theo dạng %(example)s, không có dấu cách."
        )
        % words,
    )


def _matches(kind: IssuerKind, mark: str, reference: str, day: date) -> bool:
    return any(
        re.fullmatch(_regex(kind, pattern, mark, day), reference)
        for pattern in kind.patterns
        if ("{mark}" in pattern) == bool(mark)
    )


def _regex(kind: IssuerKind, pattern: str, mark: str, day: date) -> str:
    year = f"(?:{day.year}|{day.year - 1})"  # adopted late in a year, it may be signed early in the next
    return re.sub(r"[-/.]", lambda found: re.escape(found[0]), pattern).format(
        number=kind.number, mark=re.escape(mark), body=kind.body, year=year
    )


def _example(kind: IssuerKind, mark: str, day: date) -> str:
    if any(_matches(kind, mark, kind.example, each) for each in (day, date(2020, 5, 1))):
        return kind.example
    pattern = next(one for one in kind.patterns if ("{mark}" in one) == bool(mark))
    return pattern.format(number="12", mark=mark, body=kind.example_body, year=day.year)
