"""The dated rows of the situation by theme: themes that begin and end, limits that change from a day on. By the system alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Forbidden, NotFound, Refused
from lantoa.reporting.models import SituationRule, SituationTheme


@dataclass(frozen=True)
class NewTheme:
    """A matter that can be acted on. `covers`: what belongs under it, as pages say it."""

    code: str
    name: str
    covers: str
    position: int
    since: date


@dataclass(frozen=True)
class Limits:
    """As in `SituationRule`, without its days."""

    most_lines: int
    longest: int
    least_people: int
    kept_quarters: int
    people_indicator: str
    people_field: str
    office_field: str
    basis: str


@transaction.atomic
def enter_themes(*, actor: Actor, themes: Sequence[NewTheme]) -> list[SituationTheme]:
    """Raises Forbidden for a person; the database refuses a code twice."""
    _require_system(actor)
    made = SituationTheme.objects.bulk_create(
        SituationTheme(
            code=one.code,
            name=one.name,
            covers=one.covers,
            position=one.position,
            valid=DateRange(one.since, None),
        )
        for one in themes
    )
    record_many(actor, [Act("situation.theme_set", one, None, one.code) for one in made])
    return made


@transaction.atomic
def end_theme(*, actor: Actor, code: str, on: date) -> SituationTheme:
    """No line is written under it for quarters that end on the day or later. Raises Forbidden for a person, NotFound, or
    Refused for a day on or before which it began."""
    _require_system(actor)
    theme = SituationTheme.objects.select_for_update().filter(code=code).first()
    if theme is None:
        raise NotFound()
    if on <= theme.valid.lower:
        raise Refused(_("Chủ đề phải thôi dùng sau ngày bắt đầu dùng."))
    theme.valid = DateRange(theme.valid.lower, on)
    theme.save(update_fields=["valid"])
    record(actor, "situation.theme_set", theme, label=code, after={"until": on.isoformat()})
    return theme


@transaction.atomic
def set_rule(*, actor: Actor, since: date, limits: Limits) -> SituationRule:
    """Other limits from a day on; those of the day end there. Raises Forbidden for a person, or Refused where a later change is
    already there or the limits begin on the same day."""
    _require_system(actor)
    latest = SituationRule.objects.select_for_update().order_by("-valid").first()
    if latest is not None:
        if latest.valid.lower >= since:
            raise Refused(_("Đã có mức áp dụng từ ngày này hoặc sau đó."))
        latest.valid = DateRange(latest.valid.lower, since)
        latest.save(update_fields=["valid"])
    made = SituationRule.objects.create(valid=DateRange(since, None), **vars(limits))
    record(actor, "situation.rule_set", made, label=since.isoformat(), after=vars(limits))
    return made


def _require_system(actor: Actor) -> None:
    if isinstance(actor, User):
        raise Forbidden(_("Chủ đề và mức chỉ đặt bằng lệnh của quản trị."))
