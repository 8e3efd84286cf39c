"""Prepare an issuing with its duties, issue it, and carry it down to every unit: once, whatever interrupts it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import SYSTEM, Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.queue import defer
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import IssuingState, ReadAgain
from lantoa.directives.models import Directive, DirectivePart, DirectiveVersion, Duty, Issuing
from lantoa.directives.permissions.issuings import can_draft_for
from lantoa.directives.queries.issuings import (
    duties_of,
    published_version,
    recipients_of,
    was_issued_before,
)
from lantoa.directives.queries.receipts import dropped_parts, parts_to_read
from lantoa.directives.services.codes import next_codes, one_at_a_time
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.choosing import Scope
from lantoa.tasks.choices import OriginKind
from lantoa.tasks.services import NewTask, give_to_all

AT_ONCE = 2000  # units that a page may wait for; more go down in a job
STEP = 20_000  # units of one transaction of the job
MOST_DUTIES = 50
FURTHEST = 5  # years ahead, as of tasks


@dataclass(frozen=True)
class IssuingText:
    """Whom it goes to, by when it is to be read, what is asked again, and a word to go with it."""

    scope: Scope
    due_on: date
    read_again: ReadAgain = ReadAgain.WHOLE
    message: str = ""


@dataclass(frozen=True)
class DutyText:
    """What, by when, what proves it; and the sentence of a part, word for word."""

    title: str
    due_on: date
    proof_wanted: str = ""
    part: DirectivePart | None = None
    sentence: str = ""


@transaction.atomic
def draft_issuing(*, actor: Actor, directive: Directive, text: IssuingText) -> Issuing:
    """Begin to issue the newest published version.

    Raises Forbidden, Refused: no version is published, a draft of it is open, a day that is over or too far.
    """
    if isinstance(actor, User):
        require(can_draft_for(actor, directive.unit_id))
    one_at_a_time("issuings")
    version = published_version(directive)
    if version is None:
        raise Refused(
            _("Văn bản này chưa công bố phiên bản nào. Công bố một phiên bản trước, rồi mới phát động.")
        )
    open_one = Issuing.objects.filter(version__directive=directive, state=IssuingState.DRAFT).first()
    if open_one is not None:
        raise Refused(
            _("Đang có đợt %(code)s soạn dở cho văn bản này. Mở đợt ấy ra làm tiếp, hoặc bỏ nó đi.")
            % {"code": open_one.code}
        )
    _check_text(version, text)
    [code] = next_codes("PD", Issuing, [clock.today().year], 3)
    made = Issuing(code=code, version=version, unit_id=directive.unit_id)
    _put(made, text)
    made.save()
    record(actor, "issuing.drafted", made, chain=made.unit_id, label=made.code, after=_said(made))
    return made


@transaction.atomic
def change_issuing(*, actor: Actor, issuing: Issuing, text: IssuingText, row_version: int) -> Issuing:
    """Change a draft. Raises Forbidden, Conflict, Refused."""
    found = _locked_draft(actor, issuing, row_version)
    _check_text(found.version, text)
    before = _said(found)
    _put(found, text)
    return _save(actor, found, "issuing.changed", before, _said(found))


@transaction.atomic
def drop_issuing(*, actor: Actor, issuing: Issuing, row_version: int) -> None:
    """Throw a draft away with its duties. Raises Forbidden, Conflict, Refused."""
    found = _locked_draft(actor, issuing, row_version)
    record(actor, "issuing.dropped", found, chain=found.unit_id, label=found.code, before=_said(found))
    found.delete()


@transaction.atomic
def put_duty(
    *, actor: Actor, issuing: Issuing, text: DutyText, row_version: int, duty: Duty | None = None
) -> Duty:
    """Add a duty, or change `duty`.

    Raises Forbidden, Conflict, Refused: no words, a day that is over or too far, a part of another version, a sentence that does
    not stand in the part word for word (spaces and line breaks apart), too many.
    """
    found = _locked_draft(actor, issuing, row_version)
    _check_duty(found, text)
    if duty is None:
        rows = Duty.objects.filter(issuing=found)
        last = rows.aggregate(last=Max("position"))["last"] or 0
        if rows.count() >= MOST_DUTIES:
            raise Refused(_("Một đợt giao tối đa %(most)d việc.") % {"most": MOST_DUTIES})
        duty = Duty(issuing=found, position=last + 1)
    duty.part, duty.sentence = text.part, " ".join(text.sentence.split())
    duty.title, duty.due_on, duty.proof_wanted = text.title, text.due_on, text.proof_wanted
    duty.save()
    after = {"duty": duty.title, "due_on": duty.due_on, "sentence": duty.sentence}
    _save(actor, found, "issuing.duty_put", {}, after)
    return duty


@transaction.atomic
def drop_duty(*, actor: Actor, issuing: Issuing, duty: Duty, row_version: int) -> None:
    """Raises Forbidden, Conflict, Refused (issued already)."""
    found = _locked_draft(actor, issuing, row_version)
    before = {"duty": duty.title, "due_on": duty.due_on, "sentence": duty.sentence}
    duty.delete()
    _save(actor, found, "issuing.duty_dropped", before, {})


@transaction.atomic
def issue(*, actor: Actor, issuing: Issuing, row_version: int, counted: int) -> Issuing:
    """Send it down: at once to few units, by a job to many. `counted`: how many units the person saw named.

    Raises Forbidden, Conflict (changed, or another number of units meanwhile), Refused: a newer version, nobody named, a
    code that names nobody, a day that is over, nothing changed where only changes are to be read.
    """
    if isinstance(actor, User):
        require(holds(actor, "issuing.issue", issuing.unit_id))
    found = _locked(issuing)
    _require_draft(found, row_version)
    newest = published_version(found.version.directive)
    if newest is None or newest.pk != found.version_id:
        raise Refused(_("Văn bản đã có phiên bản mới hơn. Bỏ bản soạn này và phát động phiên bản mới."))
    _check_text(found.version, _text_of(found))
    named = recipients_of(found)
    if named.unknown:
        raise Refused(
            _("Không có đơn vị bên dưới mang mã: %(codes)s. Sửa lại danh sách.")
            % {"codes": ", ".join(named.unknown[:10])}
        )
    count = len(named.units)
    if not count:
        raise Refused(_("Lựa chọn này không còn đơn vị nào chưa nhận phiên bản này."))
    if count != counted:
        raise Conflict(
            _("Số đơn vị nhận vừa thay đổi so với lúc anh/chị xem. Xem lại danh sách rồi phát động.")
        )
    for duty in duties_of(found):
        _check_duty(found, _duty_text(duty))
    found.state, found.total, found.chosen_on = IssuingState.RUNNING, count, clock.today()
    found.issued_at, found.issued_by = clock.now(), actor if isinstance(actor, User) else None
    after = {**_said(found), "units": count, "duties": [one.title for one in duties_of(found)]}
    _save(actor, found, "issuing.issued", {}, after)
    if count <= AT_ONCE:
        while not carry_on(issuing=found, actor=actor):
            pass
    else:
        defer("directives.issue_down", queueing_lock=f"issue_down:{found.pk}", issuing_id=str(found.pk))
    found.refresh_from_db()
    return found


# One step: the next units in order of identity, their receipts, and the identities that were given one.
_ASK = """
INSERT INTO directives_receipt (
    id, version_id, issuing_id, unit_id, base_id, kept, asked_at, due_on, post, way
)
SELECT gen_random_uuid(), %(version)s, %(issuing)s, next.id, {base},
    {kept}, %(now)s, %(due)s, '', ''
