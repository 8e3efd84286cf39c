"""A sheet as a file: JSON in the format of docs/how-to/sheet-files.md, written and strictly read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core.text import TextError, clean_line, clean_text
from lantoa.reporting import score_files
from lantoa.reporting.choices import Division, LineKind, Operator, PeriodLength, TimeRule, TreeRule
from lantoa.reporting.design import (
    MOST_DECLARED,
    MOST_LINES,
    LineSpec,
    QuestionSpec,
    RelationSpec,
    SectionSpec,
    SheetSpec,
)
from lantoa.reporting.json_files import Unreadable, Words, read_json, showable

FORMAT, FORMAT_VERSION = "lantoa-sheet", 1
LARGEST = 512 * 1024  # characters
MOST_FAULTS = 100


@dataclass(frozen=True)
class FileFault:
    """Where in the file (a path such as sections[2].lines[0].kind, or a line of text) and what is wrong there."""

    place: str
    sentence: str


@dataclass(frozen=True)
class ReadSheet:
    """What a file holds: the design, or all that is wrong. `note` says where a ready sheet comes from."""

    design: SheetSpec | None
    faults: list[FileFault]
    note: str = ""


def written_sheet(design: SheetSpec) -> str:
    """The file of a design; reading it gives an equal design. What is empty or usual is left out."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "code": design.code,
        "name": design.name,
        "period": str(design.period_kind),
        "sections": [
            {
                "label": section.label,
                "title": section.title,
                "lines": [
                    _written(line, _LINE) | score_files.written_criterion(line) for line in section.lines
                ],
                "questions": [_written_question(one) for one in section.questions],
            }
            for section in design.sections
        ],
        "relations": [_written(one, _RELATION) for one in design.relations],
    }
    if design.scale is not None:
        document[score_files.SCALE_KEY] = score_files.written_scale(design.scale)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class _Key:
    """A key of the file: the field it fills, how long its text may be, what it may be, and what it is when left out."""

    field: str
    longest: int = 0
    choices: Any = None
    usual: Any = None  # None: the key must be there
    many_lines: bool = False


_LINE: Mapping[str, _Key] = {
    "code": _Key("code", 40),
    "label": _Key("label", 300),
    "unit": _Key("unit_of_measure", 40, usual=""),
    "kind": _Key("kind", choices=LineKind, usual=LineKind.COUNT),
    "tree": _Key("tree_rule", choices=TreeRule, usual=TreeRule.SUM),
    "time": _Key("time_rule", choices=TimeRule, usual=TimeRule.ADD),
    "numerator": _Key("numerator", 40, usual=""),
    "denominator": _Key("denominator", 40, usual=""),
    "source": _Key("source", 60, usual=""),
    "help": _Key("help", 2000, usual="", many_lines=True),
    "basis": _Key("basis", 300, usual=""),
    "required": _Key("required", usual=True),
    "dimension": _Key("dimension", 20, usual=""),
    "dimension_name": _Key("dimension_name", 120, usual=""),
    "division": _Key("division", choices=Division, usual=""),
    "part_of": _Key("part_of", 40, usual=""),
    "option": _Key("option", 10, usual=""),
}
_RELATION: Mapping[str, _Key] = {
    "left": _Key("left", 40),
    "operator": _Key("operator", choices=Operator),
    "right": _Key("right", 40),
    "plus": _Key("plus", 40, usual=""),
    "hard": _Key("hard", usual=True),
    "sentence": _Key("sentence", 300, usual=""),
}
_HEADING: Mapping[str, _Key] = {
    "code": _Key("code", 40),
    "name": _Key("name", 200),
    "period": _Key("period_kind", choices=PeriodLength),
    "note": _Key("note", 1000, usual="", many_lines=True),
}
_QUESTION: Mapping[str, _Key] = {
    "question": _Key("question", 300),
    "help": _Key("help", 2000, usual="", many_lines=True),
    "required": _Key("required", usual=False),
}
_SECTION: Mapping[str, _Key] = {"label": _Key("label", 20), "title": _Key("title", 200)}


def _written_question(asked: QuestionSpec) -> str | dict[str, Any]:
    """Its words alone where it says no more."""
    if asked == QuestionSpec(asked.question):
        return asked.question
    return _written(asked, _QUESTION)


