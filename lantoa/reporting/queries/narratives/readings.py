"""All units' texts of one question, as the page of reading shows them."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.text import folding_key, text_mark
from lantoa.core.word_changes import Piece, word_changes
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.units import children_of, named_on, short_name_on
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.likeness import alike_among, are_alike
from lantoa.reporting.models import (
    Collection,
    Narrative,
    SubmissionText,
    TextMark,
)
from lantoa.reporting.queries.narratives.points import PointRow, points_of
from lantoa.reporting.queries.narratives.questions import counted_texts, texts_shown
from lantoa.reporting.sentences import spans_of

MOST_COMPARED = 2_000  # texts of one question between which likeness is looked for


@dataclass(frozen=True)
class TextFilter:
    """`mark` is a key of MARKS or empty, `branch` as in `Branch.key`, `search` words without diacritics."""

    mark: str = ""
    branch: str = ""
    search: str = ""


@dataclass
class TextRow:
    """A text to be read, with what became of it and what it resembles."""

    text: Any  # SubmissionText as annotated by texts_shown
    unit_name: str
    mark: TextMark | None
    points: list[PointRow] = field(default_factory=list)
    like: list[str] = field(default_factory=list)  # units that wrote (nearly) the same
    like_last_period: bool = False
    used_before: bool = False  # an earlier version of the report is a source of a point

    @property
    def unit(self) -> Unit:
        found: Unit = self.text.submission.unit
        return found

    @property
    def is_waiting(self) -> bool:
        return bool(self.text.submission.state == SubmissionState.SUBMITTED)

    @property
    def is_unread(self) -> bool:
        return not (self.text.is_quoted or self.text.is_merged or self.text.is_left_out)

    @property
    def seen(self) -> str:
        """By which a mark later tells whether the words are still those that were read."""
        return text_mark(self.text.text)

    @cached_property
    def left_out_before(self) -> list[Piece]:
        """What differs from the words that were left out, where the report came again with others; else empty."""
        mark = self.mark
        if mark is None or not mark.left_out or mark.as_marked in ("", self.text.text):
            return []
        return word_changes(mark.as_marked, self.text.text)

    @property
    def row_version(self) -> int:
        return self.mark.row_version if self.mark else 0

    @cached_property
    def sentences(self) -> list[str]:
        return [self.text.text[start:end] for start, end in spans_of(self.text.text)]

    @cached_property
    def quoted_sentences(self) -> set[int]:
        """Sentences that some quote of the draft holds."""
        taken = [
            span
            for point in self.points
            if point.is_quoted
            for one in point.sources
            if one.source.words == self.text.text
            for span in zip(one.source.passages[::2], one.source.passages[1::2], strict=True)
        ]
        return {
            place
            for place, (start, end) in enumerate(spans_of(self.text.text))
            if any(first <= start and end <= last for first, last in taken)
        }


MARKS: dict[str, Any] = {
    "chua-xem": lambda row: row.is_unread,
    "trich": lambda row: row.text.is_quoted,
    "gop": lambda row: row.text.is_merged,
    "khong-dung": lambda row: row.text.is_left_out,
    "cho-duyet": lambda row: row.is_waiting,
}


def marks_of(row: TextRow) -> list[str]:
    """What became of a text, in words, for papers and workbooks."""
    said = [_("Chờ duyệt")] if row.is_waiting else []
    said += [_("Đã trích")] if row.text.is_quoted else []
    said += [_("Đã gộp")] if row.text.is_merged else []
    if row.text.is_left_out:
        reason = row.mark.reason if row.mark else ""
        said.append(_("Không dùng: %(reason)s") % {"reason": reason} if reason else _("Không dùng"))
    return said + ([_("Chưa xem xét")] if row.is_unread else [])


@dataclass(frozen=True)
class Branch:
    """Units by which the list narrows: a sector, or a direct subordinate with what stands below it."""

    key: str
    label: str
    units: frozenset[uuid.UUID]


@dataclass(frozen=True)
class Reading:
    """Everything written under one question. `rows` are what the filter leaves, in official order; `counts` are of all."""

    narrative: Narrative
    rows: list[TextRow]
    counts: dict[str, int]
    branches: list[Branch]
    points: list[PointRow]


def read_question(user: User, collection: Collection, narrative: Narrative, wanted: TextFilter) -> Reading:
    """The texts of one question with marks, points and hints. As many statements for one unit as for a hundred."""
    points = points_of(collection, narrative)[narrative.pk]
    rows = _rows(user, collection, narrative, points)
    _hint(collection, narrative, rows)
    branches = _branches(collection, [row.unit.pk for row in rows])
    return Reading(
        narrative,
        _narrowed(rows, wanted, branches),
        {"": len(rows), **{name: sum(map(test, rows)) for name, test in MARKS.items()}},
        branches,
        points,
    )


def _rows(
    user: User, collection: Collection, narrative: Narrative, points: Sequence[PointRow]
) -> list[TextRow]:
    texts = (
        texts_shown(user, collection)
        .filter(narrative=narrative)
        .select_related("submission__unit", "mark")
        .annotate(unit_name=short_name_on("submission__unit"))
        .order_by("submission__unit__position", "submission__unit__code")
    )
    by_text: dict[uuid.UUID, list[PointRow]] = defaultdict(list)
    amended = set()
    for point in points:
        for one in point.sources:
            by_text[one.source.text_id].append(point)
            if one.amended:
                amended.add(one.source.text.submission.unit_id)
    return [
        TextRow(
            text,
            text.submission.short_name_then or text.unit_name or text.submission.unit.code,
            getattr(text, "mark", None),
            by_text[text.pk],
            used_before=text.submission.unit_id in amended,
        )
        for text in texts
    ]


def _hint(collection: Collection, narrative: Narrative, rows: Sequence[TextRow]) -> None:
    """Say at each text which others say the same: of other units now, and the unit's own of the period before."""
    if len(rows) > MOST_COMPARED:
        return
    earlier = dict(
        SubmissionText.objects.filter(
            counted_texts("submission__"),
            submission__unit__in=[row.unit.pk for row in rows],
            submission__collection__period_code=collection.period.previous.code,
            submission__collection__sheet_version__sheet=collection.sheet_version.sheet_id,
            narrative__question=narrative.question,
        ).values_list("submission__unit", "text")
    )
    alike = alike_among({row.unit.pk: row.text.text for row in rows})
    names = {row.unit.pk: row.unit_name for row in rows}
    for row in rows:
        row.like = [names[one] for one in alike.get(row.unit.pk, [])]
        row.like_last_period = are_alike(row.text.text, earlier.get(row.unit.pk, ""))


