"""The dated rows of this room: themes that begin and end, clocks that change from a day on. One set for the installation."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock, themes
from lantoa.core.actor import Actor
from lantoa.core.dated import still_to_come, take_back
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.themes import NewTheme
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.issues.models import IssueRule, IssueTheme
from lantoa.issues.permissions import SET
from lantoa.issues.services.shared import refused
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

    Raises Forbidden, and Refused: no rule that says so, a day that is not after today, a change already set for the day or
    later, fewer people behind a number than today, nothing changed."""
    _require(actor)
    if looks_empty(clocks.basis):
        raise refused("source", _("Ghi văn bản, quy chế đặt ra các mức này."))
    if since <= clock.today():
        raise refused("since", _("Chọn một ngày sau hôm nay: việc của hôm nay theo mức đang dùng."))
    rows = IssueRule.objects.select_for_update()
    later = rows.filter(valid__startswith__gte=since).order_by("valid").first()
    if later is not None:
        sentence = _("Đã đặt mức dùng từ %(day)s. Rút mức ấy trước, hoặc chọn ngày sau đó.")
        raise refused("since", sentence % {"day": format_day(later.valid.lower)})
    standing = rows.filter(valid__contains=since).first()
    if standing is None:
        raise Refused(_("Chưa có mức nào đang dùng. Báo quản trị kiểm tra cài đặt."))
    before = {name: getattr(standing, name) for name in Clocks.__dataclass_fields__}
    wanted = asdict(clocks)
    if {**before, "basis": ""} == {**wanted, "basis": ""}:
        raise Refused(_("Các mức này đang dùng rồi. Không cần đặt lại."))
    if clocks.least_people < standing.least_people:
        sentence = _(
            "Không hạ dưới %(least)s người: nơi đã nêu được hứa không bị nhận ra trong nhóm nhỏ hơn."
        )
        raise refused("least_people", sentence % {"least": format_count(standing.least_people)})
    standing.valid = DateRange(standing.valid.lower, since)
    standing.save(update_fields=["valid"])
    made = IssueRule.objects.create(
        valid=DateRange(since, None), people_field=standing.people_field, **wanted
    )
    record(
        actor, "issue_rule.set", made, label=format_day(since), before=before, after=wanted | {"since": since}
    )
    return made


@transaction.atomic
def withdraw_clocks(*, actor: Actor, rule: IssueRule, reason: str) -> None:
    """Take back what was set and has not begun; what it was to replace goes on. Raises Forbidden, Refused (no reason, begun,
    gone)."""
    _require(actor)
    if looks_empty(reason):
        raise refused("reason", _("Ghi vì sao rút."))
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