def _written(part: Any, keys: Mapping[str, _Key]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, key in keys.items():
        value = getattr(part, key.field)
        if key.usual is None or value != key.usual:
            found[name] = value if isinstance(value, bool) else str(value)
    return found


def read_sheet(text: str) -> ReadSheet:
    """The design in a file's text, or every fault of its form with its place. Whether the design itself is sound is asked of
    `design_faults`.
    """
    words = Words(
        too_long=_("Tệp dài quá 512 nghìn ký tự, không phải tệp của một biểu."),
        no_json=_("Không đọc được JSON ở chỗ này. Chép lại cả tệp, từ dấu { đến dấu }."),
        too_deep=_("Tệp lồng quá sâu hoặc có số quá dài, không phải tệp biểu."),
    )
    try:
        document = read_json(text, largest=LARGEST, words=words)
    except Unreadable as error:
        return ReadSheet(None, [FileFault(error.place, error.sentence)])
    reader = _Reader()
    design = reader.sheet(document)
    note = reader.note
    return ReadSheet(None if reader.faults else design, reader.faults[:MOST_FAULTS], note)


class _Reader:
    """Reads part by part and collects what is wrong, so that a person mends the file once."""

    def __init__(self) -> None:
        self.faults: list[FileFault] = []
        self.note = ""

    def wrong(self, place: str, sentence: str) -> None:
        self.faults.append(FileFault(place, sentence))

    def sheet(self, document: Any) -> SheetSpec | None:
        if not isinstance(document, dict):
            self.wrong("", _("Tệp phải là một đối tượng JSON { … }."))
            return None
        if document.get("format") != FORMAT:
            self.wrong("format", _("Không phải tệp biểu mẫu: khóa format phải là «lantoa-sheet»."))
            return None
        if document.get("version") != FORMAT_VERSION or isinstance(document["version"], bool):
            self.wrong("version", _("Chỉ đọc được tệp biểu mẫu bản 1."))
            return None
        parts = ("format", "version", "sections", "relations", score_files.SCALE_KEY)
        heading = self.part("", document, _HEADING, parts)
        sections = [
            self.section(f"sections[{at}]", one)
            for at, one in enumerate(self.listed("sections", document, MOST_DECLARED))
        ]
        relations = [
            self.part(f"relations[{at}]", one, _RELATION)
            for at, one in enumerate(self.listed("relations", document, MOST_DECLARED, may_lack=True))
        ]
        scale = None
        if score_files.SCALE_KEY in document:
            scale = score_files.read_scale_part(document[score_files.SCALE_KEY], self.wrong)
        if self.faults:
            return None
        self.note = heading.pop("note")
        return SheetSpec(
            **heading,
            sections=[one for one in sections if one is not None],
            relations=[RelationSpec(**one) for one in relations],
            scale=scale,
        )

    def section(self, place: str, value: Any) -> SectionSpec | None:
        heading = self.part(place, value, _SECTION, ("lines", "questions"))
        if not isinstance(value, dict):
            return None
        lines = [
            self.part(f"{place}.lines[{at}]", one, _LINE, score_files.LINE_KEYS)
            | score_files.read_criterion(f"{place}.lines[{at}]", one, self.wrong)
            for at, one in enumerate(self.listed(f"{place}.lines", value, MOST_LINES, may_lack=True))
        ]
        asked = self.listed(f"{place}.questions", value, MOST_DECLARED, may_lack=True)
        questions = [self.question(f"{place}.questions[{at}]", one) for at, one in enumerate(asked)]
        if self.faults:
            return None
        return SectionSpec(**heading, lines=[LineSpec(**one) for one in lines], questions=questions)

    def question(self, place: str, value: Any) -> QuestionSpec:
        if isinstance(value, dict):
            return QuestionSpec(**self.part(place, value, _QUESTION))
        return QuestionSpec(self.text(place, value, _QUESTION["question"]))

    def listed(
        self, place: str, holder: Mapping[str, Any], most: int, *, may_lack: bool = False
    ) -> list[Any]:
        name = place.rpartition(".")[2]
        found = holder.get(name, [] if may_lack else None)
        if not isinstance(found, list):
            self.wrong(place, _("Chỗ này phải là một danh sách [ … ]."))
            return []
        if len(found) > most:
            self.wrong(place, _("Danh sách dài quá %(most)d phần.") % {"most": most})
            return []
        return found

    def part(
        self, place: str, value: Any, keys: Mapping[str, _Key], others: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.wrong(place, _("Chỗ này phải là một đối tượng { … }."))
            return {}
        before = f"{place}." if place else ""
        for name in value:
            if name not in keys and name not in others:
                self.wrong(
                    f"{before}{showable(name)}", _("Không có khóa này trong định dạng. Xem lại chính tả.")
                )
        found: dict[str, Any] = {}
        for name, key in keys.items():
            at = f"{before}{name}"
            if name not in value:
                if key.usual is None:
                    self.wrong(at, _("Thiếu khóa này."))
                found[key.field] = key.usual
            elif key.choices is not None:
                found[key.field] = self.choice(at, value[name], key)
            elif isinstance(key.usual, bool):
                found[key.field] = self.truth(at, value[name])
            else:
                found[key.field] = self.text(at, value[name], key)
        return found

    def choice(self, place: str, value: Any, key: _Key) -> Any:
        if isinstance(value, str) and value in key.choices.values:
            return key.choices(value)
        self.wrong(place, _("Phải là một trong: %(choices)s.") % {"choices": ", ".join(key.choices.values)})
        return None

    def truth(self, place: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.wrong(place, _("Phải là true hoặc false."))
        return value is True

    def text(self, place: str, value: Any, key: _Key) -> str:
        if not isinstance(value, str):
            self.wrong(place, _("Phải là chữ trong dấu ngoặc kép."))
            return ""
        try:
            cleaned = clean_text(value) if key.many_lines else clean_line(value)
        except TextError as error:
            self.wrong(place, error.sentence)
            return ""
        if len(cleaned) > key.longest:
            self.wrong(place, _("Dài quá %(most)d ký tự.") % {"most": key.longest})
        if not cleaned and key.usual is None:
            self.wrong(place, _("Chưa có nội dung."))
        return cleaned
