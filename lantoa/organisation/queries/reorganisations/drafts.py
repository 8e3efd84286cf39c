"""The steps of a draft in words, and the tree that each of them meets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core import clock
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.choices import EventKind
from lantoa.organisation.models import (
    Reorganisation,
    ReorganisationStep,
)
from lantoa.organisation.queries.reorganisations.previews import changed_since
from lantoa.organisation.queries.reorganisations.staged_trees import StagedTree, branch_on, staged

NAMED_AT_ONCE = 3  # units that a sentence names before it says how many more


@dataclass(frozen=True)
class StepShown:
    """A step with its number, in words, and what the last check found wrong with it."""

    number: int
    step: ReorganisationStep
    label: str
    sentence: str
    names: tuple[str, ...]
    faults: tuple[str, ...]
    first: bool
    last: bool


def effective_day(reorganisation: Reorganisation) -> date:
    """The day whose tree the draft is about: today until a day is given."""
    return reorganisation.effective_on or clock.today()


def steps_shown(reorganisation: Reorganisation, tree: StagedTree) -> list[StepShown]:
    """All steps in words; `tree` (the branch on the effective day) stands as all of them leave it afterwards."""
    steps = list(reorganisation.steps.all())
    faults: dict[int, list[str]] = defaultdict(list)
    for fault in (reorganisation.preview or {}).get("faults", []):
        faults[fault["step"]].append(fault["sentence"])
    fresh = not changed_since(reorganisation)
    shown = []
    for number, step in staged(tree, steps):
        names = [_short(tree, code) for code in step.sources]
        if step.kind == EventKind.ESTABLISH:
            names = [row.get("short_name") or row.get("name") or row.get("code", "") for row in step.rows]
        shown.append(
            StepShown(
                number,
                step,
                str(EventKind(step.kind).label),
                sentence_of(tree, step),
                tuple(names),
                tuple(faults[number]) if fresh else (),
                number == 1,
                number == len(steps),
            )
        )
    return shown


def _short(tree: StagedTree, code: str) -> str:
    unit = tree.units.get(code)
    return unit.short_name or unit.name or code if unit else code


def several(names: Sequence[str]) -> str:
    """«A, B, C và 95 đơn vị khác»."""
    told = ", ".join(names[:NAMED_AT_ONCE])
    more = len(names) - NAMED_AT_ONCE
    if more <= 0:
        return told
    sentence = ngettext("%(names)s và %(count)s đơn vị khác", "%(names)s và %(count)s đơn vị khác", more)
    return sentence % {"names": told, "count": format_count(more)}


def sentence_of(tree: StagedTree, step: ReorganisationStep) -> str:
    """What the step does, in one sentence; says what is still missing."""
    kind = EventKind(step.kind)
    sources = several([_short(tree, code) for code in step.sources]) or _("(chưa chọn đơn vị)")
    made = several([_made(step, row) for row in step.rows]) or _("(chưa ghi đơn vị mới)")
    receiver = _short(tree, step.receiver) if step.receiver else _("(chưa chọn đơn vị nhận)")
    words = {"sources": sources, "made": made, "receiver": receiver, "count": format_count(len(step.sources))}
    sentences = {
        EventKind.ESTABLISH: _("Thành lập: %(made)s."),
        EventKind.RENAME: _("Đổi tên: %(sources)s."),
        EventKind.MOVE: _("Chuyển %(count)s đơn vị về %(receiver)s: %(sources)s."),
        EventKind.TRANSFER: _("Chuyển giao %(count)s đơn vị cho %(receiver)s: %(sources)s."),
        EventKind.MERGE: _("Hợp nhất %(count)s đơn vị thành %(made)s: %(sources)s."),
        EventKind.ABSORB: _("Nhập %(count)s đơn vị vào %(receiver)s: %(sources)s."),
        EventKind.SPLIT: _("Chia %(sources)s thành: %(made)s."),
        EventKind.UPGRADE: _("Đổi loại hình: %(sources)s."),
        EventKind.DISSOLVE: _("Kết thúc hoạt động: %(sources)s."),
        EventKind.CODE_CHANGE: _("Đổi mã số: %(sources)s."),
    }
    return sentences[kind] % words


def _made(step: ReorganisationStep, row: Mapping[str, str]) -> str:
    """A new unit; of a split with how many units it takes."""
    name = row.get("short_name") or row.get("name") or row.get("code", "")
    if step.kind != EventKind.SPLIT:
        return name
    taken = sum(part == row.get("code") for part in step.shares.values())
    sentence = ngettext("%(name)s (nhận %(count)s đơn vị)", "%(name)s (nhận %(count)s đơn vị)", taken)
    return sentence % {"name": name, "count": format_count(taken)}


def tree_before_step(reorganisation: Reorganisation, step: ReorganisationStep) -> StagedTree:
    """The branch on the effective day as the steps before this one leave it. Two statements."""
    tree = branch_on(reorganisation.unit, effective_day(reorganisation))
    for _number, one in staged(tree, reorganisation.steps.all()):
        if one.pk == step.pk:
            break
    return tree