def _branches(collection: Collection, units: Sequence[uuid.UUID]) -> list[Branch]:
    day = collection.tree_day
    sectors: dict[str, tuple[str, set[uuid.UUID]]] = {}
    for unit in named_on(Unit.objects.filter(pk__in=units), day):
        if unit.sector_code:  # type: ignore[attr-defined]
            key = f"k-{unit.sector_code}"  # type: ignore[attr-defined]
            sectors.setdefault(key, (unit.sector, set()))[1].add(unit.pk)  # type: ignore[attr-defined]
    below: dict[str, tuple[str, set[uuid.UUID]]] = {}
    links = (
        Ancestry.objects.filter(
            valid__contains=day,
            descendant__in=units,
            ancestor__in=children_of(collection.owner_id, day).values("pk"),
        )
        .annotate(name=short_name_on("ancestor", day))
        .order_by("ancestor__position", "ancestor__code")
    )
    for code, name, unit_id in links.values_list("ancestor__code", "name", "descendant_id"):
        below.setdefault(f"d-{code}", (name or code, set()))[1].add(unit_id)
    deep = [item for item in below.items() if len(item[1][1]) > 1]
    chosen = [*(sorted(sectors.items()) if len(sectors) > 1 else []), *deep]
    return [Branch(key, label, frozenset(held)) for key, (label, held) in chosen]


def _narrowed(rows: Iterable[TextRow], wanted: TextFilter, branches: Sequence[Branch]) -> list[TextRow]:
    words = folding_key(wanted.search).split()
    branch = next((one.units for one in branches if one.key == wanted.branch), None)
    test = MARKS.get(wanted.mark)
    found = []
    for row in rows:
        if test is not None and not test(row):
            continue
        if wanted.branch and (branch is None or row.unit.pk not in branch):
            continue
        if words:
            said = folding_key(f"{row.unit_name} {row.unit.code} {row.text.text}")
            if not all(word in said for word in words):
                continue
        found.append(row)
    return found
