"""Freeze the figures of a review, number its report, make its files."""

import hashlib
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.services import store
from lantoa.audit.services import record
from lantoa.conferences.choices import MEDIA_TYPES, ItemKind, PackState
from lantoa.conferences.figures import figures_of
from lantoa.conferences.models import Conference, Edition, Pack, PackItem
from lantoa.conferences.permissions import can_freeze, can_make_pack
from lantoa.conferences.printouts.pack import make_files
from lantoa.conferences.queries.reviews import figures_json, frozen_figures
from lantoa.core import clock
from lantoa.core.actor import SYSTEM, Actor
from lantoa.core.errors import Refused
from lantoa.core.queue import defer
from lantoa.core.reference import Reference
from lantoa.documents.services import issue_document
from lantoa.notifications.services import notify
from lantoa.organisation.access import require

Progress = Callable[[int, int, ItemKind], None]


@transaction.atomic
def number_report(
    *, actor: Actor, conference: Conference, issued_on: date, number: int | None = None
) -> Conference:
    """Take the number under which the report of the review is issued."""
    if conference.report_id is not None:
        raise Refused(_("Báo cáo này đã có số."))
    conference.report = issue_document(
        actor=actor,
        unit=conference.unit,
        type_code="BC",
        issued_on=issued_on,
        abstract=conference.title,
        number=number,
    )
    conference.save(update_fields=["report"])
    return conference


@transaction.atomic
def freeze_edition(*, actor: Actor, conference: Conference) -> Edition:
    """Freeze the figures as they are now. If nothing has changed since the last edition, that one is returned.

    Raises Forbidden, or Refused: the conference was cancelled, or reviews a quarter alone and has nothing that is frozen.
    """
    if isinstance(actor, User):
        require(can_freeze(actor, conference))
    if not conference.reviews_years:
        raise Refused(
            _("Hội nghị sơ kết quý không có bản chốt số liệu; xem số liệu của quý ở trang hội nghị.")
        )
    held = Conference.objects.select_for_update(of=("self",)).select_related("unit", "directive")
    conference = held.get(pk=conference.pk)
    if conference.is_cancelled:
        raise Refused(_("Hội nghị đã hủy nên không chốt số liệu."))
    with translation.override("vi"):  # papers are Vietnamese whatever language the screen speaks
        figures = [figure.as_dict() for figure in figures_of(conference).values()]
    digest = hashlib.sha256(figures_json(figures)).hexdigest()
    last = Edition.objects.filter(conference=conference).order_by("-number").first()
    if last is not None and last.digest == digest:
        return last
    number = (Edition.objects.filter(conference=conference).aggregate(n=Max("number"))["n"] or 0) + 1
    edition = Edition.objects.create(
        conference=conference, number=number, frozen_by=actor.actor_label, figures=figures, digest=digest
    )
    record(
        actor, "edition.frozen", edition, chain=conference.unit_id, after={"number": number, "digest": digest}
    )
    notify(
        actor=actor,
        kind="edition_frozen",
        about=Reference("conferences.edition", edition.pk),
        number=conference.code,
        to_units=[conference.unit],
    )
    return edition


@transaction.atomic
def ask_for_pack(*, actor: User, conference: Conference) -> Pack:
    """Freeze the figures and queue the making of the files; one making at a time per edition. Who asked is told how it ended:
    the job carries that, the pack keeps nobody's name."""
    require(can_make_pack(actor, conference))
    edition = freeze_edition(actor=actor, conference=conference)
    running = Pack.objects.filter(edition=edition, state__in=[PackState.QUEUED, PackState.MAKING]).first()
    if running is not None:
        return running
    pack = Pack.objects.create(edition=edition)
    record(actor, "pack.asked", pack, chain=conference.unit_id, after={"edition": edition.number})
    defer(
        "conferences.make_pack", queueing_lock=f"pack-{pack.pk}", pack_id=str(pack.pk), asker_id=str(actor.pk)
    )
    return pack


def make_pack(*, pack: Pack, progress: Progress | None = None, asker: User | None = None) -> Pack:
    """Make every file of a pack, one after the other, each stored as soon as it is done. May be run again after a crash. Tells
    `asker` that it is ready, or that it failed (and raises what it failed with)."""
    with translation.override("vi"):
        return _make_pack(pack, progress, asker)


def _make_pack(pack: Pack, progress: Progress | None, asker: User | None) -> Pack:
    edition = pack.edition
    Pack.objects.filter(pk=pack.pk).update(state=PackState.MAKING, done=0, failure="")
    try:
        for place, (kind, content) in enumerate(
            make_files(edition.conference, frozen_figures(edition), edition.figures), 1
        ):
            with transaction.atomic():
                file = store(content, MEDIA_TYPES[kind])
                PackItem.objects.update_or_create(pack=pack, kind=kind, defaults={"file": file})
                Pack.objects.filter(pk=pack.pk).update(done=place, step=kind)
            if progress:
                progress(place, pack.total, kind)
    except Exception as error:
        with transaction.atomic():
            Pack.objects.filter(pk=pack.pk).update(
                state=PackState.FAILED, failure=f"{type(error).__name__}: {error}", finished_at=clock.now()
            )
            _tell(pack, "pack_failed", asker)
        raise
    with transaction.atomic():
        Pack.objects.filter(pk=pack.pk).update(state=PackState.READY, finished_at=clock.now())
        pack.refresh_from_db()
        record(SYSTEM, "pack.made", pack, chain=edition.conference.unit_id, after={"edition": edition.number})
        _tell(pack, "pack_ready", asker)
    return pack


def _tell(pack: Pack, kind: str, asker: User | None) -> None:
    """Once for a making, however often a killed job begins it anew."""
    notify(
        actor=SYSTEM,
        kind=kind,
        about=Reference("conferences.pack", pack.pk),
        number=pack.edition.conference.code,
        to_people=[asker] if asker else [],
        occasion="made",
    )
