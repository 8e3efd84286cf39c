"""What is wrong with a step, as far as it can be told without applying it: all of it at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.choices import (
    EventKind,
)
from lantoa.organisation.models import (
    Reorganisation,
    ReorganisationStep,
    UnitKind,
)
from lantoa.organisation.queries.events import are_days_unusual
from lantoa.organisation.queries.reorganisations.staged_trees import StagedTree

WITH_NEW_UNITS = frozenset({EventKind.ESTABLISH, EventKind.MERGE, EventKind.SPLIT})
WITH_RECEIVER = frozenset({EventKind.MOVE, EventKind.TRANSFER, EventKind.ABSORB})
WITH_NEW_WORDS = frozenset({EventKind.RENAME, EventKind.UPGRADE, EventKind.CODE_CHANGE})


@dataclass(frozen=True)
class Fault:
    """What is wrong with a step (0 = the decision)."""

    step: int
    sentence: str


@dataclass(kw_only=True)
class Plan:
    """The tree that the next step meets; the codes on which the person may act (`moved`), and under which place (`placed`)."""

    day: date
    tree: StagedTree
    kinds: Mapping[str, UnitKind]
    moved: set[str]
    placed: set[str]


def paper_faults(made: Reorganisation, steps: Sequence[ReorganisationStep]) -> list[Fault]:
    wanted = {
        _("Chưa ghi số quyết định."): made.decision_number,
        _("Chưa ghi ngày ký quyết định."): made.decided_on,
        _("Chưa ghi ngày hiệu lực. Có ngày hiệu lực mới kiểm tra được các bước."): made.effective_on,
        _("Chưa ghi cơ quan ban hành quyết định."): made.issuer,
        _("Phương án chưa có bước nào. Thêm bước đầu tiên."): steps,
    }
    found = [sentence for sentence, value in wanted.items() if not value]
    if are_days_unusual(made.decided_on, made.effective_on) and not made.days_confirmed:
        found.append(
            _(
                "Ngày ký và ngày hiệu lực cách nhau hơn một năm. Sửa ngày, hoặc đánh dấu ở phương án rằng hai ngày này đúng."
            )
        )
    return [Fault(0, sentence) for sentence in found]


def step_faults(plan: Plan, step: ReorganisationStep) -> Iterable[str]:
    """Everything that can be told of a step without applying it."""
    kind = EventKind(step.kind)
    if kind != EventKind.ESTABLISH:
        yield from _source_faults(plan, step)
    if kind in WITH_RECEIVER:
        yield from _receiver_faults(plan, step)
    if kind in WITH_NEW_UNITS:
        yield from _row_faults(plan, step)
    if kind in WITH_NEW_WORDS:
        yield from _word_faults(plan, step)
    if kind == EventKind.SPLIT:
        yield from _share_faults(plan, step)


def _source_faults(plan: Plan, step: ReorganisationStep) -> Iterable[str]:
    if not step.sources:
        yield _("Chưa chọn đơn vị nào.")
    if step.kind == EventKind.SPLIT and len(step.sources) > 1:
        yield _("Mỗi bước chia tách một đơn vị. Tách các đơn vị khác ở bước riêng.")
    if step.kind == EventKind.MERGE and len(step.sources) == 1:
        yield _("Hợp nhất cần ít nhất hai đơn vị.")
    for code in step.sources:
        if code == plan.tree.top:
            yield (
                _(
                    "%(code)s là đơn vị chủ trì phương án nên không thể tự sắp xếp. Lập phương án ở cấp trên của đơn vị này."
                )
                % {"code": code}
            )
        elif code not in plan.tree:
            yield _absent(plan, code)
        elif code not in plan.tree.made_by and code not in plan.moved:
            yield _("Anh/chị không được sắp xếp đơn vị %(code)s.") % {"code": code}


def _receiver_faults(plan: Plan, step: ReorganisationStep) -> Iterable[str]:
    code = step.receiver
    if not code:
        yield _("Chưa chọn đơn vị nhận.")
        return
    if code in step.sources:
        yield _("Đơn vị nhận %(code)s không thể nằm trong các đơn vị của bước.") % {"code": code}
        return
    yield from _placing_faults(plan, code)
    if step.kind != EventKind.ABSORB and code in plan.tree:
        moving = [source for source in step.sources if source != plan.tree.top]
        above = {source for source in moving if code in {one.code for one in plan.tree.branch(source)}}
        for source in sorted(above):
            yield (
                _("Không thể chuyển %(source)s về %(code)s vì %(code)s đang ở dưới chính đơn vị đó.")
                % {"source": source, "code": code}
            )


def _placing_faults(plan: Plan, code: str) -> Iterable[str]:
    """Whether units may be placed under that unit."""
    if code not in plan.tree:
        yield _absent(plan, code)
    elif code not in plan.tree.made_by and code not in plan.placed:
        yield _("Anh/chị không được đặt đơn vị dưới %(code)s.") % {"code": code}


def _absent(plan: Plan, code: str) -> str:
    ended = plan.tree.ended_by.get(code)
    if ended is not None:
        return _("%(code)s đã kết thúc ở bước %(number)s.") % {"code": code, "number": ended}
    sentence = _("%(code)s không có trong nhánh của %(top)s vào ngày %(day)s.")
    return sentence % {"code": code, "top": plan.tree.top, "day": format_day(plan.day)}


def _row_faults(plan: Plan, step: ReorganisationStep) -> Iterable[str]:
    kind = EventKind(step.kind)
    if kind == EventKind.ESTABLISH and not step.rows:
        yield _("Chưa ghi đơn vị mới nào.")
    if kind == EventKind.MERGE and len(step.rows) != 1:
        yield _("Hợp nhất cho ra đúng một đơn vị mới.")
    if kind == EventKind.SPLIT and len(step.rows) < 2:
        yield _("Chia tách cần ít nhất hai đơn vị mới.")
    codes = [row.get("code", "") for row in step.rows]
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        yield _("Mã %(code)s ghi hai lần trong bước này.") % {"code": code}
    for place, row in enumerate(step.rows, start=1):
        named = row.get("name") or row.get("code") or _("đơn vị mới thứ %(place)s") % {"place": place}
        if not row.get("code"):
            yield _("Chưa có mã cho %(unit)s.") % {"unit": named}
        elif row["code"] in plan.tree or row["code"] in plan.tree.ended_by:
            yield _("Mã đơn vị đã có: %(code)s. Chọn mã khác.") % {"code": row["code"]}
        if not row.get("name"):
            yield _("Chưa ghi tên đầy đủ cho %(unit)s.") % {"unit": named}
        if row.get("kind", "") not in plan.kinds:
            yield _("Chưa chọn loại hình cho %(unit)s.") % {"unit": named}
        parent = row.get("parent", "")
        if not parent:
            yield _("Chưa chọn cấp trên cho %(unit)s.") % {"unit": named}
        elif parent in step.sources and kind != EventKind.ESTABLISH:
            yield _("Cấp trên của %(unit)s là %(code)s, sẽ kết thúc ở bước này. Chọn cấp trên khác.") % {
                "unit": named,
                "code": parent,
            }
        elif parent not in codes:
            yield from _placing_faults(plan, parent)


def _word_faults(plan: Plan, step: ReorganisationStep) -> Iterable[str]:
    rows = {row.get("code"): row for row in step.rows}
    for code in step.sources:
        row = rows.get(code, {})
        if step.kind == EventKind.CODE_CHANGE:
            if not row.get("official_code"):
                yield _("Chưa ghi mã số mới cho %(code)s.") % {"code": code}
            continue
        if not row.get("name"):
            yield _("Chưa ghi tên mới cho %(code)s.") % {"code": code}
        if step.kind == EventKind.UPGRADE and row.get("kind", "") not in plan.kinds:
            yield _("Chưa chọn loại hình mới cho %(code)s.") % {"code": code}


def _share_faults(plan: Plan, step: ReorganisationStep) -> Iterable[str]:
    parts = {row.get("code", "") for row in step.rows}
    left = [
        one
        for source in step.sources
        for one in plan.tree.below(source)
        if step.shares.get(one.code) not in parts
    ]
    if left:
        sentence = ngettext(
            "Còn %(count)s đơn vị chưa có nơi nhận: %(units)s.",
            "Còn %(count)s đơn vị chưa có nơi nhận: %(units)s.",
            len(left),
        )
        units = ", ".join(f"{one.code} {one.short_name}" for one in left)
        yield sentence % {"count": format_count(len(left)), "units": units}
