"""One run of all steps by the services of single events; check and application are the same run."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import units_in_scope
from lantoa.organisation.choices import (
    EventKind,
)
from lantoa.organisation.models import (
    Reorganisation,
    ReorganisationStep,
    Unit,
    UnitGroup,
    UnitKind,
)
from lantoa.organisation.queries.reorganisations.faults import (
    WITH_NEW_UNITS,
    Fault,
    Plan,
    step_faults,
)
from lantoa.organisation.queries.reorganisations.staged_trees import branch_on, staged
from lantoa.organisation.queries.units import sectors
from lantoa.organisation.services import events
from lantoa.organisation.services.units import Decision, NewUnit, Renaming, establish_units, rename_units


@dataclass(kw_only=True)
class Run(Plan):
    """One run of all steps."""

    actor: User
    reorganisation: Reorganisation
    decision: Decision
    sectors: Mapping[str, UnitGroup]
    faults: list[Fault] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)  # code → the step with a fault that touches it


def begin_run(actor: User, made: Reorganisation) -> Run:
    day = made.effective_on or clock.today()
    tree = branch_on(made.unit, day)
    if made.unit.code not in tree:
        sentence = _("%(code)s không hoạt động vào ngày %(day)s. Chọn ngày hiệu lực khác.")
        raise Refused(sentence % {"code": made.unit.code, "day": format_day(day)})
    ids = [unit.id for unit in tree.units.values() if unit.id is not None]
    decided_on = made.decided_on or day
    return Run(
        day=day,
        tree=tree,
        kinds={kind.code: kind for kind in UnitKind.objects.all()},
        moved=_codes_in_scope(actor, "unit.reorganise", ids, day),
        placed=_codes_in_scope(actor, "reorganisation.prepare", ids, day),
        actor=actor,
        reorganisation=made,
        decision=Decision(
            made.decision_number,
            decided_on,
            day,
            made.issuer,
            made.note,
            made.paper,
            made.paper_name,
            reorganisation=made,
        ),
        sectors={sector.code: sector for sector in sectors()},
    )


def _codes_in_scope(actor: User, act: str, ids: Sequence[uuid.UUID], day: date) -> set[str]:
    """By today's roles on the tree of the day of effect, as the services of single events ask."""
    scope = units_in_scope(actor, act, tree_day=day)
    return set(scope.filter(pk__in=ids).values_list("code", flat=True))


def walk_steps(run: Run, steps: Sequence[ReorganisationStep]) -> None:
    """Apply each step that can be applied; say of each other one everything that is wrong with it."""
    for number, step in staged(run.tree, steps):
        found = list(step_faults(run, step))
        if not found:
            blamed = next((run.broken[code] for code in _codes_of(step) if code in run.broken), None)
            if blamed is not None:
                found = [
                    _("Chưa kiểm tra được vì đụng tới đơn vị của bước %(number)s đang có lỗi.")
                    % {"number": blamed}
                ]
        if not found:
            try:
                with transaction.atomic():
                    _apply_step(run, step)
            except (Refused, Forbidden) as error:
                found = [error.sentence]
        if found:
            run.faults += [Fault(number, sentence) for sentence in found]
            for code in _touched_by(run, step):
                run.broken.setdefault(code, number)


def _codes_of(step: ReorganisationStep) -> list[str]:
    rows = step.rows if step.kind in WITH_NEW_UNITS else []
    return [*step.sources, step.receiver, *(row.get("parent", "") for row in rows)]


def _touched_by(run: Run, step: ReorganisationStep) -> set[str]:
    """What a step that failed would have changed: its units, those above and below them that it would have given others."""
    made = {row.get("code", "") for row in step.rows}
    sources = [code for code in step.sources if code in run.tree and code != run.tree.top]
    parents = {run.tree.units[code].parent for code in sources}
    below = {one.code for code in sources for one in run.tree.below(code)}
    return ({*step.sources, step.receiver} | made | parents | below) - {"", run.tree.top}


def _apply_step(run: Run, step: ReorganisationStep) -> None:
    """One step by the service of its kind."""
    kind = EventKind(step.kind)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[*step.sources, step.receiver])}
    sources = [units[code] for code in step.sources]
    rows = {row["code"]: row for row in step.rows if row.get("code")}
    actor, decision = run.actor, run.decision
    if kind in {EventKind.MOVE, EventKind.TRANSFER}:
        events.move_units(
            actor=actor, decision=decision, units=sources, parent=units[step.receiver], kind=kind
        )
    elif kind == EventKind.ABSORB:
        events.absorb_units(actor=actor, decision=decision, sources=sources, into=units[step.receiver])
    elif kind == EventKind.DISSOLVE:
        events.dissolve_units(actor=actor, decision=decision, units=sources)
    elif kind == EventKind.ESTABLISH:
        establish_units(actor=actor, decision=decision, units=_new_units(run, step))
    elif kind == EventKind.MERGE:
        events.merge_units(actor=actor, decision=decision, sources=sources, target=_new_units(run, step)[0])
    elif kind == EventKind.SPLIT:
        events.split_unit(
            actor=actor,
            decision=decision,
            source=sources[0],
            parts=_new_units(run, step),
            children=step.shares,
        )
    elif kind == EventKind.RENAME:
        renamings = [
            Renaming(unit, rows[unit.code]["name"], _short_name(rows[unit.code])) for unit in sources
        ]
        rename_units(actor=actor, decision=decision, renamings=renamings)
    elif kind == EventKind.UPGRADE:
        for unit in sources:
            row = rows[unit.code]
            events.change_kind(
                actor=actor,
                decision=decision,
                unit=unit,
                kind=run.kinds[row["kind"]],
                name=row["name"],
                short_name=_short_name(row),
            )
    elif kind == EventKind.CODE_CHANGE:
        for unit in sources:
            code = rows[unit.code]["official_code"]
            events.change_official_code(actor=actor, decision=decision, unit=unit, official_code=code)


def _short_name(row: Mapping[str, str]) -> str:
    return row.get("short_name") or row["name"]


def _new_units(run: Run, step: ReorganisationStep) -> list[NewUnit]:
    """The rows of a step as new units, behind their siblings in the official list."""
    made = []
    for place, row in enumerate(step.rows, start=1):
        last = max((one.position for one in run.tree.below(row["parent"])), default=0)
        sector = run.sectors.get(row.get("sector", ""))
        made.append(
            NewUnit(
                row["code"],
                row["name"],
                _short_name(row),
                run.kinds[row["kind"]],
                row["parent"],
                last + place,
                groups=[sector] if sector else [],
                is_sample=run.reorganisation.unit.is_sample,
            )
        )
    return made