FROM unnest(%(units)s::uuid[]) AS next (id)
{join}
ON CONFLICT (version_id, unit_id) DO NOTHING
RETURNING unit_id
"""
# What a unit has read last of the directive: by its own word, or because an earlier reading was let stand.
_LAST_READ = """
LEFT JOIN (
    SELECT DISTINCT ON (receipt.unit_id) receipt.unit_id,
        CASE WHEN receipt.acknowledged_at IS NULL THEN receipt.base_id ELSE receipt.version_id END AS version_id
    FROM directives_receipt AS receipt
    JOIN directives_directiveversion AS version ON version.id = receipt.version_id
    WHERE version.directive_id = %(directive)s AND version.number < %(number)s
        AND receipt.unit_id = ANY(%(units)s::uuid[])
        AND (receipt.acknowledged_at IS NOT NULL OR receipt.kept)
    ORDER BY receipt.unit_id, version.number DESC
) AS last ON last.unit_id = next.id
"""


@transaction.atomic
def carry_on(*, issuing: Issuing, step: int = STEP, actor: Actor | None = None) -> bool:
    """Ask the next `step` units and give them their duties, in one transaction with how far it has come; True when all are done.

    Given twice, or taken up after it was killed, each unit still gets one receipt and one task of each duty: the issuing is
    locked, what a step did and its cursor stand or fall together, and a unit that has a receipt of this version is passed over.
    The record of the end names `actor`: whoever issued it where nobody else is given.
    """
    found = _locked(issuing)
    if found.state != IssuingState.RUNNING:
        return True
    units = _next_units(found, step)
    if units:
        asked = _ask(found, units)
        day = found.chosen_on or clock.today()
        for duty in duties_of(found):
            give_to_all(asker=found.unit, units=asked, task=_task_of(found, duty), batch=duty.pk, day=day)
        found.cursor, found.done = units[-1], found.done + len(asked)
        found.save(update_fields=["cursor", "done"])
    if len(units) == step:
        return False
    found.state, found.finished_at = IssuingState.ISSUED, clock.now()
    found.save(update_fields=["state", "finished_at"])
    after = {"units": found.done}
    record(
        actor or found.issued_by or SYSTEM,
        "issuing.finished",
        found,
        chain=found.unit_id,
        label=found.code,
        after=after,
    )
    return True


def _next_units(issuing: Issuing, step: int) -> list[uuid.UUID]:
    rows = recipients_of(issuing).units.identities()
    if issuing.cursor is not None:
        rows = rows.filter(pk__gt=issuing.cursor)
    return [row["pk"] for row in rows.order_by("pk")[:step]]


def _ask(issuing: Issuing, units: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Receipts for units; those that had none. One statement."""
    again = issuing.read_again != ReadAgain.WHOLE
    parts = {
        "base": "last.version_id" if again else "NULL",
        "kept": "last.version_id IS NOT NULL" if issuing.read_again == ReadAgain.KEEP else "FALSE",
        "join": _LAST_READ if again else "",
    }
    values: dict[str, Any] = {
        "version": issuing.version_id,
        "issuing": issuing.pk,
        "now": clock.now(),
        "due": issuing.due_on,
        "units": list(units),
        "directive": issuing.version.directive_id,
        "number": issuing.version.number,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK.format(**parts), values)
        return [row[0] for row in cursor.fetchall()]


