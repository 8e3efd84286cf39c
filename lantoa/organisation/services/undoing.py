"""Take a reorganisation back while nothing was built on it: every row as it was, the decision marked, codes never reused."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.organisation import holdings
from lantoa.organisation.choices import ChangedTable
from lantoa.organisation.models import Unit, UnitEvent, UnitEventChange, UnitVersion
from lantoa.organisation.permissions import require_may_undo
from lantoa.organisation.queries.events import named, touching
from lantoa.organisation.services import ancestry
from lantoa.organisation.services.decisions import lock_tree
from lantoa.organisation.services.hand_overs.plans import drop_hand_overs
from lantoa.organisation.services.redrawing import TABLES, picture, put_back, require_standing

# Tables that only tell of the tree itself: a row of theirs is no use made of a new unit. Versions of other units below it are
# found by `require_standing`, which names the decision.
OF_THE_TREE = {
    "organisation.Ancestry",
    "organisation.InheritedPast",
    "organisation.UnitEvent",
    "organisation.UnitEventChange",
    "organisation.UnitEventPart",
    "organisation.UnitVersion",
}


@transaction.atomic
def undo_events(*, actor: Actor, events: Iterable[UnitEvent], reason: str) -> list[UnitEvent]:
    """Take events back, the last recorded first: versions, groups, roles, posts and the closure are exactly as before.

    The events stay in the register, marked; the units they established lose their versions and keep their codes for ever.
    Raises Refused naming what is in the way: a later decision on the units, a row that changed since, whatever was built on
    them (`holdings.built_since`, what hangs on a new unit); Forbidden where the actor may not reorganise these units.
    """
    if not reason.strip():
        raise Refused(_("Ghi lý do hủy bỏ."), fields={"reason": _("Ghi lý do hủy bỏ.")})
    lock_tree()
    ids = [event.pk for event in events]
    undone = list(UnitEvent.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("-sequence"))
    if not undone:
        raise Refused(_("Chọn ít nhất một quyết định để hủy bỏ."))
    changes: dict[uuid.UUID, list[UnitEventChange]] = defaultdict(list)
    for change in UnitEventChange.objects.filter(event__in=undone):
        changes[change.event_id].append(change)
    for event in undone:
        require_may_undo(actor, event)
    _refuse(_reasons_before(undone, changes))
    for event in undone:
        drop_hand_overs(actor=actor, event=event)
    touched = {change.unit_id for rows in changes.values() for change in rows}
    for event in undone:
        _restore(event, changes[event.pk])
    units = {
        change.unit_id for rows in changes.values() for change in rows if change.table == ChangedTable.VERSION
    }
    ancestry.rebuild(units)
    require_standing(units)
    lasting = set(UnitVersion.objects.filter(unit__in=touched).values_list("unit", flat=True))
    _refuse(_reasons_after(undone, touched, touched - lasting))
    now = clock.now()
    for event in undone:
        event.undone_at, event.undone_reason = now, reason.strip()
        event.undone_by = actor if isinstance(actor, User) else None
        event.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    record_many(actor, _acts(undone, reason.strip()))
    return undone


def _refuse(reasons: Iterable[str]) -> None:
    found = list(dict.fromkeys(reasons))
    if found:
        raise Refused(_("Không hủy bỏ được. %(reasons)s") % {"reasons": " ".join(found)})


def _reasons_before(
    undone: Sequence[UnitEvent], changes: dict[uuid.UUID, list[UnitEventChange]]
) -> Iterator[str]:
    for event in undone:
        if event.undone_at is not None:
            yield _("%(event)s đã được hủy bỏ trước đó.") % {"event": named(event)}
        elif not changes[event.pk]:
            yield _("%(event)s được nhập trước khi hệ thống ghi lại từng thay đổi.") % {"event": named(event)}
        units = {change.unit_id for change in changes[event.pk]}
        units |= set(event.parts.values_list("unit", flat=True))
        later = UnitEvent.objects.filter(touching(units), undone_at=None, sequence__gt=event.sequence)
        for one in later.exclude(pk__in=[other.pk for other in undone]).order_by("sequence")[:5]:
            yield _("Sau đó đã có: %(later)s. Hủy bỏ quyết định này trước.") % {"later": named(one)}


def _restore(event: UnitEvent, changes: Sequence[UnitEventChange]) -> None:
    """Put the rows of one event back; what it made goes first, so that nothing overlaps on the way."""
    for table, model in TABLES.items():
        rows = [change for change in changes if change.table == table]
        living = {
            row.pk: row
            for row in model._default_manager.select_for_update(of=("self",)).filter(
                pk__in=[change.row_id for change in rows]
            )
        }
        for change in rows:
            _refuse_changed(event, change, living.get(change.row_id))
        try:
            with transaction.atomic():
                made = [change.row_id for change in rows if change.before is None]
                model._default_manager.filter(pk__in=made).delete()
                for change in rows:
                    if change.before is not None:
                        row = living.get(change.row_id) or model(pk=change.row_id)
                        put_back(row, change.before)
                        row.save(force_insert=change.row_id not in living)
        except IntegrityError as error:
            label = ChangedTable(table).label
            raise Refused(
                _("Không hủy bỏ được %(event)s: mục «%(what)s» đã có thay đổi khác từ đó.")
                % {"event": named(event), "what": label}
            ) from error


def _refuse_changed(event: UnitEvent, change: UnitEventChange, row: models.Model | None) -> None:
    """A row that is no longer as the event left it was changed by somebody since."""
    same = row is None
    if row is not None and change.after is not None:
        now = picture(row)
        same = all(now.get(column) == value for column, value in change.after.items() if column in now)
    elif change.after is not None:
        same = False
    if not same:
        raise Refused(
            _("Không hủy bỏ được %(event)s: mục «%(what)s» của %(unit)s đã được sửa từ đó.")
            % {
                "event": named(event),
                "what": ChangedTable(change.table).label,
                "unit": Unit.objects.get(pk=change.unit_id).code,
            }
        )


def _reasons_after(
    undone: Sequence[UnitEvent], touched: set[uuid.UUID], gone: set[uuid.UUID]
) -> Iterator[str]:
    """What was built: told by the rooms, and for units that lose their existence by every table that points at them."""
    since = min(event.recorded_at for event in undone)
    yield from holdings.built_since([event.pk for event in undone], sorted(touched), since)
    if not gone:
        return
    codes = dict(Unit.objects.filter(pk__in=gone).values_list("pk", "code"))
    today = clock.today()
    told = False
    for holding in holdings.kinds():
        for unit, count in holding.count(sorted(gone), today).items():
            if count:
                told = True
                yield _("%(unit)s đã có: %(kind)s (%(count)s).") % {
                    "unit": codes[unit],
                    "kind": holding.label,
                    "count": count,
                }
    if not told:
        yield from _rows_that_point_at(codes)


def _rows_that_point_at(codes: dict[uuid.UUID, str]) -> Iterator[str]:
    """A room that tells nothing by the registry may still hold rows of a new unit."""
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel):
            continue
        model: type[models.Model] = relation.related_model
        if model._meta.label in OF_THE_TREE or not model._meta.managed:
            continue
        column = relation.field.attname
        units = model._default_manager.filter(**{f"{column}__in": list(codes)}).values_list(column, flat=True)
        for unit in sorted({codes[one] for one in units}):
            yield _("%(unit)s đã có dữ liệu ở phần «%(room)s».") % {
                "unit": unit,
                "room": apps.get_app_config(model._meta.app_label).verbose_name,
            }


def _acts(undone: Sequence[UnitEvent], reason: str) -> Iterator[Act]:
    for event in undone:
        for unit in dict.fromkeys(part.unit_id for part in event.parts.order_by("side", "unit__code")):
            yield Act("unit.event_undone", event, unit, named(event), after={"reason": reason})
