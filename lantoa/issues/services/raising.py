"""Raise a matter, change its words until somebody takes it up, withdraw it and bring it back."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.core.workflow import require_move
from lantoa.directives.models import Directive
from lantoa.directives.queries.serving import directives_concerning
from lantoa.issues.choices import MOVES, OPEN, IssueState, Level, StepKind
from lantoa.issues.models import IssueTheme, PressingIssue
from lantoa.issues.origins import opened
from lantoa.issues.permissions import can_raise_for
from lantoa.issues.queries.rules import parent_of, rule_of, rule_on, voice_of
from lantoa.issues.services.shared import (
    due_day,
    give_to_who_stands,
    locked_for_raiser,
    locked_for_withdrawal,
    note,
    raiser,
    require_no_persons,
    search_key,
    tell,
)
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit

TAKEN_OVER = gettext_lazy(
    "Nơi khác đã làm theo nội dung này nên không sửa được nữa. Còn gì thì bổ sung; không cần nữa thì rút kèm lý do."
)


@dataclass(frozen=True)
class IssueText:
    """What is told. `wanted`: what would settle it; `directive` or `origin`: what it came from, where anything."""

    theme: IssueTheme
    title: str
    text: str
    wanted: str = ""
    directive: Directive | None = None
    origin: Reference | None = None


@transaction.atomic
def raise_issue(*, actor: Actor, unit: Unit, text: IssueText, ask_above: bool = False) -> PressingIssue:
    """Raise a matter in the name of a unit, which solves it itself, or asks the unit directly above to.

    Raises Forbidden, or Refused: no words, a person in them, a theme that is not in force, nobody above.
    """
    if isinstance(actor, User):
        require(can_raise_for(actor, unit.pk))
    _check(text)
    _check_origin(actor, unit, text)
    today = clock.today()
    rule = rule_on(today)
    above = parent_of(unit.pk, today) if ask_above else None
    if ask_above and above is None:
        raise Refused.at(
            "ask_above", _("Đơn vị này không có cấp trên trong hệ thống. Chọn «Đơn vị tự giải quyết».")
        )
    level = Level.ABOVE if above is not None else Level.OWN
    voice = voice_of(unit.pk, rule, today)
    _lock_codes()
    now = clock.now()
    made = PressingIssue(
        code=_next_code(now.astimezone(clock.VIETNAM).year),
        unit=unit,
        voice_id=voice.unit,
        is_pooled=voice.is_pooled,
        owner=above or unit,
        level=level,
        raised_at=now,
        owned_at=now,
        due_on=due_day(rule, level, today),
        row_version=0,
    )
    _take(made, text)
    note(actor, made, StepKind.RAISED, unit, to_unit=made.owner)
    if above is not None:
        tell(actor, made, "issue_raised", above)
    return made


@transaction.atomic
def change_issue(*, actor: Actor, issue: PressingIssue, text: IssueText, row_version: int) -> PressingIssue:
    """Tell it in other words. Raises Forbidden, Conflict, Refused as `raise_issue`, or somebody has acted on it already."""
    issue = locked_for_raiser(actor, issue, row_version)
    if issue.state != IssueState.RAISED or issue.acted_on:
        raise Refused(str(TAKEN_OVER))
    _check(text)
    if (text.directive, text.origin) != (issue.directive, issue.origin):
        _check_origin(actor, issue.unit, text)
    _take(issue, text)
    note(actor, issue, StepKind.CHANGED, raiser(issue))
    return issue


@transaction.atomic
def add_to_issue(*, actor: Actor, issue: PressingIssue, words: str, row_version: int) -> PressingIssue:
    """Tell more of what others act on already: a line of its history, told to who has to solve it; the words before it stay.

    Raises Forbidden, Conflict, Refused: no words, a person in them, nobody has acted on it, closed or withdrawn.
    """
    issue = locked_for_raiser(actor, issue, row_version)
    if looks_empty(words):
        raise Refused.at("words", _("Ghi điều cần bổ sung."))
    require_no_persons(words=words)
    if issue.state not in OPEN:
        raise Refused(_("Vấn đề đã đóng hoặc đã rút nên không bổ sung được."))
    if issue.state == IssueState.RAISED and not issue.acted_on:
        raise Refused(_("Chưa ai tiếp nhận nên sửa thẳng nội dung được, không cần bổ sung."))
    note(actor, issue, StepKind.ADDED, raiser(issue), words)
    if issue.owner_id != issue.holder_unit_id:
        tell(actor, issue, "issue_added", issue.owner)
    return issue


@transaction.atomic
def withdraw_issue(*, actor: Actor, issue: PressingIssue, reason: str, row_version: int) -> PressingIssue:
    """Take a matter back; who has to solve it is told, with the reason on its page where somebody has acted on it.

    Raises Forbidden (what was acted on is the head's to withdraw), Conflict, Refused: no reason, a person in it, reported as
    solved or closed.
    """
    issue = locked_for_withdrawal(actor, issue, row_version)
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do rút."))
    require_no_persons(reason=reason)
    require_move(
        issue,
        MOVES,
        IssueState.WITHDRAWN,
        _("Nơi giải quyết đã báo kết quả: xác nhận hoặc đề nghị làm tiếp, không rút."),
    )
    issue.state, issue.asks_above = IssueState.WITHDRAWN, False
    note(actor, issue, StepKind.WITHDRAWN, raiser(issue), reason)
    if issue.owner_id != issue.holder_unit_id:
        tell(actor, issue, "issue_withdrawn", issue.owner)
    return issue


@transaction.atomic
def restore_issue(*, actor: Actor, issue: PressingIssue, row_version: int) -> PressingIssue:
    """Bring a withdrawn matter back; its clock begins anew. Raises Forbidden as `withdraw_issue`, Conflict, Refused (not
    withdrawn)."""
    issue = locked_for_withdrawal(actor, issue, row_version)
    if issue.state != IssueState.WITHDRAWN:
        raise Refused(_("Vấn đề này không ở tình trạng «Đã rút»."))
    give_to_who_stands(issue, clock.today())
    issue.state, issue.owned_at = IssueState.RAISED, clock.now()
    issue.due_on = due_day(rule_of(issue), Level(issue.level), clock.today())
    note(actor, issue, StepKind.RESTORED, raiser(issue), to_unit=issue.owner)
    if issue.owner_id != issue.holder_unit_id:
        tell(actor, issue, "issue_raised", issue.owner)
    return issue


def _take(issue: PressingIssue, text: IssueText) -> None:
    issue.theme, issue.title, issue.text, issue.wanted = text.theme, text.title, text.text, text.wanted
    issue.directive = text.directive
    issue.origin_kind = text.origin.kind if text.origin else ""
    issue.origin_id = text.origin.id if text.origin else None
    issue.search_key = search_key(issue)


def _check(text: IssueText) -> None:
    if looks_empty(text.title):
        raise Refused.at("title", _("Ghi ngắn gọn vấn đề là gì."))
    if looks_empty(text.text):
        raise Refused.at("text", _("Ghi vấn đề ở đâu, từ khi nào, ảnh hưởng thế nào, đã làm gì."))
    if clock.today() not in text.theme.valid:
        raise Refused.at("theme", _("Chủ đề này không còn dùng. Chọn chủ đề khác."))
    require_no_persons(title=text.title, text=text.text, wanted=text.wanted)


def _check_origin(actor: Actor, unit: Unit, text: IssueText) -> None:
    """What it came from concerns the unit, or may be opened by who says so."""
    known = (
        text.directive is None or directives_concerning(unit).filter(pk=text.directive.pk).exists()
    ) and (text.origin is None or not isinstance(actor, User) or opened(actor, text.origin) is not None)
    if not known:
        raise Refused.at("origin", _("Văn bản, kết luận này không còn chọn được. Chọn lại hoặc để trống."))


def _lock_codes() -> None:
    """One writer of codes at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('issues.codes'))")


def _next_code(year: int) -> str:
    taken = PressingIssue.objects.filter(code__startswith=f"BX-{year}-")
    newest = taken.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    return f"BX-{year}-{(int(newest.rpartition('-')[2]) if newest else 0) + 1:05d}"