def _task_of(issuing: Issuing, duty: Duty) -> NewTask:
    directive = issuing.version.directive
    label = f"{directive.type_name} {directive.reference}"
    if duty.part is not None and duty.part.label:
        label = f"{label}, {duty.part.label}"
    return NewTask(
        duty.title,
        duty.due_on,
        proof_wanted=duty.proof_wanted,
        origin_kind=OriginKind.DIRECTIVE,
        origin_label=label[:300],
        origin=Reference("directives.duty", duty.pk),
        sentence=duty.sentence,
    )


def _check_text(version: DirectiveVersion, text: IssuingText) -> None:
    _check_day(text.due_on)
    if text.read_again == ReadAgain.WHOLE:
        return
    if not was_issued_before(version):
        raise Refused(_("Chưa đơn vị nào nhận phiên bản trước nên phải đọc toàn văn."))
    if text.read_again == ReadAgain.CHANGED:
        rows = DirectiveVersion.objects.filter(directive=version.directive_id, number__lt=version.number)
        before = rows.filter(published_at__isnull=False).order_by("-number").first()
        changed = any(one.asked for one in parts_to_read(version, before))
        if not changed and not dropped_parts(version, before):
            sentence = _(
                "Phiên bản này không khác phiên bản trước ở phần nào. Chọn giữ tiếp nhận cũ, hoặc đọc lại toàn văn."
            )
            raise Refused(sentence, fields={"read_again": sentence})


