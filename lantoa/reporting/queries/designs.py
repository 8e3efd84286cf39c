"""Sheets and their drafts as people find, read and compare them."""

import uuid
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Forbidden, NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit
from lantoa.reporting import sources
from lantoa.reporting.choices import LineKind, Operator, PeriodLength, TimeRule, TreeRule
from lantoa.reporting.design import (
    Fault,
    LineSpec,
    RelationSpec,
    SectionSpec,
    SheetSpec,
    design_faults,
)
from lantoa.reporting.models import (
    Collection,
    DraftLine,
    DraftQuestion,
    DraftRelation,
    DraftSection,
    Publication,
    Sheet,
    SheetDraft,
    SheetVersion,
)
from lantoa.reporting.models.drafts import DraftRow
from lantoa.reporting.queries.sheets import shape_of


def sheets_visible_to(user: User) -> QuerySet[Sheet]:
    """Sheets of the trees that the person reads in, and those that are everybody's. Nobody designs those of publications."""
    if not access.holds_somewhere(user, "sheet.read"):
        return Sheet.objects.none()
    of_publications = Publication.objects.values("collection__sheet_version__sheet")
    return Sheet.objects.filter(
        Q(owner=None) | Q(owner__in=access.units_in_scope(user, "sheet.read"))
    ).exclude(pk__in=of_publications)


def drafts_visible_to(user: User) -> QuerySet[SheetDraft]:
    """A draft is seen by those who design sheets in its tree."""
    return SheetDraft.objects.filter(owner__in=access.units_in_scope(user, "sheet.edit"))


@dataclass(frozen=True)
class SheetRow:
    """One line of the list: a sheet with its newest version, its draft, or both. `lines` counts the newest version's figures,
    else the draft's."""

    code: str
    name: str
    period_kind: PeriodLength
    number: int | None
    published_at: datetime | None
    draft_saved_at: datetime | None
    lines: int
    collecting: int

    @property
    def is_published(self) -> bool:
        return self.number is not None

    @property
    def is_draft(self) -> bool:
        return self.draft_saved_at is not None


STATES = {
    "da-ban-hanh": lambda row: row.is_published,
    "dang-soan": lambda row: row.is_draft,
    "dang-thu": lambda row: row.collecting > 0,
}
SORTS: dict[str, Any] = {
    "ma": lambda row: row.code,
    "ten": lambda row: folding_key(row.name),
    "dong": lambda row: row.lines,
    "ngay": lambda row: row.published_at.timestamp() if row.published_at else 0.0,
}


@dataclass(frozen=True)
class SheetFilter:
    text: str = ""
    state: str = ""
    period_kind: str = ""
    sort: str = ""


def sheet_rows(user: User) -> list[SheetRow]:
    """Every sheet and draft the person sees, by code. A constant number of statements; sheets are few (tens)."""
    sheets = {one.pk: one for one in sheets_visible_to(user)}
    versions = (
        SheetVersion.objects.filter(sheet__in=list(sheets))
        .order_by("sheet_id", "-number")
        .distinct("sheet_id")
    )
    newest = {one.sheet_id: one for one in versions}
    counted = dict(
        SheetVersion.objects.filter(pk__in=[one.pk for one in newest.values()])
        .values_list("pk")
        .annotate(n=Count("lines"))
    )
    running = Collection.objects.filter(
        sheet_version__sheet__in=list(sheets), closed_at=None, closes_at__gt=clock.now()
    )
    collecting = dict(running.order_by().values_list("sheet_version__sheet").annotate(n=Count("pk")))
    drafts = {one.code: one for one in drafts_visible_to(user).annotate(width=Count("lines"))}
    rows = []
    for sheet in sheets.values():
        version, draft = newest.get(sheet.pk), drafts.pop(sheet.code, None)
        if version is not None:
            rows.append(_row_of(sheet, version, draft, counted[version.pk], collecting.get(sheet.pk, 0)))
    rows += [_row_of(None, None, draft, draft.width, 0) for draft in drafts.values()]
    return sorted(rows, key=lambda row: row.code)


def _row_of(
    sheet: Sheet | None, version: SheetVersion | None, draft: Any, lines: int, collecting: int
) -> SheetRow:
    named = sheet or draft
    return SheetRow(
        named.code,
        named.name,
        PeriodLength((version or draft).period_kind),
        version.number if version else None,
        version.published_at if version else None,
        draft.saved_at if draft else None,
        lines,
        collecting,
    )


