"""The call-over of one session: its code of the moment, the names while they are kept, and when they go.

Every question here is asked of one call-over. None takes a person or an account, and none can: names are sealed, and the mark of
an account is another one in each call-over (`services.attendance`).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, Count, F, Func, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.text import folding_key
from lantoa.directives.choices import SessionState
from lantoa.directives.models import Attendance, NameKeeping, PresentName, StudySession
from lantoa.organisation.queries.units import short_name_on

TURN = timedelta(minutes=1)  # a new code on the wall
TURNS_VALID = 10  # of the last so many codes: who has scanned may still have to sign in
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
CODE_LENGTH = 8


@dataclass(frozen=True)
class Present:
    """One line of the sheet. `by_account`: confirmed by the person, not typed."""

    pk: UUID
    name: str
    is_member: bool
    by_account: bool


@dataclass(frozen=True)
class Came:
    members: int
    others: int

    @property
    def total(self) -> int:
        return self.members + self.others


def code_of(attendance: Attendance, at: datetime | None = None) -> str:
    """What a person types or scans at this moment: «HT-2021-0001-7K3M9QXB». It follows from the secret key; none is kept."""
    return f"{attendance.session.code}-{_letters(attendance.pk, _turn(at or clock.now()))}"


def address_of(attendance: Attendance) -> str:
    """Where the QR code leads at this moment."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('directives:attend')}?ma={code_of(attendance)}"


def _turn(at: datetime) -> int:
    return int(at.timestamp()) // int(TURN.total_seconds())


def _letters(attendance: UUID, turn: int) -> str:
    digest = salted_hmac("lantoa.directives.attendance", f"{attendance}:{turn}", algorithm="sha256").digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:CODE_LENGTH])


def open_by_code(typed: str) -> Attendance | None:
    """The open call-over of a session of today whose code this was within the last ten minutes, with its session; else None,
    whatever the cause."""
    session_code, dash, letters = "".join(typed.upper().split()).rpartition("-")
    found = (
        Attendance.objects.filter(
            session__code=session_code,
            session__held_on=clock.today(),
            closed_at=None,
            erased_at=None,
        )
        .exclude(session__state=SessionState.CANCELLED)
        .select_related("session")
        .annotate(unit_name=Coalesce(short_name_on("session__unit"), F("session__unit__code")))
        .first()
    )
    if found is None or not dash or not letters.isascii():
        return None
    turn = _turn(clock.now())
    right = [secrets.compare_digest(letters, _letters(found.pk, turn - back)) for back in range(TURNS_VALID)]
    return found if any(right) else None


def wrong_code() -> str:
    """The same for a code that never was, one that is over and a call-over that is closed."""
    return _(
        "Mã này không đúng hoặc đã hết hạn. Quét lại mã đang hiện ở buổi học, hoặc gõ lại các chữ dưới mã."
    )


def attendance_of(session: StudySession) -> Attendance | None:
    return Attendance.objects.filter(session=session).select_related("session").first()


def names_of(attendance: Attendance) -> list[Present]:
    """The sheet in the order of given names, as papers list people. Empty once the names are erased."""
    rows = [Present(row.pk, row.name, row.is_member, bool(row.mark)) for row in attendance.names.all()]
    return sorted(rows, key=lambda row: (folding_key(row.name.split()[-1]), folding_key(row.name)))


def came_to(attendance: Attendance) -> Came:
    """How many names there are; after they went, how many there were."""
    if attendance.erased_at is not None:
        return Came(attendance.members or 0, attendance.others or 0)
    counted = attendance.names.aggregate(
        members=Count("pk", filter=Q(is_member=True)), others=Count("pk", filter=Q(is_member=False))
    )
    return Came(counted["members"], counted["others"])


def days_kept(on: date) -> int:
    """For how many days names of that day are kept, by the dated rows. Raises NameKeeping.DoesNotExist where no row holds."""
    return NameKeeping.objects.get(valid__contains=on).days


def erased_on(attendance: Attendance) -> date:
    """The day on which the names go: so many days after the minutes; where none were made, after it was opened."""
    begun = attendance.minuted_on or attendance.opened_at.astimezone(clock.VIETNAM).date()
    return begun + timedelta(days=days_kept(begun))


def due_for_erasing() -> list[Attendance]:
    """Whose names go today or should have gone. Two statements for any number that is still kept."""
    terms = list(NameKeeping.objects.all())
    today = clock.today()
    kept = Attendance.objects.filter(erased_at=None).select_related("session").order_by("opened_at", "pk")
    found = []
    for row in kept:
        begun = row.minuted_on or row.opened_at.astimezone(clock.VIETNAM).date()
        days = _days(terms, begun)
        if days is not None and begun + timedelta(days=days) <= today:
            found.append(row)
    return found


def speakers_due_for_erasing() -> QuerySet[StudySession]:
    """Sessions with the name of a speaker that lie back as long as names are kept."""
    today = clock.today()
    due = Q(pk__in=[])
    for term in NameKeeping.objects.all():
        due |= Q(held_on__lte=today - timedelta(days=term.days)) & _within(term)
    named = Func(F("speaker_name"), template="%(expressions)s IS NOT NULL", output_field=BooleanField())
    return StudySession.objects.filter(due).filter(named).order_by("code")  # a sealed text has no lookups


def _within(term: NameKeeping) -> Q:
    span = Q(held_on__gte=term.valid.lower) if term.valid.lower else Q()
    return span & Q(held_on__lt=term.valid.upper) if term.valid.upper else span


def _days(terms: Sequence[NameKeeping], on: date) -> int | None:
    return next((term.days for term in terms if on in term.valid), None)


def has_name(attendance: Attendance, name: str) -> PresentName | None:
    """The typed line of this name that no account has confirmed yet; compared without diacritics and case."""
    wanted = folding_key(name)
    typed = attendance.names.filter(mark="")
    return next((row for row in typed if folding_key(row.name) == wanted), None)
