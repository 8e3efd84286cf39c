"""What the steps of a matter have in common: the lock, the screen, the line of history, the record and the notice."""

import uuid
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.name_screen import find_persons, sentence_of
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key
from lantoa.issues.choices import Level, StepKind
from lantoa.issues.models import IssueRule, IssueStep, PressingIssue
from lantoa.issues.models.issues import monday_of
from lantoa.issues.permissions import decides_withdrawal
from lantoa.notifications.services import notify
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.lineage import placements

KIND = "issues.pressingissue"


def locked(issue: PressingIssue) -> PressingIssue:
    return (
        PressingIssue.objects.select_for_update(of=("self",))
        .select_related("unit", "owner", "theme", "holder", "directive")
        .get(pk=issue.pk)
    )


def locked_for_raiser(
    actor: Actor, issue: PressingIssue, row_version: int, act: str = "issue.raise"
) -> PressingIssue:
    """Raises Forbidden, Conflict."""
    found = locked(issue)
    require(
        not isinstance(actor, User) or holds(actor, act, found.holder_unit_id),
        _("Chỉ người đứng đầu đơn vị đã nêu vấn đề làm được việc này.")
        if act == "issue.close"
        else _("Chỉ đơn vị đã nêu vấn đề làm được việc này."),
    )
    require_version(found, row_version)
    return found


def locked_for_withdrawal(actor: Actor, issue: PressingIssue, row_version: int) -> PressingIssue:
    """Raises Forbidden, Conflict."""
    found = locked(issue)
    require(
        not isinstance(actor, User) or decides_withdrawal(actor, found),
        _("Nơi khác đã làm theo vấn đề này: chỉ người đứng đầu đơn vị đã nêu rút, khôi phục được.")
        if found.acted_on
        else _("Chỉ đơn vị đã nêu vấn đề làm được việc này."),
    )
    require_version(found, row_version)
    return found


def locked_for_owner(actor: Actor, issue: PressingIssue, row_version: int) -> PressingIssue:
    """Raises Forbidden, Conflict."""
    found = locked(issue)
    require(
        not isinstance(actor, User) or holds(actor, "issue.handle", found.owner_id),
        _("Chỉ nơi đang phải giải quyết vấn đề, hoặc cấp trên của nơi đó, làm được việc này."),
    )
    require_version(found, row_version)
    return found


def require_version(issue: PressingIssue, row_version: int) -> None:
    if issue.row_version != row_version:
        raise Conflict(_("Vấn đề này vừa được cập nhật. Xem lại rồi làm tiếp."))


def require_no_persons(**texts: str) -> None:
    """Refuse, at its field, every text that names a person or gives a number by which one is found."""
    said = {}
    for field, text in texts.items():
        found = find_persons(text)
        if found:
            said[field] = sentence_of(text, found)
    if said:
        raise Refused(next(iter(said.values())), fields=said)


def due_day(rule: IssueRule, level: Level, today: date) -> date:
    """The last day of the clock, counted from the Monday after: a day counted from that of raising would tell it."""
    return monday_of(today) + timedelta(days=7 + rule.days_of(level))


def give_to_who_stands(issue: PressingIssue, today: date) -> None:
    """Its owner may have ended while nothing was to be solved; then nobody was handed it, and nobody could act on it. It goes to
    who received the owner, or stands above where nobody did. An open matter goes by the hand-over, on whose list it stands."""
    stands = placements([issue.owner_id], today)[issue.owner_id].unit_id
    if stands in (None, issue.owner_id):
        return
    issue.owner = Unit.objects.get(pk=stands)
    if issue.owner_id == issue.holder_unit_id:
        issue.level = Level.OWN


def search_key(issue: PressingIssue) -> str:
    return " ".join(folding_key(one) for one in (issue.code, issue.title, issue.text, issue.wanted))


def note(
    actor: Actor,
    issue: PressingIssue,
    kind: StepKind,
    unit: Unit | uuid.UUID,
    words: str = "",
    to_unit: Unit | None = None,
) -> None:
    """Save the matter, write the line of its history and the entry of the record, which holds none of the words."""
    issue.row_version += 1
    issue.save()
    IssueStep.objects.create(
        issue=issue,
        number=issue.row_version,
        kind=kind,
        unit_id=unit.pk if isinstance(unit, Unit) else unit,
        to_unit=to_unit,
        words=words,
        at=clock.now(),
    )
    after = {"state": issue.state, "owner": issue.owner.code}
    record(actor, f"issue.{kind.value}", issue, chain=issue.unit_id, label=issue.code, after=after)


def tell(actor: Actor, issue: PressingIssue, kind: str, *units: Unit) -> None:
    others = [one for one in units if one is not None]
    if others:
        notify(actor=actor, kind=kind, about=Reference(KIND, issue.pk), number=issue.code, to_units=others)


def raiser(issue: PressingIssue) -> Unit:
    return issue.holder or issue.unit
