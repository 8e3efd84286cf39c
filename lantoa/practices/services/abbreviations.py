"""What the office shortens: dated rows, which search uses at once."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.organisation.access import holds_somewhere, require
from lantoa.practices.models import Abbreviation


@transaction.atomic
def add_abbreviation(*, actor: User, short: str, meaning: str, since: date) -> Abbreviation:
    """From a day on a search for either finds both. Raises Forbidden, or Refused: no letter in it, long and short the same,
    already in use."""
    _require(actor)
    key, long_key = folding_key(short), folding_key(meaning)
    if not key or len(key.split()) > 1:
        sentence = _("Chữ viết tắt viết liền, gồm chữ và số, ví dụ CCHC.")
        raise Refused.at("short", sentence)
    if not long_key or long_key == key:
        sentence = _("Ghi đủ chữ của «%(short)s», ví dụ: cải cách hành chính.") % {"short": short}
        raise Refused.at("meaning", sentence)
    search_key = f"{key} = {long_key}"
    rows = Abbreviation.objects.select_for_update().filter(search_key=search_key)
    there = _("«%(short)s» với nghĩa này đã có từ ngày ấy.") % {"short": short}
    if rows.filter(in_force__overlap=DateRange(since, None)).exists():
        raise Refused.at("meaning", there)
    try:
        with transaction.atomic():
            made = Abbreviation.objects.create(
                short=short, meaning=meaning, in_force=DateRange(since, None), search_key=search_key
            )
    except IntegrityError as once:  # somebody else added the same a moment ago
        raise Refused.at("meaning", there) from once
    record(
        actor, "abbreviation.added", made, label=made.short, after={"meaning": meaning, "since": str(since)}
    )
    return made


@transaction.atomic
def end_abbreviation(*, actor: User, abbreviation: Abbreviation) -> bool:
    """No more of it from today on. One that did not hold before today was a mistake and goes; whether the row stays.

    Raises Forbidden, or Refused: ended already.
    """
    _require(actor)
    held = Abbreviation.objects.select_for_update().filter(pk=abbreviation.pk).first()
    today = clock.today()
    if held is None or (held.in_force.upper and held.in_force.upper <= today):
        raise Refused(_("Chữ viết tắt này vừa được thôi dùng. Tải lại trang để xem."))
    since = held.in_force.lower
    stays = since is None or since < today
    record(actor, "abbreviation.ended", held, label=held.short, before={"meaning": held.meaning})
    if stays:
        held.in_force = DateRange(since, today)
        held.save(update_fields=["in_force"])
    else:
        held.delete()
    return stays


@transaction.atomic
def resume_abbreviation(*, actor: User, abbreviation: Abbreviation) -> Abbreviation:
    """Undo an end: it holds as if it had never ended. Raises Forbidden, or Refused: not ended, or entered again meanwhile."""
    _require(actor)
    held = Abbreviation.objects.select_for_update().get(pk=abbreviation.pk)
    wanted = DateRange(held.in_force.lower, None)
    others = Abbreviation.objects.filter(search_key=held.search_key, in_force__overlap=wanted)
    in_use = _("Chữ viết tắt này đang dùng rồi. Tải lại trang để xem.")
    if held.in_force.upper is None or others.exclude(pk=held.pk).exists():
        raise Refused(in_use)
    held.in_force = wanted
    try:
        with transaction.atomic():
            held.save(update_fields=["in_force"])
    except IntegrityError as once:  # somebody entered the same a moment ago
        raise Refused(in_use) from once
    record(actor, "abbreviation.resumed", held, label=held.short, after={"meaning": held.meaning})
    return held


def _require(actor: User) -> None:
    require(
        holds_somewhere(actor, "abbreviation.edit"),
        _("Chuyên viên của cấp ủy quản lý chữ viết tắt dùng chung."),
    )