def narrowed(rows: Sequence[SheetRow], wanted: SheetFilter) -> list[SheetRow]:
    """The rows the filter lets through, in the order asked for; searched without diacritics in code and name."""
    words = folding_key(wanted.text).split()
    found = [
        row
        for row in rows
        if all(word in folding_key(f"{row.code} {row.name}") for word in words)
        and (not wanted.period_kind or row.period_kind == wanted.period_kind)
        and (not wanted.state or STATES[wanted.state](row))
    ]
    if wanted.sort:
        found.sort(key=SORTS[wanted.sort.removeprefix("-")], reverse=wanted.sort.startswith("-"))
    return found


def get_sheet(user: User, code: str) -> Sheet:
    """Raises NotFound outside one's trees."""
    sheet = sheets_visible_to(user).filter(code=code).first()
    if sheet is None:
        raise NotFound()
    return sheet


def get_version(user: User, code: str, number: int) -> SheetVersion:
    version = (
        SheetVersion.objects.filter(sheet=get_sheet(user, code), number=number)
        .select_related("sheet")
        .first()
    )
    if version is None:
        raise NotFound()
    return version


def versions_of(sheet: Sheet) -> list[SheetVersion]:
    """All versions, newest first, each with `width` (lines) and `collected` (collections that asked it)."""
    collected = Collection.objects.filter(sheet_version=OuterRef("pk")).order_by()
    counted = collected.values("sheet_version").annotate(n=Count("pk")).values("n")
    return list(
        sheet.versions.annotate(width=Count("lines"), collected=Coalesce(Subquery(counted), 0)).order_by(
            "-number"
        )
    )


def get_draft(user: User, code: str) -> SheetDraft:
    """The draft of a code. Raises Forbidden to who sees the sheet but designs none, NotFound to everybody else."""
    drafts = drafts_visible_to(user).select_related("based_on", "owner", "saved_by")
    draft = drafts.filter(code=code).first()
    if draft is not None:
        return draft
    get_sheet(user, code)
    if not SheetDraft.objects.filter(code=code).exists():
        raise NotFound()
    raise Forbidden(_("Chỉ chuyên viên cấp ủy được thiết kế biểu mẫu."))


Row = TypeVar("Row", bound=DraftRow)


