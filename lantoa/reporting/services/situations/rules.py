"""The dated rows of the situation by theme: themes that begin and end, limits that change from a day on. One set for the
installation."""

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
from lantoa.organisation.access import holds_somewhere, require
from lantoa.reporting.models import SituationRule, SituationTheme
from lantoa.reporting.queries.situations.rules import SET


@dataclass(frozen=True)
class Limits:
    """As in `SituationRule`, without its days and without how people are counted."""

    most_lines: int
    longest: int
    least_people: int
    kept_quarters: int
    basis: str


@transaction.atomic
def add_theme(*, actor: Actor, new: NewTheme, since: date) -> SituationTheme:
    """Lines may be written under it for quarters that end on `since` or later. Raises Forbidden, and Refused as
    `core.themes.begin`."""
    _require(actor)
    made = themes.begin(SituationTheme.objects.all(), new, since)
    record(actor, "situation_theme.added", made, label=made.name, after=asdict(new) | {"since": since})
    return made


@transaction.atomic
def end_theme(*, actor: Actor, theme: SituationTheme, on: date, reason: str) -> SituationTheme | None:
    """No line is written under it for quarters that end on `on` or later. None where it had not begun. Raises Forbidden, and
    Refused as `core.themes.finish`."""
    _require(actor)
    act = "situation_theme.ended" if theme.since < on else "situation_theme.withdrawn"
    record(actor, act, theme, label=theme.name, after={"on": on, "reason": reason})
    return themes.finish(SituationTheme.objects.all(), theme, on, reason)


@transaction.atomic
def keep_theme(*, actor: Actor, theme: SituationTheme) -> SituationTheme:
    """Drop an end that is still to come. Raises Forbidden, and Refused as `core.themes.keep`."""
    _require(actor)
    found = themes.keep(SituationTheme.objects.all(), theme)
    record(actor, "situation_theme.kept", found, label=found.name)
    return found


@transaction.atomic
def set_limits(*, actor: Actor, limits: Limits, since: date) -> SituationRule:
    """Other limits from `since` on. How people are counted stays.

    Raises Forbidden, and Refused as `core.dated.follow`, or at its field: what widens the promise to those who told (fewer people
    behind a line, words kept longer).
    """
    _require(actor)

    def promised(standing: SituationRule) -> None:
        if limits.least_people < standing.least_people:
            sentence = _(
                "Không hạ dưới %(least)s người: nơi đã ghi được hứa không bị nhận ra trong nhóm nhỏ hơn."
            )
            raise Refused.at("least_people", sentence % {"least": format_count(standing.least_people)})
        if limits.kept_quarters > standing.kept_quarters:
            sentence = _("Không giữ lâu hơn %(kept)s quý: nơi đã ghi được hứa nội dung bị xóa sau chừng ấy.")
            raise Refused.at("kept_quarters", sentence % {"kept": format_count(standing.kept_quarters)})

    wanted = asdict(limits)
    followed = follow(SituationRule.objects.all(), wanted, since, promised=promised)
    made: SituationRule = followed.row
    after = wanted | {"since": since}
    record(actor, "situation_rule.set", made, label=format_day(since), before=followed.before, after=after)
    return made


@transaction.atomic
def withdraw_limits(*, actor: Actor, rule: SituationRule, reason: str) -> None:
    """Take back what was set and has not begun; what it was to replace goes on. Raises Forbidden, Refused (no reason, begun,
    gone)."""
    _require(actor)
    require_reason(reason)
    found = still_to_come(SituationRule.objects.all(), rule)
    since = found.valid.lower
    record(
        actor,
        "situation_rule.withdrawn",
        found,
        label=format_day(since),
        before={"since": since},
        after={"reason": reason},
    )
    take_back(SituationRule.objects.all(), found)


def _require(actor: Actor) -> None:
    require(
        not isinstance(actor, User) or holds_somewhere(actor, SET),
        _("Chỉ chuyên viên cấp ủy đặt chủ đề và mức của phần tình hình."),
    )
