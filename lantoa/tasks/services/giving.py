"""Give tasks: one to many units, parts of one, the table of a conclusion, or a part of a paper going down."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record_many
from lantoa.core import clock
from lantoa.core.actor import SYSTEM, Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.notifications.services import Told, notify_each, notify_rows
from lantoa.organisation.access import require
from lantoa.organisation.models import Ancestry, Unit
from lantoa.tasks.choices import OPEN, UNSETTLED, OriginKind, TaskState
from lantoa.tasks.models import Task
from lantoa.tasks.permissions import can_ask_for
from lantoa.tasks.services.shared import NAMED

FURTHEST = 5  # years ahead that a task may be due
NAMED_LETTERS = 80  # of a title that a refusal names


@dataclass(frozen=True)
class NewTask:
    """What is to be done. `proof_required`: not reported done without a file. `origin` points to the thing of the house that
    raised it, `origin_label` names it in words, `sentence` quotes it."""

    title: str
    due_on: date
    detail: str = ""
    proof_wanted: str = ""
    proof_required: bool = False
    origin_kind: OriginKind = OriginKind.BY_HAND
    origin_label: str = ""
    origin: Reference | None = None
    sentence: str = ""


@transaction.atomic
def give_tasks(
    *, actor: Actor, asker: Unit, units: Sequence[Unit], task: NewTask, parent: Task | None = None
) -> list[Task]:
    """Give the same to each of `units`, one task each, in the order of `units`; a fixed number of statements for all.

    With `parent`, they are parts of it, given by the unit that owes it. Raises Forbidden, or Refused: no words, a day that is
    over, too far, or after the day of the whole, no unit, a unit that is not the asker's own or below it today, a unit that has
    the same task already, a whole that is no longer open.
    """
    if isinstance(actor, User):
        require(can_ask_for(actor, asker))
    _check_new(task, clock.today())
    _lock_codes()
    if parent is not None:
        parent = Task.objects.select_for_update().get(pk=parent.pk)
        _check_parent(parent, asker, task)
    _check_units(asker, units, task)
    batch, now = uuid.uuid4(), clock.now()
    made = [
        Task(
            code=code,
            unit=unit,
            asker=asker,
            parent=parent,
            batch=batch,
            title=task.title,
            detail=task.detail,
            proof_wanted=task.proof_wanted,
            proof_required=task.proof_required,
            due_on=task.due_on,
            first_due_on=task.due_on,
            origin_kind=task.origin_kind,
            origin_label=task.origin_label,
            origin_subject_kind=task.origin.kind if task.origin else "",
            origin_subject_id=task.origin.id if task.origin else None,
            sentence=task.sentence,
            given_at=now,
            search_key=" ".join(
                folding_key(words)
                for words in (code, task.title, task.detail, task.origin_label, task.sentence)
            ),
        )
        for code, unit in zip(_next_codes(now.astimezone(clock.VIETNAM).year, len(units)), units, strict=True)
    ]
    Task.objects.bulk_create(made, batch_size=1000)
    after = {"title": task.title, "due_on": task.due_on, "asker": asker.code}
    if parent is not None:
        after["parent"] = parent.code
    record_many(actor, [Act("task.given", one, one.unit_id, one.code, after=after) for one in made])
    told = [Told(one.pk, one.code, one.unit_id) for one in made]
    notify_each(actor=actor, kind="task_given", subject_kind="tasks.task", told=told)
    return made


def _check_new(task: NewTask, today: date) -> None:
    if looks_empty(task.title):
        raise Refused.at("title", _("Ghi việc phải làm."))
    if task.due_on < today:
        raise Refused.at(
            "due_on", _("Hạn %(day)s đã qua. Chọn từ hôm nay trở đi.") % {"day": format_day(task.due_on)}
        )
    if task.due_on.year > today.year + FURTHEST:
        raise Refused.at("due_on", _("Hạn xa nhất là hết năm %(year)d.") % {"year": today.year + FURTHEST})
    if task.sentence and looks_empty(task.origin_label):
        raise Refused.at("origin_label", _("Ghi câu này ở văn bản hay kết luận nào."))


def _check_parent(parent: Task, asker: Unit, task: NewTask) -> None:
    if parent.unit_id != asker.pk:
        raise Refused(_("Chỉ đơn vị nhận nhiệm vụ mới chia nhỏ được nhiệm vụ."))
    if parent.state not in OPEN:
        raise Refused(
            _("Nhiệm vụ %(code)s không còn đang làm nên không chia nhỏ được.") % {"code": parent.code}
        )
    if task.due_on > parent.due_on:
        sentence = _("Hạn của phần việc phải trong hạn của cả nhiệm vụ, %(day)s.")
        raise Refused.at("due_on", sentence % {"day": format_day(parent.due_on)})


def _check_units(asker: Unit, units: Sequence[Unit], task: NewTask) -> None:
    if not units:
        raise Refused(_("Chưa chọn đơn vị nào."))
    today, wanted = clock.today(), {unit.pk for unit in units}
    reached = Ancestry.objects.filter(ancestor=asker, descendant__in=wanted, valid__contains=today)
    if set(reached.values_list("descendant", flat=True)) != wanted or len(wanted) != len(units):
        raise Refused(_("Chỉ giao được cho chính đơn vị mình và các đơn vị bên dưới, mỗi đơn vị một lần."))
    same = Task.objects.filter(
        asker=asker, unit__in=wanted, title=task.title, due_on=task.due_on, state__in=UNSETTLED
    )
    codes = list(same.order_by("unit__code").values_list("unit__code", flat=True))
    if codes:
        sentence = _(
            "Việc này, cùng hạn này, đã giao cho %(count)s đơn vị trong số đã chọn: %(codes)s. Bỏ các đơn vị đó ra."
        )
        named = ", ".join(codes[:NAMED]) + (", …" if len(codes) > NAMED else "")
        raise Refused(sentence % {"count": format_count(len(codes)), "codes": named})


# One statement for however many units: codes run on from the last of the year in the order of the units' identities.
_GIVE = """
INSERT INTO tasks_task (
    id, code, unit_id, asker_id, batch, title, detail, proof_wanted, proof_required, due_on, first_due_on, origin_kind,
    origin_label, origin_subject_kind, origin_subject_id, sentence, state, given_at, result, reason, search_key, row_version
)
SELECT gen_random_uuid(), numbered.code, numbered.id, %(asker)s, %(batch)s, %(title)s, %(detail)s, %(proof)s, %(required)s,
    %(due)s, %(due)s, %(origin_kind)s, %(origin_label)s, %(subject_kind)s, %(subject_id)s, %(sentence)s, %(state)s, %(now)s,
    '', '', replace(lower(numbered.code), '-', ' ') || ' ' || %(key)s, 1
