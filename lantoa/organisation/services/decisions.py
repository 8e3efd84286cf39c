"""The paper by which the tree changes: what it must say, and how it is entered in the register of decisions."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.core.vi_dates import format_day
from lantoa.organisation.choices import EventKind, EventSide
from lantoa.organisation.models import Reorganisation, Unit, UnitEvent, UnitEventPart

EARLIEST = date(1930, 2, 3)  # no decision of the Party is older than the Party
FARTHEST = timedelta(days=2 * 366)  # how far ahead a change may be entered
LONGEST_NUMBER = 60  # as the column takes it


@dataclass(frozen=True)
class Decision:
    """The paper by which the tree changes.

    `effective_on` may lie before or after `decided_on`. `paper` is the scanned decision under the name `paper_name`.
    """

    number: str
    decided_on: date
    effective_on: date
    issuer: str
    note: str = ""
    paper: StoredFile | None = None
    paper_name: str = ""
    reorganisation: Reorganisation | None = None  # of which the event is a step
    is_rehearsal: bool = (
        False  # to be rolled back: the caller tells what is wrong with the paper and what blocks an end
    )


def require_sound(decision: Decision) -> None:
    """Raises Refused, with the fields concerned, when the paper lacks what it must say or its days cannot be."""
    today = clock.today()
    wrong: dict[str, str] = {}
    if not decision.number.strip():
        wrong["number"] = _("Ghi số và ký hiệu của quyết định.")
    elif len(decision.number) > LONGEST_NUMBER:
        wrong["number"] = _("Số và ký hiệu dài quá 60 ký tự. Ghi như trên quyết định, ví dụ: 12-QĐ/TU.")
    if not decision.issuer.strip():
        wrong["issuer"] = _("Ghi cơ quan ban hành quyết định.")
    if decision.decided_on > today:
        wrong["decided_on"] = _("Ngày quyết định %(day)s chưa tới. Ghi ngày ký trên quyết định.") % {
            "day": format_day(decision.decided_on)
        }
    elif decision.decided_on < EARLIEST:
        wrong["decided_on"] = _("Ngày quyết định %(day)s không đúng. Ghi ngày ký trên quyết định.") % {
            "day": format_day(decision.decided_on)
        }
    if decision.effective_on > today + FARTHEST:
        wrong["effective_on"] = _("Ngày hiệu lực %(day)s quá xa. Chỉ nhập trước nhiều nhất hai năm.") % {
            "day": format_day(decision.effective_on)
        }
    elif decision.effective_on < EARLIEST:
        wrong["effective_on"] = _("Ngày hiệu lực %(day)s không đúng. Ghi ngày quyết định có hiệu lực.") % {
            "day": format_day(decision.effective_on)
        }
    if decision.paper is not None and not decision.paper_name.strip():
        wrong["paper"] = _("Tệp quyết định cần có tên.")
    if wrong:
        raise Refused(" ".join(wrong.values()), fields=wrong)


def lock_tree() -> None:
    """One reorganisation at a time until the transaction ends: two that are each sound could make a cycle together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.tree'))")


def enter(
    actor: Actor,
    decision: Decision,
    kind: EventKind,
    sources: Sequence[Unit],
    targets: Sequence[Unit],
    place: Unit | uuid.UUID | None,
) -> UnitEvent:
    """Enter the event in the register under a fresh code; the caller holds the tree's lock."""
    code = _next_code(decision.decided_on.year)
    event = UnitEvent.objects.create(
        code=code,
        sequence=(UnitEvent.objects.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        kind=kind,
        decision_number=decision.number.strip(),
        decided_on=decision.decided_on,
        effective_on=decision.effective_on,
        issuer=decision.issuer.strip(),
        note=decision.note,
        paper=decision.paper,
        paper_name=decision.paper_name,
        reorganisation=decision.reorganisation,
        place_id=place.pk if isinstance(place, Unit) else place,
        recorded_by=actor if isinstance(actor, User) else None,
        search_key=folding_key(f"{code} {decision.number} {decision.issuer} {decision.note}")[:600],
    )
    UnitEventPart.objects.bulk_create(
        [UnitEventPart(event=event, unit=unit, side=EventSide.SOURCE) for unit in sources]
        + [UnitEventPart(event=event, unit=unit, side=EventSide.TARGET) for unit in targets]
    )
    return event


def _next_code(year: int) -> str:
    start = f"QDTC-{year}-"
    taken = UnitEvent.objects.filter(code__startswith=start).order_by(Length("code").desc(), "-code")
    last = taken.values_list("code", flat=True).first()
    return f"{start}{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"