def get_draft_row(draft: SheetDraft, model: type[Row], pk: uuid.UUID) -> Row:
    """A row of this draft; NotFound for another's."""
    found = model._default_manager.filter(draft=draft, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def may_redesign(user: User, sheet: Sheet) -> bool:
    """Whether this person may start the sheet's next version."""
    if sheet.owner_id is None:
        return access.holds_somewhere(user, "sheet.edit")
    return access.holds(user, "sheet.edit", sheet.owner_id)


def design_home(user: User) -> Unit:
    """The unit for which this person designs: where the role of staff is held. Raises Forbidden without one."""
    held = [one.unit_id for one in access.roles_of(user) if one.role == Role.STAFF]
    unit = Unit.objects.filter(pk__in=held).order_by("code").first()
    if unit is None:
        raise Forbidden(_("Chỉ chuyên viên cấp ủy được thiết kế biểu mẫu."))
    return unit


def spec_of_version(version_id: uuid.UUID) -> SheetSpec:
    """A published version as a design. Five statements."""
    shape = shape_of(version_id)
    codes = {line.pk: line.indicator.code for line in shape.lines}

    def code_of(pk: uuid.UUID | None) -> str:
        return codes[pk] if pk else ""

    lines: dict[uuid.UUID, list[LineSpec]] = {}
    for line in shape.lines:
        lines.setdefault(line.section_id, []).append(
            LineSpec(
                codes[line.pk],
                line.label,
                line.unit_of_measure,
                LineKind(line.kind),
                TreeRule(line.tree_rule),
                TimeRule(line.time_rule),
                code_of(line.numerator_id),
                code_of(line.denominator_id),
                line.source,
                line.help,
                line.basis,
                line.required,
            )
        )
    asked: dict[uuid.UUID, list[str]] = {}
    for one in shape.narratives:
        asked.setdefault(one.section_id, []).append(one.question)
    sections = [
        SectionSpec(one.label, one.title, lines.get(one.pk, []), asked.get(one.pk, []))
        for one in shape.sections
    ]
    relations = [
        RelationSpec(
            codes[one.left_id],
            Operator(one.operator),
            codes[one.right_id],
            code_of(one.plus_id),
            one.hard,
            one.sentence,
        )
        for one in shape.relations
    ]
    version = shape.version
    return SheetSpec(
        version.sheet.code,
        version.name or version.sheet.name,
        PeriodLength(version.period_kind),
        sections,
        sorted(relations, key=lambda one: (one.left, one.operator, one.right, one.plus)),
    )


@dataclass(frozen=True)
class DraftPart:
    """A section of a draft with its rows, in order."""

    section: DraftSection
    lines: list[DraftLine]
    questions: list[DraftQuestion]


@dataclass(frozen=True)
class DraftShape:
    """A draft with all its rows and all that is wrong with it. `said` gives a row's sentences by its id."""

    draft: SheetDraft
    parts: list[DraftPart]
    relations: list[DraftRelation]
    spec: SheetSpec
    faults: list[Fault]
    said: Mapping[uuid.UUID, list[str]]

    @property
    def lines(self) -> list[DraftLine]:
        return [line for part in self.parts for line in part.lines]

    @property
    def whole_faults(self) -> list[Fault]:
        """Those of no row."""
        return [one for one in self.faults if one.kind == "sheet"]


def shape_of_draft(draft: SheetDraft) -> DraftShape:
    """Four statements, whatever the size of the draft."""
    lines: dict[uuid.UUID, list[DraftLine]] = {}
    for line in draft.lines.all():
        lines.setdefault(line.section_id, []).append(line)
    asked: dict[uuid.UUID, list[DraftQuestion]] = {}
    for one in draft.questions.all():
        asked.setdefault(one.section_id, []).append(one)
    parts = [DraftPart(one, lines.get(one.pk, []), asked.get(one.pk, [])) for one in draft.sections.all()]
    relations = list(draft.relations.all())
    sections = [
        SectionSpec(
            part.section.label,
            part.section.title,
            [_line_spec(line) for line in part.lines],
            [one.question for one in part.questions],
        )
        for part in parts
    ]
    spec = SheetSpec(
        draft.code,
        draft.name,
        PeriodLength(draft.period_kind),
        sections,
        [
            RelationSpec(one.left, Operator(one.operator), one.right, one.plus, one.hard, one.sentence)
            for one in relations
        ],
    )
    faults = design_faults(spec)
    rows: dict[str, Sequence[Any]] = {
        "section": [part.section for part in parts],
        "line": [line for part in parts for line in part.lines],
        "question": [one for part in parts for one in part.questions],
        "relation": relations,
    }
    said: dict[uuid.UUID, list[str]] = {}
    for fault in faults:
        if fault.kind in rows:
            said.setdefault(rows[fault.kind][fault.place].pk, []).append(fault.sentence)
    return DraftShape(draft, parts, relations, spec, faults, said)


def _line_spec(line: DraftLine) -> LineSpec:
    return LineSpec(
        line.code,
        line.label,
        line.unit_of_measure,
        LineKind(line.kind),
        TreeRule(line.tree_rule),
        TimeRule(line.time_rule),
        line.numerator,
        line.denominator,
        line.source,
        line.help,
        line.basis,
        line.required,
    )


@dataclass(frozen=True)
class Change:
    """One difference between two designs. `kind`: added, removed, moved or changed; `details`: (what, before, after)."""

    kind: str
    part: str
    code: str
    label: str
    details: tuple[tuple[str, str, str], ...] = ()


def compare(old: SheetSpec, new: SheetSpec) -> list[Change]:
    """What differs, part by part: heading, sections, lines, questions, relations. Equal designs give none.

    A line is the same by its code, a section by its label, a question by its words, a relation by its lines. A line that has
    moved is one whose section changed, or that left the longest run of lines that kept their order.
    """
    return [
        *_heading_changes(old, new),
        *_section_changes(old, new),
        *_line_changes(old, new),
        *_question_changes(old, new),
        *_relation_changes(old, new),
    ]


def _heading_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    details = []
    if old.name != new.name:
        details.append((_("Tên biểu"), old.name, new.name))
    if old.period_kind != new.period_kind:
        details.append((_("Kỳ báo cáo"), str(old.period_kind.label), str(new.period_kind.label)))
    if details:
        yield Change("changed", _("Biểu"), new.code, new.name, tuple(details))


def _section_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    before = {one.label: one.title for one in old.sections}
    after = {one.label: one.title for one in new.sections}
    for label, title in after.items():
        if label not in before:
            yield Change("added", _("Mục"), label, title)
        elif before[label] != title:
            yield Change("changed", _("Mục"), label, title, ((_("Tên mục"), before[label], title),))
    for label, title in before.items():
        if label not in after:
            yield Change("removed", _("Mục"), label, title)


def _line_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    before = {line.code: line for line in old.lines}
    homes_before = {line.code: one.label for one in old.sections for line in one.lines}
    homes = {line.code: one.label for one in new.sections for line in one.lines}
    places = {line.code: place for place, line in enumerate(old.lines)}
    common = [line.code for line in new.lines if line.code in before]
    kept = _kept_in_order([places[code] for code in common])
    displaced = {code for code, still in zip(common, kept, strict=True) if not still}
    for line in new.lines:
        if line.code not in before:
            yield Change("added", _("Dòng"), line.code, line.label)
            continue
        details = tuple(_line_details(before[line.code], line))
        if details:
            yield Change("changed", _("Dòng"), line.code, line.label, details)
        was, now = homes_before[line.code], homes[line.code]
        if was != now:
            yield Change("moved", _("Dòng"), line.code, line.label, ((_("Mục"), was, now),))
        elif line.code in displaced:
            yield Change("moved", _("Dòng"), line.code, line.label)
    for line in old.lines:
        if line.code not in homes:
            yield Change("removed", _("Dòng"), line.code, line.label)


def _kept_in_order(places: Sequence[int]) -> list[bool]:
    """Which members of a sequence of distinct numbers belong to one longest increasing run."""
    tails: list[int] = []
    lengths = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
        lengths.append(at + 1)
    kept, wanted = [False] * len(places), len(tails)
    above: float = float("inf")
    for at in range(len(places) - 1, -1, -1):
        if lengths[at] == wanted and places[at] < above:
            kept[at], above, wanted = True, places[at], wanted - 1
    return kept


def _line_details(old: LineSpec, new: LineSpec) -> Iterator[tuple[str, str, str]]:
    names = line_words()
    for field in fields(LineSpec):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was != now:
            yield names[field.name], shown(field.name, was), shown(field.name, now)


def line_words() -> dict[str, str]:
    """The fields of a line as people call them."""
    return {
        "code": _("Mã chỉ tiêu"),
        "label": _("Tên dòng"),
        "unit_of_measure": _("Đơn vị tính"),
        "kind": _("Loại số"),
        "tree_rule": _("Tổng hợp lên cấp trên"),
        "time_rule": _("Tổng hợp qua các kỳ"),
        "numerator": _("Tử số"),
        "denominator": _("Mẫu số"),
        "source": _("Lấy từ sổ"),
        "help": _("Cách ghi"),
        "basis": _("Căn cứ"),
        "required": _("Bắt buộc"),
    }


def shown(name: str, value: Any) -> str:
    """A field's value in words: labels for choices, the register's name for a source."""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if name == "source" and sources.known(value):
        return str(sources.SOURCES[value].label)
    return str(getattr(value, "label", value)) or "–"


def _question_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    before = [(one.label, question) for one in old.sections for question in one.questions]
    after = [(one.label, question) for one in new.sections for question in one.questions]
    for label, question in (Counter(after) - Counter(before)).elements():
        yield Change("added", _("Câu hỏi"), label, question)
    for label, question in (Counter(before) - Counter(after)).elements():
        yield Change("removed", _("Câu hỏi"), label, question)


def _relation_changes(old: SheetSpec, new: SheetSpec) -> Iterator[Change]:
    before = {(one.left, one.operator, one.right, one.plus): one for one in old.relations}
    after = {(one.left, one.operator, one.right, one.plus): one for one in new.relations}
    for key, one in after.items():
        if key not in before:
            yield Change("added", _("Quan hệ"), one.left, relation_words(one))
            continue
        was = before[key]
        details = []
        if was.hard != one.hard:
            details.append((_("Mức"), hardness(was), hardness(one)))
        if was.sentence != one.sentence:
            details.append((_("Lời nhắc"), was.sentence or "–", one.sentence or "–"))
        if details:
            yield Change("changed", _("Quan hệ"), one.left, relation_words(one), tuple(details))
    for key, one in before.items():
        if key not in after:
            yield Change("removed", _("Quan hệ"), one.left, relation_words(one))


def hardness(one: RelationSpec | DraftRelation) -> str:
    return _("chặn gửi") if one.hard else _("hỏi lý do")


def relation_words(one: RelationSpec | DraftRelation) -> str:
    """T03 ≤ U03 · A02 = A02a + A02b"""
    sign = "≤" if one.operator == Operator.AT_MOST else "="
    return f"{one.left} {sign} {one.right}" + (f" + {one.plus}" if one.plus else "")
