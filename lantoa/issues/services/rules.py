"""The dated rows of this room: themes that begin and end, clocks that change from a day on. One set for the installation."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import themes
from lantoa.core.actor import Actor
from lantoa.core.dated import follow, require_reason, still_to_come, take_back
from lantoa.core.errors import Refused
from lantoa.core.themes import NewTheme
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.issues.models import IssueRule, IssueTheme
from lantoa.issues.permissions import SET
from lantoa.organisation.access import holds_somewhere, require


@dataclass(frozen=True)
class Clocks:
    """As in `IssueRule`, without its days and without how people are counted."""

    own_days: int
    above_days: int
    higher_days: int
    silence_days: int
    near_days: int
    early_units: int
    early_days: int
    least_people: int
    basis: str


@transaction.atomic
def add_theme(*, actor: Actor, new: NewTheme, since: date) -> IssueTheme:
    """Matters may be raised under it from `since` on. Raises Forbidden, and Refused as `core.themes.begin`."""
    _require(actor)
    made = themes.begin(IssueTheme.objects.all(), new, since)
    record(actor, "issue_theme.added", made, label=made.name, after=asdict(new) | {"since": since})
    return made


@transaction.atomic
def end_theme(*, actor: Actor, theme: IssueTheme, on: date, reason: str) -> IssueTheme | None:
    """No matter is raised under it from `on` on; those raised go on. None where it had not begun.

    Raises Forbidden, and Refused as `core.themes.finish`.
    """
    _require(actor)
    act = "issue_theme.ended" if theme.since < on else "issue_theme.withdrawn"
    record(actor, act, theme, label=theme.name, after={"on": on, "reason": reason})
    return themes.finish(IssueTheme.objects.all(), theme, on, reason)


@transaction.atomic
def keep_theme(*, actor: Actor, theme: IssueTheme) -> IssueTheme:
    """Drop an end that is still to come. Raises Forbidden, and Refused as `core.themes.keep`."""
    _require(actor)
    found = themes.keep(IssueTheme.objects.all(), theme)
    record(actor, "issue_theme.kept", found, label=found.name)
    return found


@transaction.atomic
def set_clocks(*, actor: Actor, clocks: Clocks, since: date) -> IssueRule:
    """Other days and numbers from `since` on; matters raised before keep the days of their levels. How people are counted stays.

    Raises Forbidden, and Refused as `core.dated.follow`, or at `least_people`: fewer people behind a number than today."""
    _require(actor)

    def promised(standing: IssueRule) -> None:
        if clocks.least_people < standing.least_people:
            sentence = _(
                "Không hạ dưới %(least)s người: nơi đã nêu được hứa không bị nhận ra trong nhóm nhỏ hơn."
            )
            raise Refused.at("least_people", sentence % {"least": format_count(standing.least_people)})

    wanted = asdict(clocks)
    followed = follow(IssueRule.objects.all(), wanted, since, promised=promised)
    made: IssueRule = followed.row
    after = wanted | {"since": since}
    record(actor, "issue_rule.set", made, label=format_day(since), before=followed.before, after=after)
    return made


@transaction.atomic
def withdraw_clocks(*, actor: Actor, rule: IssueRule, reason: str) -> None:
    """Take back what was set and has not begun; what it was to replace goes on. Raises Forbidden, Refused (no reason, begun,
    gone)."""
    _require(actor)
    require_reason(reason)
    found = still_to_come(IssueRule.objects.all(), rule)
    since = found.valid.lower
    record(
        actor,
        "issue_rule.withdrawn",
        found,
        label=format_day(since),
        before={"since": since},
        after={"reason": reason},
    )
    take_back(IssueRule.objects.all(), found)


def _require(actor: Actor) -> None:
    require(
        not isinstance(actor, User) or holds_somewhere(actor, SET),
        _("Chỉ chuyên viên cấp ủy đặt chủ đề và hạn giải quyết."),
    )
