"""Enter an old list into the registry, all of it or nothing, and take it out again while nothing was built on it."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock, queue
from lantoa.core.errors import Refused
from lantoa.directives.models import Directive
from lantoa.organisation.models import Unit
from lantoa.practices.choices import ImportState, Origin, YearState
from lantoa.practices.import_plans import Beginning, Plan, begins, last_told, planned
from lantoa.practices.models import Practice, PracticeImport, PracticeImportRow, PracticeYear
from lantoa.practices.services.entering import NewPractice, enter_practices
from lantoa.practices.services.imports.judging import Judge
from lantoa.practices.services.imports.taking import locked_import
from lantoa.practices.texts import PracticeText

AT_ONCE: Final = 200  # rows that are entered within the request; more are a job's
TOLD: Final = 5  # practices that a refusal names
SENTENCE_CHANGED: Final = gettext_noop(
    "Chưa nhập gì: từ lúc xem thử, sổ đã có thêm năm mà dòng %(rows)s ghi. Bấm «Xem thử lại»."
)


@transaction.atomic
def ask_to_enter(*, actor: User, practice_import: PracticeImport, row_version: int) -> PracticeImport:
    """Enter what the dry run showed: a short list at once, a long one by a job.

    Raises Forbidden; Conflict where the list is not as it was seen (given twice, it happens once); Refused where no row would be
    entered.
    """
    held = locked_import(actor, practice_import, row_version)
    if held.state != ImportState.CHECKED:
        raise Refused(_("Danh sách này đang chạy hoặc đã xử lý xong. Tải lại trang."))
    count = planned(held.rows.order_by("number")).rows
    if not count:
        raise Refused(_("Không có dòng nào để nhập. Sửa lỗi, hoặc quyết định các dòng gần giống."))
    held.state, held.refusal, held.entered_by = ImportState.ENTERING, "", actor.pk
    held.row_version += 1
    held.save()
    if count <= AT_ONCE:
        enter_import(actor=actor, identity=held.pk)
        held.refresh_from_db()
    else:
        queue.defer("practices.enter_import", actor_id=str(actor.pk), import_id=str(held.pk))
    return held


@transaction.atomic
def enter_import(*, actor: User, identity: uuid.UUID) -> None:
    """Enter a list that was asked for, in one transaction; given twice, it happens once. Where the registry has changed since
    the dry run nothing is entered, and the list says why.
    """
    try:
        _enter(actor, identity)
    except Refused as refused:
        PracticeImport.objects.filter(pk=identity, state=ImportState.ENTERING).update(
            state=ImportState.CHECKED, refusal=refused.sentence, entered_by=None
        )


@transaction.atomic
def _enter(actor: User, identity: uuid.UUID) -> None:
    held = PracticeImport.objects.select_for_update().filter(pk=identity).first()
    if held is None or held.state != ImportState.ENTERING:
        return
    rows = list(held.rows.select_related("field").order_by("number"))
    plan = planned(rows)
    _refuse_known_years(plan)
    made = enter_practices(actor=actor, practices=_new_practices(held, plan))
    for beginning, practice in zip(plan.beginnings, made, strict=True):
        for row in beginning.rows:
            row.practice, row.added = practice, row.years
    _go_on(actor, plan)
    touched = [row for row in rows if row.practice_id]
    PracticeImportRow.objects.bulk_update(touched, ["practice", "added"], batch_size=500)
    held.state, held.entered_at = ImportState.ENTERED, clock.now()
    held.save(update_fields=["state", "entered_at"])
    after = {"practices": len(made), "years": sum(plan.years().values()), "rows": plan.rows}
    record(actor, "practice_import.entered", held, chain=held.unit_id, label=held.code, after=after)


def _refuse_known_years(plan: Plan) -> None:
    wanted = {practice for practice, _row in plan.going_on}
    held = PracticeYear.objects.select_for_update().filter(
        practice__in=wanted
    )  # whoever carries one on waits
    known = set(held.values_list("practice", "year"))
    taken = [row.number for practice, row in plan.going_on for year in row.years if (practice, year) in known]
    if taken:
        raise Refused(_(SENTENCE_CHANGED) % {"rows": ", ".join(map(str, sorted(set(taken))[:TOLD]))})


def _new_practices(held: PracticeImport, plan: Plan) -> list[NewPractice]:
    judge = Judge.of(held, clock.today())
    units = Unit.objects.in_bulk([one.rows[0].unit_id for one in plan.beginnings])
    sources = Practice.objects.in_bulk([one.rows[0].match_id for one in plan.beginnings if one.is_learned])
    return [_new_practice(one, units, sources, judge) for one in plan.beginnings]


def _new_practice(
    beginning: Beginning, units: dict[Any, Unit], sources: dict[Any, Practice], judge: Judge
) -> NewPractice:
    row, years = beginning.rows[0], beginning.years
    first = years[0][0]
    directive = judge.directive_of(first)
    if directive is None or row.field is None:
        raise Refused(
            _("Dòng %(number)d thiếu văn bản hoặc lĩnh vực. Bấm «Xem thử lại».") % {"number": row.number}
        )
    begun = Origin.LEARNED if beginning.is_learned else Origin.NEW
    return NewPractice(
        units[row.unit_id],
        _text(beginning, directive, date(first, 1, 1), sources),
        [(year, begun if year == first else Origin.MAINTAINED, YearState(state)) for year, state in years],
        dates={year: (_day_of(year), _day_of(year)) for year, _state in years},
    )


def _text(
    beginning: Beginning, directive: Directive, started_on: date, sources: dict[Any, Practice]
) -> PracticeText:
    row = beginning.rows[0]
    assert row.field is not None  # noqa: S101  (asked before)
    return PracticeText(
        title=row.title,
        field=row.field,
        directive=directive,
        started_on=started_on,
        problem="",
        goal="",
        measure="",
        measure_unit="",
        method=last_told(beginning.rows, "content"),
        result=last_told(beginning.rows, "result"),
        subject=row.subject,
        learned_from=sources.get(row.match_id) if beginning.is_learned else None,
    )


def _day_of(year: int) -> date:
    """The day that stands for what a list says of a year."""
    return min(date(year, 12, 31), clock.today())


def _go_on(actor: User, plan: Plan) -> None:
    """Further years of practices that are in the registry; what is told of them stays as it is there."""
    decided = {YearState.RECOGNISED, YearState.NOT_RECOGNISED}
    practices = Practice.originals.in_bulk({practice for practice, _row in plan.going_on})
    years = [
        PracticeYear(
            practice_id=practice,
            year=year,
            origin=Origin.MAINTAINED,
            state=row.state,
            registered_at=clock.instant(_day_of(year)),
            decided_at=clock.instant(_day_of(year)) if row.state in decided else None,
        )
        for practice, row in plan.going_on
        for year in row.years
    ]
    PracticeYear.objects.bulk_create(years, batch_size=1000)
    for practice, row in plan.going_on:
        row.practice, row.added = practices[practice], row.years
    record_many(
        actor,
        [
            Act(
                "practice.year_entered",
                practices[practice],
                practices[practice].unit_id,
                after={"years": row.years, "state": row.state},
            )
            for practice, row in plan.going_on
        ],
    )


@transaction.atomic
def undo_import(*, actor: User, practice_import: PracticeImport, row_version: int) -> PracticeImport:
    """Take everything out again that a list brought: its practices, and the years it added to others.

    Raises Forbidden, Conflict; Refused where something was built on it since: a practice was edited or has further years, a year
    was decided on, or anything of another kind hangs on either. Then nothing is taken out, and some of them are named.
    """
    held = locked_import(actor, practice_import, row_version)
    if held.state != ImportState.ENTERED:
        raise Refused(_("Danh sách này chưa nhập, hoặc đã hoàn tác rồi."))
    rows = list(held.rows.exclude(practice=None).order_by("number"))
    created = {row.practice_id for row in rows if row.practice_id and begins(row)}
    brought = {(row.practice_id, year): row.state for row in rows if row.practice_id for year in row.added}
    practices = Practice.originals.select_for_update().in_bulk({row.practice_id for row in rows})
    years = list(PracticeYear.with_set_aside.select_for_update().filter(practice__in=practices))
    own = [one for one in years if (one.practice_id, one.year) in brought]
    blocked = {
        one.practice_id
        for one in years
        if (one.practice_id in created and (one.practice_id, one.year) not in brought)
        or brought.get((one.practice_id, one.year), one.state) != one.state
    }
    blocked |= {pk for pk in created if practices[pk].row_version > 1 or practices[pk].holder_id}
    blocked |= {practice for practice, _year in brought.keys() - {(one.practice_id, one.year) for one in own}}
    by_year = {one.pk: one.practice_id for one in own}
    blocked |= {by_year[pk] for pk in _leaned_on(PracticeYear, by_year)}
    blocked |= _leaned_on(Practice, created, besides=(PracticeYear, PracticeImportRow))
    if blocked:
        codes = sorted(practices[pk].code for pk in blocked)
        sentence = _(
            "Không hoàn tác được: đã có việc làm tiếp trên %(count)d mô hình (%(codes)s). Chưa có gì thay đổi."
        )
        raise Refused(sentence % {"count": len(codes), "codes": ", ".join(codes[:TOLD])})
    acts = [
        Act("practice.entry_undone", one, one.unit_id, str(one), before={"created": one.pk in created})
        for one in practices.values()
    ]
    record_many(actor, acts)
    PracticeYear.objects.filter(pk__in=[one.pk for one in own]).delete()
    Practice.objects.filter(pk__in=created).delete()
    queue.defer("practices.count_marks", queueing_lock="practices.count_marks")
    held.state, held.undone_at, held.undone_by = ImportState.UNDONE, clock.now(), actor.pk
    held.row_version += 1
    held.save(update_fields=["state", "undone_at", "undone_by", "row_version"])
    after = {"practices": len(created), "years": len(own)}
    record(actor, "practice_import.undone", held, chain=held.unit_id, label=held.code, after=after)
    return held


def _leaned_on(
    model: type[Model], identities: Collection[Any], besides: Sequence[type[Model]] = ()
) -> set[Any]:
    """Those of the rows that any other row of the house points to, of whatever room; one statement for each kind of thing."""
    found: set[Any] = set()
    if not identities:
        return found
    for name, related in _pointers(model):
        if related not in besides:
            pointing: Iterable[Any] = related._base_manager.filter(**{f"{name}__in": list(identities)})
            found |= set(pointing.values_list(name, flat=True))  # type: ignore[attr-defined]
    return found


def _pointers(model: type[Model]) -> list[tuple[str, type[Model]]]:
    """Every foreign key and many-to-many of the house to a model: its name and the model that has it."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.is_relation:
            field = relation.field  # type: ignore[union-attr]
            if field.model._meta.auto_created is False or field.many_to_one:
                found.append((field.name, field.model))
    return found
