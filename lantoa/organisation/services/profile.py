"""A unit's profile: a value holds from its day until the next one. Figures and functions, never anything of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import require
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.models import ProfileEntry, ProfileField, Unit, UnitVersion
from lantoa.organisation.permissions import can_edit_profile

Value = Decimal | int | str


@dataclass(frozen=True)
class NewValue:
    """A value of a unit's field from a day on, by a paper."""

    unit: Unit
    field: ProfileField
    value: Value
    since: date
    source: str


@transaction.atomic
def enter_values(*, actor: Actor, entries: Iterable[NewValue]) -> list[ProfileEntry]:
    """Load first values of many units by the system; the database refuses two of one field on a day."""
    if isinstance(actor, User):
        raise Forbidden(_("Hồ sơ của nhiều đơn vị một lúc chỉ nạp bằng lệnh của quản trị."))
    made = ProfileEntry.objects.bulk_create(
        [
            ProfileEntry(
                unit=one.unit,
                field=one.field,
                valid=DateRange(one.since, None),
                source=one.source,
                **_columns(one.field, one.value),
            )
            for one in entries
        ]
    )
    record_many(
        actor,
        [Act("profile.value_entered", one, one.unit_id, one.field.name, after=_told(one)) for one in made],
    )
    return made


@transaction.atomic
def enter_value(
    *, actor: User, unit: Unit, field: ProfileField, value: Value, since: date, source: str
) -> ProfileEntry:
    """Let a value hold from a day until the next one that is known; the one that holds then ends the day before.

    `source` is the paper it is taken from. Raises Refused: the unit is not active on the day; the field is not asked for then; a
    value begins on that very day (it is corrected, not doubled); nothing would change.
    """
    require(can_edit_profile(actor, unit))
    Unit.objects.select_for_update().get(pk=unit.pk)  # one at a time writes a unit's profile
    if not UnitVersion.objects.filter(unit=unit, valid__contains=since).exists():
        raise Refused.at("since", _("Đơn vị không hoạt động vào ngày %(day)s.") % {"day": format_day(since)})
    if since not in field.valid:
        raise Refused.at("since", _("Mục này không dùng vào ngày %(day)s.") % {"day": format_day(since)})
    columns = _columns(field, value)
    later = ProfileEntry.objects.filter(unit=unit, field=field, valid__startswith__gte=since).order_by(
        "valid"
    )
    following = later.first()
    if following is not None and following.valid.lower == since:
        raise Refused.at(
            "since", _("Đã có giá trị từ ngày này. Nếu ghi nhầm, bấm «Sửa chỗ ghi nhầm» ở giá trị đó.")
        )
    holding = ProfileEntry.objects.filter(unit=unit, field=field, valid__contains=since).first()
    before: dict[str, object] = {}
    if holding is not None:
        if all(getattr(holding, name) == told for name, told in columns.items()):
            raise Refused.at("value", _("Giá trị này đang được ghi rồi; không có gì thay đổi."))
        before = _told(holding)
        holding.valid = DateRange(holding.valid.lower, since)
        holding.save(update_fields=["valid"])
    made = ProfileEntry.objects.create(
        unit=unit,
        field=field,
        valid=DateRange(since, following.valid.lower if following else None),
        source=source,
        **columns,
    )
    record(
        actor,
        "profile.value_entered",
        made,
        chain=unit.pk,
        label=f"{unit.code}: {field.name}",
        before=before,
        after=_told(made),
    )
    return made


@transaction.atomic
def correct_value(
    *, actor: User, entry: ProfileEntry, value: Value, source: str, reason: str
) -> ProfileEntry:
    """Mend what was entered by mistake; its days stay, and the record keeps what stood there. Refused where nothing changes."""
    require(can_edit_profile(actor, entry.unit))
    entry = (
        ProfileEntry.objects.select_for_update(of=("self",)).select_related("unit", "field").get(pk=entry.pk)
    )
    before = _told(entry)
    for name, told in _columns(entry.field, value).items():
        setattr(entry, name, told)
    entry.source = source
    if _told(entry) == before:
        raise Refused.at("value", _("Chưa sửa gì so với giá trị đang ghi."))
    entry.save(update_fields=["number", "text", "source"])
    record(
        actor,
        "profile.value_corrected",
        entry,
        chain=entry.unit_id,
        label=f"{entry.unit.code}: {entry.field.name}",
        before=before,
        after=_told(entry) | {"reason": reason},
    )
    return entry


def _columns(field: ProfileField, value: Value) -> dict[str, Decimal | str | None]:
    if field.kind == ProfileKind.TEXT:
        return {"number": None, "text": str(value)}
    return {"number": Decimal(value).quantize(Decimal("0.01")), "text": ""}


def _told(entry: ProfileEntry) -> dict[str, object]:
    return {
        "value": entry.text if entry.number is None else str(entry.number),
        "since": entry.valid.lower,
        "source": entry.source,
    }
