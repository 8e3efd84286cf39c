"""Take a tree from a file: judge it whole, show what it would change, then change it in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.models import StoredFile
from lantoa.attachments.services import keep
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.organisation import access
from lantoa.organisation.choices import EventKind, ImportState
from lantoa.organisation.models import TreeImport, Unit, UnitKind
from lantoa.organisation.queries.imports import ACT
from lantoa.organisation.queries.standing_trees import standing_branch
from lantoa.organisation.queries.tree_differences import (
    WHAT,
    Change,
    cells_of,
    compared,
    counted,
    fingerprint,
)
from lantoa.organisation.queries.tree_files import Cells, Row
from lantoa.organisation.services.decisions import Decision, lock_tree
from lantoa.organisation.services.events import dissolve_units
from lantoa.organisation.services.redrawing import Redrawing, Values
from lantoa.organisation.services.statistics import refresh_statistics
from lantoa.organisation.services.units import NewUnit, Renaming, establish_units, first_place, rename_units

MANY = 500  # changes after which the planner is told
SHORT_NAME = 200  # characters of a short name


@transaction.atomic
def take_tree_file(
    *, actor: User, unit: Unit, decision: Decision, accepted: AcceptedFile, ends_missing: bool = False
) -> TreeImport:
    """Read a file that passed the gate and judge it; as `judge_tree_file`."""
    access.require(access.holds(actor, ACT, unit))
    return judge_tree_file(
        actor=actor,
        unit=unit,
        decision=decision,
        cells=cells_of(accepted),
        file=keep(accepted),
        file_name=accepted.name,
        ends_missing=ends_missing,
    )


@transaction.atomic
def judge_tree_file(
    *,
    actor: Actor,
    unit: Unit,
    decision: Decision,
    cells: Cells,
    file: StoredFile,
    file_name: str,
    ends_missing: bool = False,
) -> TreeImport:
    """Judge a file against the branch below `unit` on the decision's effective day; nothing of the tree changes.

    The result is kept: with every fault, or with every change it would make. Raises Forbidden beyond the actor's reach, Refused
    where the unit is not active on that day.
    """
    access.require(not isinstance(actor, User) or access.holds(actor, ACT, unit))
    reading, changes = compared(unit, decision.effective_on, cells, ends_missing=ends_missing)
    made = TreeImport.objects.create(
        code=_next_code(),
        unit=unit,
        state=ImportState.FAULTY if reading.faults else ImportState.CHECKED,
        decision_number=decision.number,
        decided_on=decision.decided_on,
        effective_on=decision.effective_on,
        issuer=decision.issuer,
        ends_missing=ends_missing,
        file=file,
        file_name=file_name,
        rows=[asdict(one) for one in reading.rows],
        faults=[asdict(one) for one in reading.faults],
        hints=[asdict(one) for one in reading.hints],
        changes=[asdict(one) for one in changes],
        standing=fingerprint(standing_branch(unit, decision.effective_on)),
        made_by=actor.actor_id,
    )
    record(
        actor,
        "tree_import.checked",
        made,
        chain=unit.pk,
        label=made.code,
        after={"faults": len(reading.faults)} | counted(changes),
    )
    return made


@transaction.atomic
def discard_tree_import(*, actor: User, tree_import: TreeImport) -> TreeImport:
    """Put a file aside that is not to be applied; it stays in the list."""
    tree_import = _locked(tree_import)
    access.require(access.holds(actor, ACT, tree_import.unit))
    if tree_import.state not in {ImportState.FAULTY, ImportState.CHECKED}:
        raise Refused(_("Tệp này đã được xử lý xong, không bỏ được nữa."))
    tree_import.state = ImportState.DISCARDED
    tree_import.save(update_fields=["state"])
    record(actor, "tree_import.discarded", tree_import, chain=tree_import.unit_id, label=tree_import.code)
    return tree_import


@transaction.atomic
def apply_tree_import(*, actor: User, tree_import: TreeImport) -> TreeImport:
    """Make the changes of a faultless file, all or none.

    Raises Refused for a file with faults or one that was applied or put aside, Conflict where the branch is no longer the one
    that the file was compared with.
    """
    tree_import = _locked(tree_import)
    access.require(access.holds(actor, ACT, tree_import.unit))
    if tree_import.state == ImportState.APPLIED:
        raise Refused(_("Tệp này đã được áp dụng rồi."))
    if tree_import.state != ImportState.CHECKED:
        raise Refused(_("Tệp còn lỗi hoặc đã bỏ nên không áp dụng được. Hãy sửa tệp rồi nhập lại."))
    if not tree_import.changes:
        raise Refused(_("Tệp giống hệt cây hiện nay, không có gì để áp dụng."))
    decision = Decision(
        tree_import.decision_number,
        tree_import.decided_on,
        tree_import.effective_on,
        tree_import.issuer,
        _("Nhập từ tệp %(name)s (%(code)s).") % {"name": tree_import.file_name, "code": tree_import.code},
    )
    branch = standing_branch(tree_import.unit, decision.effective_on)
    if fingerprint(branch) != tree_import.standing:
        raise Conflict(_("Cây tổ chức đã thay đổi từ khi kiểm tra tệp. Hãy nhập lại tệp để so lại."))
    apply_rows(
        actor=actor,
        decision=decision,
        rows=[Row(**one) for one in tree_import.rows],
        changes=[Change(**one) for one in tree_import.changes],
    )
    tree_import.state = ImportState.APPLIED
    tree_import.applied_by, tree_import.applied_at = actor.actor_id, clock.now()
    tree_import.save(update_fields=["state", "applied_by", "applied_at"])
    counts = counted(Change(**one) for one in tree_import.changes)
    record(
        actor,
        "tree_import.applied",
        tree_import,
        chain=tree_import.unit_id,
        label=tree_import.code,
        after=counts,
    )
    return tree_import


@transaction.atomic
def apply_rows(*, actor: Actor, decision: Decision, rows: Sequence[Row], changes: Sequence[Change]) -> None:
    """Write the changes that `compared` found into the tree under one decision: one event for each kind of change.

    All moves are drawn before any is checked: units that change places with each other pass through no cycle. Raises Refused
    and Forbidden as the services of events do.
    """
    by_code = {row.code: row for row in rows}
    asked: dict[str, list[Row]] = {what: [] for what in WHAT}
    for change in changes:
        if change.what != "ended" and by_code[change.code] not in asked[change.what]:
            asked[change.what].append(by_code[change.code])
    ended = [change.code for change in changes if change.what == "ended"]
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    _establish(actor, decision, asked["new"], kinds)
    concerned = {row.code for what in ("name", "kind", "parent", "official_code") for row in asked[what]}
    wanted = concerned | {row.parent for row in asked["parent"]} | set(ended)
    units = {one.code: one for one in Unit.objects.filter(code__in=wanted)}
    _hold(
        actor,
        decision,
        EventKind.MOVE,
        [(units[row.code], {"parent_id": units[row.parent].pk}) for row in asked["parent"]],
        "unit.moved",
    )
    if asked["name"]:
        renamings = [Renaming(units[row.code], row.name, _short(row)) for row in asked["name"]]
        rename_units(actor=actor, decision=decision, renamings=renamings)
    _hold(
        actor,
        decision,
        EventKind.UPGRADE,
        [(units[row.code], {"kind_id": kinds[row.kind].pk}) for row in asked["kind"]],
        "unit.kind_changed",
    )
    _hold(
        actor,
        decision,
        EventKind.CODE_CHANGE,
        [(units[row.code], {"official_code": row.official_code}) for row in asked["official_code"]],
        "unit.code_changed",
    )
    _place(asked["position"])
    if ended:
        dissolve_units(actor=actor, decision=decision, units=[units[code] for code in ended])
    if len(changes) > MANY:
        refresh_statistics()  # the planner would take the fresh rows for none, and join them one by one


def _establish(actor: Actor, decision: Decision, rows: Sequence[Row], kinds: Mapping[str, UnitKind]) -> None:
    new = [
        NewUnit(
            row.code,
            row.name,
            _short(row),
            kinds[row.kind],
            row.parent or None,
            row.position or 0,
            row.official_code,
        )
        for row in rows
    ]
    if new:
        establish_units(actor=actor, decision=decision, units=new)


def _hold(
    actor: Actor,
    decision: Decision,
    kind: EventKind,
    wanted: Sequence[tuple[Unit, Values]],
    act: str,
) -> None:
    """One event in which each unit gets values of its own; parents are checked once all of them are drawn."""
    if not wanted:
        return
    units = [unit for unit, _values in wanted]
    drawing = Redrawing(actor, decision)
    parents = {values["parent_id"] for _unit, values in wanted if "parent_id" in values}
    drawing.concern(units, below=Unit.objects.filter(pk__in=parents))
    place = first_place(drawing, units)
    acts = []
    for unit, values in wanted:
        before = drawing.hold(unit, values)
        after = {name: str(value) for name, value in values.items()}
        acts.append(
            Act(act, unit, unit.pk, unit.code, {name: str(value) for name, value in before.items()}, after)
        )
    drawing.save(kind, units, units, place)
    record_many(actor, acts)


def _place(rows: Sequence[Row]) -> None:
    """The place in the official list belongs to the identity and is not dated."""
    units = {one.code: one for one in Unit.objects.filter(code__in=[row.code for row in rows])}
    for row in rows:
        units[row.code].position = row.position or 0
    Unit.objects.bulk_update(units.values(), ["position"], batch_size=500)


def _short(row: Row) -> str:
    return row.short_name or row.name[:SHORT_NAME]


def _locked(tree_import: TreeImport) -> TreeImport:
    return TreeImport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=tree_import.pk)


def _next_code() -> str:
    """NC-<year>-<number>, one after the other; the lock of the tree keeps two from taking the same."""
    lock_tree()
    start = f"NC-{clock.today().year}-"
    taken = TreeImport.objects.filter(code__startswith=start).order_by(Length("code").desc(), "-code")
    last = taken.values_list("code", flat=True).first()
    return f"{start}{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"