FROM (
    SELECT id, %(year)s || lpad(n::text, greatest(5, length(n::text)), '0') AS code
    FROM (SELECT id, %(last)s + row_number() OVER (ORDER BY id) AS n FROM unnest(%(units)s::uuid[]) AS one (id)) AS counted
) AS numbered
"""


@transaction.atomic
def give_to_all(
    *, asker: Unit, units: Sequence[uuid.UUID], task: NewTask, batch: uuid.UUID, day: date
) -> int:
    """Give the same to each of very many units in three statements; how many. A part of a paper going down.

    The caller has asked who may, chooses units below the asker, gives each unit of a batch once, and records the act: no entry
    is written for each. `day`: when it was decided, which a job may come after. Raises Refused where the words or the day are
    wrong.
    """
    _check_new(task, day)
    _lock_codes()
    now = clock.now()
    year = now.astimezone(clock.VIETNAM).year
    first = _next_codes(year, 1)[0]
    words = (task.title, task.detail, task.origin_label, task.sentence)
    with connection.cursor() as cursor:
        cursor.execute(
            _GIVE,
            {
                "asker": asker.pk,
                "batch": batch,
                "title": task.title,
                "detail": task.detail,
                "proof": task.proof_wanted,
                "required": task.proof_required,
                "due": task.due_on,
                "origin_kind": str(task.origin_kind.value),
                "origin_label": task.origin_label,
                "subject_kind": task.origin.kind if task.origin else "",
                "subject_id": task.origin.id if task.origin else None,
                "sentence": task.sentence,
                "state": str(TaskState.NOT_BEGUN.value),
                "now": now,
                "key": " ".join(folding_key(one) for one in words),
                "year": f"NV-{year}-",
                "last": int(first.rpartition("-")[2]) - 1,
                "units": list(units),
            },
        )
        count = int(cursor.rowcount)
    given = Task.objects.filter(batch=batch, unit__in=list(units)).values_list("pk", "code", "unit", "due_on")
    notify_rows(actor=SYSTEM, kind="task_given", subject_kind="tasks.task", rows=given, occasion="given")
    return count


@transaction.atomic
def give_each(*, actor: Actor, asker: Unit, rows: Sequence[tuple[NewTask, Sequence[Unit]]]) -> int:
    """Give the tasks of a conclusion's table, all of them or none; how many. Refuses as `give_tasks`, of several saying which."""
    count = 0
    for task, units in rows:
        try:
            count += len(give_tasks(actor=actor, asker=asker, units=units, task=task))
        except Refused as refused:
            if len(rows) == 1:
                raise
            words = {"title": task.title[:NAMED_LETTERS], "reason": refused.sentence}
            raise Refused(_("Việc «%(title)s»: %(reason)s") % words) from refused
    return count


def _lock_codes() -> None:
    """One writer of codes at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tasks.codes'))")


def _next_codes(year: int, count: int) -> list[str]:
    """Fresh codes, running on from the last of the year. The caller holds the lock."""
    taken = Task.objects.filter(code__startswith=f"NV-{year}-")
    newest = taken.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    last = int(newest.rpartition("-")[2]) if newest else 0
    return [f"NV-{year}-{last + number:05d}" for number in range(1, count + 1)]
