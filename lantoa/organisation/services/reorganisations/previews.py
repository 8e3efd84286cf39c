"""What a reorganisation would do: run it, look at the tree, roll back."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation import holdings
from lantoa.organisation.choices import (
    EventKind,
    EventSide,
)
from lantoa.organisation.models import (
    Reorganisation,
    ReorganisationStep,
    RoleAssignment,
    Unit,
    UnitEventPart,
    UnitVersion,
)
from lantoa.organisation.queries.reorganisations.faults import Fault
from lantoa.organisation.queries.reorganisations.previews import tree_fingerprint
from lantoa.organisation.queries.units import subtree_of
from lantoa.organisation.services.reorganisations.runs import begin_run, walk_steps


class _RollBack(Exception):
    """Takes the savepoint of a check back."""


@dataclass(frozen=True)
class _Row:
    """A unit on one side of the preview."""

    id: uuid.UUID
    code: str
    name: str
    short_name: str
    kind_name: str
    parent: str
    official_code: str


def empty_preview() -> dict[str, Any]:
    return {
        "before": [],
        "after": [],
        "untouched": {"before": {}, "after": {}},
        "totals": {"before": 0, "after": 0},
        "counts": {},
        "faults": [],
        "blockers": [],
        "warnings": [],
        "holdings": [],
        "mapping": [],
        "involved": [],
        "fingerprint": tree_fingerprint([]),
    }


def previewed(
    actor: User, made: Reorganisation, steps: Sequence[ReorganisationStep], faults: list[Fault]
) -> dict[str, Any]:
    """Run, look, roll back. Adds what is wrong to `faults`."""
    preview = empty_preview()
    try:
        run = begin_run(actor, made)
    except Refused as error:
        faults.append(Fault(0, error.sentence))
        return preview
    # The paper's faults and what blocks an end are told beside the steps, not by them.
    run.decision = replace(run.decision, is_rehearsal=True)
    day = run.decision.effective_on
    before = _rows_on(made.unit, day)
    after: dict[str, _Row] = {}
    successors: dict[str, list[str]] = {}
    with suppress(_RollBack), transaction.atomic():
        walk_steps(run, steps)
        after = _rows_on(made.unit, day)
        successors = _successors(made)
        raise _RollBack
    faults += run.faults
    marks = _marks(before, after)
    ended = [before[code] for code, found in marks.items() if "ended" in found]
    _tell_sides(preview, made.unit.code, before, after, marks)
    _tell_holdings(preview, ended, after, successors, day)
    _tell_warnings(preview, actor, [before[code].id for code in marks if code in before], ended, day)
    preview["mapping"] = _mapping(before, after, marks, successors)
    concerned = {code for code in marks if code in before}
    concerned |= {before[code].parent for code in concerned} | {
        after[code].parent for code in marks if code in after
    }
    preview["involved"] = [
        str(before[code].id) for code in sorted(concerned | {made.unit.code}) if code in before
    ]
    preview["fingerprint"] = tree_fingerprint(preview["involved"])
    return preview


def _rows_on(top: Unit, day: date) -> dict[str, _Row]:
    """The branch on the day, by code, in official order."""
    versions = (
        UnitVersion.objects.filter(unit__in=subtree_of(top.pk, day), valid__contains=day)
        .order_by("unit__position", "unit__code")
        .values_list(
            "unit", "unit__code", "name", "short_name", "kind__name", "parent__code", "official_code"
        )
    )
    return {
        code: _Row(unit, code, name, short_name, kind, parent or "", official)
        for unit, code, name, short_name, kind, parent, official in versions
    }


def _successors(made: Reorganisation) -> dict[str, list[str]]:
    """Code of a unit that ends → codes of those that come after it, by the events of this run."""
    parts = (
        UnitEventPart.objects.filter(
            event__reorganisation=made,
            event__kind__in=[EventKind.MERGE, EventKind.ABSORB, EventKind.SPLIT],
        )
        .order_by("event__sequence", "unit__position", "unit__code")
        .values_list("event", "side", "unit__code")
    )
    sides: dict[uuid.UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for event, side, code in parts:
        sides[event][side].append(code)
    return {source: event[EventSide.TARGET] for event in sides.values() for source in event[EventSide.SOURCE]}


def _marks(before: dict[str, _Row], after: dict[str, _Row]) -> dict[str, list[str]]:
    """What happens to each unit to which something happens."""
    found: dict[str, list[str]] = {}
    for code in {**before, **after}:
        old, new = before.get(code), after.get(code)
        if old is None:
            found[code] = ["added"]
        elif new is None:
            found[code] = ["ended"]
        else:
            marks = [
                mark
                for mark, changed in {
                    "renamed": (old.name, old.short_name) != (new.name, new.short_name),
                    "moved": old.parent != new.parent,
                    "kind": old.kind_name != new.kind_name,
                    "code": old.official_code != new.official_code,
                }.items()
                if changed
            ]
            if marks:
                found[code] = marks
    return found


def _tell_sides(
    preview: dict[str, Any],
    top: str,
    before: dict[str, _Row],
    after: dict[str, _Row],
    marks: dict[str, list[str]],
) -> None:
    """Both sides: what changes, with all that stands above it; of the rest only how many."""
    for side, rows, other in (("before", before, after), ("after", after, before)):
        shown = {code for code in marks if code in rows} | {top}
        shown |= {
            row.parent
            for code in marks
            for row in (before.get(code), after.get(code))
            if row and row.parent in rows
        }
        for code in list(shown):
            at = rows[code].parent
            while at in rows and at not in shown:
                shown.add(at)
                at = rows[at].parent
        preview[side] = [
            {
                "code": row.code,
                "name": row.name,
                "short_name": row.short_name,
                "kind_name": row.kind_name,
                "parent": row.parent,
                "marks": marks.get(row.code, []),
                "note": _note(row, other.get(row.code), other) if side == "after" else "",
            }
            for row in rows.values()
            if row.code in shown
        ]
        untouched: dict[str, int] = defaultdict(int)
        for row in rows.values():
            if row.code not in shown and row.parent in shown:
                untouched[row.parent] += 1
        preview["untouched"][side] = dict(untouched)
        preview["totals"][side] = len(rows)
    told = [mark for found in marks.values() for mark in found]
    order = ("added", "ended", "renamed", "moved", "kind", "code")
    preview["counts"] = {mark: told.count(mark) for mark in order if mark in told}


def _note(row: _Row, old: _Row | None, others: dict[str, _Row]) -> str:
    if old is None:
        return ""
    told = []
    if old.name != row.name:
        told.append(_("trước là %(name)s") % {"name": old.name})
    if old.parent != row.parent:
        above = others.get(old.parent)
        told.append(_("trước thuộc %(unit)s") % {"unit": above.short_name if above else old.parent})
    return "; ".join(told)


def _tell_holdings(
    preview: dict[str, Any],
    ended: Sequence[_Row],
    after: dict[str, _Row],
    successors: dict[str, list[str]],
    day: date,
) -> None:
    """What hangs on the units that end, and what must be settled before they can."""
    if not ended:
        return
    ids = [row.id for row in ended]
    counts = holdings.counts_of(ids, day)
    by_id = {row.id: row for row in ended}
    for row in ended:
        kinds = [
            [str(one.label), counts[one.kind][row.id]]
            for one in holdings.kinds()
            if counts[one.kind].get(row.id)
        ]
        to = [after[code].short_name for code in successors.get(row.code, []) if code in after]
        preview["holdings"].append({"code": row.code, "name": row.short_name, "to": to, "kinds": kinds})
    for blocker in holdings.blockers_of(ids, day):
        row = by_id[blocker.unit_id]
        told = {"code": row.code, "name": row.short_name, "sentence": blocker.sentence, "links": []}
        preview["blockers"].append(told)
    _tell_links(preview["blockers"], ids, by_id, day)


def _tell_links(
    blockers: list[dict[str, Any]], ids: Sequence[uuid.UUID], by_id: Mapping[uuid.UUID, _Row], day: date
) -> None:
    """The pages of the things that a blocker names."""
    if not blockers:
        return
    for holding in holdings.kinds():
        if holding.blocks is None:
            continue
        for held in holding.listed(ids, day):
            for one in blockers:
                if held.url and one["code"] == by_id[held.unit_id].code and held.code in one["sentence"]:
                    one["links"].append({"code": held.code, "url": held.url})


def _tell_warnings(
    preview: dict[str, Any], actor: User, changed: Sequence[uuid.UUID], ended: Sequence[_Row], day: date
) -> None:
    if day < clock.today():
        sentence = _("Ngày hiệu lực %(day)s đã qua: phương án được nhập muộn.")
        preview["warnings"].append(sentence % {"day": format_day(day)})
    preview["warnings"] += holdings.late_for(changed, day)
    people = set(
        RoleAssignment.objects.filter(unit__in=[row.id for row in ended], valid__contains=day).values_list(
            "person__user", flat=True
        )
    )
    if people:
        sentence = ngettext(
            "%(count)s người mất vai trò ở đơn vị kết thúc từ ngày %(day)s. Giao vai trò mới ở đơn vị tiếp nhận.",
            "%(count)s người mất vai trò ở đơn vị kết thúc từ ngày %(day)s. Giao vai trò mới ở đơn vị tiếp nhận.",
            len(people),
        )
        preview["warnings"].append(sentence % {"count": format_count(len(people)), "day": format_day(day)})
    if actor.pk in people:
        sentence = _("Trong số đó có anh/chị: từ ngày %(day)s anh/chị không còn vai trò ở đơn vị kết thúc.")
        preview["warnings"].append(sentence % {"day": format_day(day)})


def _mapping(
    before: dict[str, _Row],
    after: dict[str, _Row],
    marks: dict[str, list[str]],
    successors: dict[str, list[str]],
) -> list[list[str]]:
    """Rows of old code, name, parent, marks, new code, name, parent: one for each unit that changes and each that follows it."""

    def told(row: _Row | None, side: dict[str, _Row]) -> list[str]:
        if row is None:
            return ["", "", ""]
        above = side.get(row.parent)
        return [row.code, row.name, above.name if above else ""]

    rows: list[list[str]] = []
    reached: set[str] = set()
    for code, found in marks.items():
        if code not in before:
            continue
        following = successors.get(code, []) if "ended" in found else [code]
        reached.update(following)
        rows += [
            [*told(before[code], before), " ".join(found), *told(after.get(new), after)]
            for new in following or [""]
        ]
    rows += [
        ["", "", "", "added", *told(after[code], after)]
        for code, found in marks.items()
        if found == ["added"] and code not in reached
    ]
    return rows
