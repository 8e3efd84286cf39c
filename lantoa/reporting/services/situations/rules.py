"""The dated rows of the situation by theme: themes that begin and end, limits that change from a day on. One set for the
installation."""

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

    Raises Forbidden, and Refused: no rule that says so, a day that is not after today, a change already set for the day or later,
    what widens the promise to those who told (fewer people behind a line, words kept longer), nothing changed.
    """
    _require(actor)
    if looks_empty(limits.basis):
        raise _refused("source", _("Ghi văn bản, quy chế đặt ra các mức này."))
    if since <= clock.today():
        raise _refused("since", _("Chọn một ngày sau hôm nay: việc của hôm nay theo mức đang dùng."))
    rows = SituationRule.objects.select_for_update()
    later = rows.filter(valid__startswith__gte=since).order_by("valid").first()
    if later is not None:
        sentence = _("Đã đặt mức dùng từ %(day)s. Rút mức ấy trước, hoặc chọn ngày sau đó.")
        raise _refused("since", sentence % {"day": format_day(later.valid.lower)})
    standing = rows.filter(valid__contains=since).first()
    if standing is None:
        raise Refused(_("Chưa có mức nào đang dùng. Báo quản trị kiểm tra cài đặt."))
    before = {name: getattr(standing, name) for name in Limits.__dataclass_fields__}
    wanted = asdict(limits)
    if {**before, "basis": ""} == {**wanted, "basis": ""}:
        raise Refused(_("Các mức này đang dùng rồi. Không cần đặt lại."))
    if limits.least_people < standing.least_people:
        sentence = _(
            "Không hạ dưới %(least)s người: nơi đã ghi được hứa không bị nhận ra trong nhóm nhỏ hơn."
        )
        raise _refused("least_people", sentence % {"least": format_count(standing.least_people)})
    if limits.kept_quarters > standing.kept_quarters:
        sentence = _("Không giữ lâu hơn %(kept)s quý: nơi đã ghi được hứa nội dung bị xóa sau chừng ấy.")
        raise _refused("kept_quarters", sentence % {"kept": format_count(standing.kept_quarters)})
    standing.valid = DateRange(standing.valid.lower, since)
    standing.save(update_fields=["valid"])
    made = SituationRule.objects.create(
        valid=DateRange(since, None),
        people_indicator=standing.people_indicator,
        people_field=standing.people_field,
        office_field=standing.office_field,
        **wanted,
    )
    after = wanted | {"since": since}
    record(actor, "situation_rule.set", made, label=format_day(since), before=before, after=after)
    return made


@transaction.atomic
def withdraw_limits(*, actor: Actor, rule: SituationRule, reason: str) -> None:
    """Take back what was set and has not begun; what it was to replace goes on. Raises Forbidden, Refused (no reason, begun,
    gone)."""
    _require(actor)
    if looks_empty(reason):
        raise _refused("reason", _("Ghi vì sao rút."))
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


def _refused(field: str, sentence: str) -> Refused:
    return Refused(sentence, fields={field: sentence})