def _check_duty(issuing: Issuing, text: DutyText) -> None:
    if looks_empty(text.title):
        sentence = _("Ghi việc phải làm.")
        raise Refused(sentence, fields={"title": sentence})
    _check_day(text.due_on)
    if text.part is not None and text.part.version_id != issuing.version_id:
        sentence = _("Phần này không thuộc phiên bản đang phát động.")
        raise Refused(sentence, fields={"part": sentence})
    if text.part is not None and text.sentence and _plain(text.sentence) not in _plain(text.part.text):
        sentence = _(
            "Câu này không có nguyên văn trong phần đã chọn. Chép đúng từng chữ, hoặc đánh dấu ngay trong văn bản."
        )
        raise Refused(sentence, fields={"sentence": sentence})


def _plain(text: str) -> str:
    return " ".join(text.split())


def _check_day(day: date) -> None:
    today = clock.today()
    sentence = ""
    if day < today:
        sentence = _("Hạn %(day)s đã qua. Chọn từ hôm nay trở đi.") % {"day": format_day(day)}
    elif day.year > today.year + FURTHEST:
        sentence = _("Hạn xa nhất là hết năm %(year)d.") % {"year": today.year + FURTHEST}
    if sentence:
        raise Refused(sentence, fields={"due_on": sentence})


def _put(issuing: Issuing, text: IssuingText) -> None:
    scope = text.scope
    issuing.scope = scope.kind
    issuing.kinds, issuing.groups, issuing.codes = list(scope.kinds), list(scope.groups), list(scope.codes)
    issuing.read_again, issuing.due_on, issuing.message = text.read_again, text.due_on, text.message


def _text_of(issuing: Issuing) -> IssuingText:
    scope = Scope(issuing.scope, issuing.kinds, issuing.groups, issuing.codes)
    return IssuingText(scope, issuing.due_on, ReadAgain(issuing.read_again), issuing.message)


def _duty_text(duty: Duty) -> DutyText:
    return DutyText(duty.title, duty.due_on, duty.proof_wanted, duty.part, duty.sentence)


def _said(issuing: Issuing) -> dict[str, Any]:
    names = ("scope", "kinds", "groups", "codes", "read_again", "due_on")
    return {"version": issuing.version.number, **{name: getattr(issuing, name) for name in names}}


def _locked(issuing: Issuing) -> Issuing:
    rows = Issuing.objects.select_for_update(of=("self",))
    return rows.select_related("version__directive", "unit", "issued_by").get(pk=issuing.pk)


def _locked_draft(actor: Actor, issuing: Issuing, row_version: int) -> Issuing:
    if isinstance(actor, User):
        require(can_draft_for(actor, issuing.unit_id))
    found = _locked(issuing)
    _require_draft(found, row_version)
    return found


def _require_draft(issuing: Issuing, row_version: int) -> None:
    if issuing.state != IssuingState.DRAFT:
        raise Refused(_("Đợt này đã phát động."))
    if issuing.row_version != row_version:
        raise Conflict(_("Người khác vừa sửa đợt này. Mở lại trang để xem bản mới, rồi làm tiếp."))


def _save(actor: Actor, issuing: Issuing, act: str, before: dict[str, Any], after: dict[str, Any]) -> Issuing:
    issuing.row_version += 1
    issuing.save()
    record(actor, act, issuing, chain=issuing.unit_id, label=issuing.code, before=before, after=after)
    return issuing


@transaction.atomic
def hand_over_issuings(*, actor: Actor, ids: Sequence[uuid.UUID], target: Unit) -> int:
    """Give issuings into another committee's hands; how many. Receipts stay with the units that read."""
    rows = list(Issuing.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    for one in rows:
        before = one.unit_id
        one.unit = target
        one.row_version += 1
        one.save()
        said = {"before": {"unit": str(before)}, "after": {"unit": target.code}}
        record(actor, "issuing.handed_over", one, chain=target.pk, label=one.code, **said)
    return len(rows)
