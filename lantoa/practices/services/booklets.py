"""Put a booklet together and publish it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.organisation.models import Unit
from lantoa.practices.choices import YearState
from lantoa.practices.models import Booklet, BookletEntry, Practice, PracticeYear


@dataclass(frozen=True)
class NewEntry:
    """A practice as the booklet tells it; paragraphs are parted by an empty line."""

    practice: Practice
    background: str
    method: str
    result: str
    lesson: str
    replication_hint: str = ""


@transaction.atomic
def publish_booklet(
    *, actor: Actor, unit: Unit, code: str, title: str, year: int, preface: str, entries: Sequence[NewEntry]
) -> Booklet:
    """Publish a booklet of practices recognised in `year`, in the given order.

    Raises Refused when it is empty, or names the practices that are not recognised in that year.
    """
    if not entries:
        raise Refused(_("Tập mô hình chưa có mô hình nào. Chọn ít nhất một mô hình."))
    chosen = [entry.practice.pk for entry in entries]
    recognised = set(
        PracticeYear.objects.filter(practice__in=chosen, year=year, state=YearState.RECOGNISED).values_list(
            "practice", flat=True
        )
    )
    strangers = [entry.practice.code for entry in entries if entry.practice.pk not in recognised]
    if strangers:
        raise Refused(
            _("Chưa được công nhận năm %(year)s nên không in vào tập: %(codes)s.")
            % {"year": year, "codes": ", ".join(strangers)}
        )
    booklet = Booklet.objects.create(
        code=code, title=title, unit=unit, year=year, preface=preface, published_at=clock.now()
    )
    BookletEntry.objects.bulk_create(
        [
            BookletEntry(
                booklet=booklet,
                practice=entry.practice,
                position=position,
                background=entry.background,
                method=entry.method,
                result=entry.result,
                lesson=entry.lesson,
                replication_hint=entry.replication_hint,
            )
            for position, entry in enumerate(entries, start=1)
        ]
    )
    record(
        actor,
        "booklet.published",
        booklet,
        chain=unit.pk,
        after={"practices": [entry.practice.code for entry in entries]},
    )
    return booklet
