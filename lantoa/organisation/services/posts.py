"""Posts with terms: who heads a unit and who signs for it on a day come from them."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import require
from lantoa.organisation.models import Person, Position, Unit, UnitVersion
from lantoa.organisation.permissions import can_fill_posts


@transaction.atomic
def fill_post(
    *,
    actor: User,
    unit: Unit,
    person: Person | str,
    title: str,
    since: date,
    until: date | None = None,
    is_head: bool = False,
    authority: str = "",
    signing_post: str = "",
) -> Position:
    """Put a person into a post for a term, which may lie in the past: papers of that time take their signer from it.

    A name instead of a person enters somebody new, without an account.

    A new head from a day on ends the term of the one who heads the unit then, if that term has no end yet. Raises Refused for
    terms that overlap otherwise, for days in the wrong order or outside the unit's life, and for one who signs without both
    lines of the signature.
    """
    require(can_fill_posts(actor, unit))
    if until is not None and until <= since:
        raise Refused(_("Ngày thôi phải sau ngày bắt đầu."), fields={"until": _("Không sau ngày bắt đầu.")})
    if not UnitVersion.objects.filter(unit=unit, valid__contains=since).exists():
        raise Refused(
            _("Đơn vị không hoạt động vào ngày %(day)s.") % {"day": format_day(since)},
            fields={"since": _("Đơn vị không hoạt động.")},
        )
    if bool(authority) != bool(signing_post):
        missing = "signing_post" if authority else "authority"
        raise Refused(
            _("Người ký cần đủ hai dòng: thay mặt ai (T/M …) và chức vụ ký."),
            fields={missing: _("Chưa ghi.")},
        )
    if isinstance(person, str):
        person = Person.objects.create(full_name=person)
    if is_head:
        _end_term_of_earlier_head(actor, unit, since)
    try:
        with transaction.atomic():
            made = Position.objects.create(
                unit=unit,
                person=person,
                title=title,
                is_head=is_head,
                authority=authority,
                signing_post=signing_post,
                valid=DateRange(since, until),
            )
    except IntegrityError as error:
        raise Refused(
            _(
                "Trong thời gian này đơn vị đã có người đứng đầu khác. Sửa ngày, hoặc ghi người kia thôi trước."
            ),
            fields={"is_head": _("Đã có người đứng đầu.")},
        ) from error
    record(
        actor,
        "post.filled",
        person,
        chain=unit.pk,
        after={"title": title, "since": since, "until": until, "is_head": is_head},
    )
    return made


@transaction.atomic
def end_post(*, actor: User, position: Position, on: date) -> Position:
    """End a term: `on` is the first day on which the post is no longer held. Raises Refused for a day outside the term."""
    position = (
        Position.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=position.pk)
    )
    require(can_fill_posts(actor, position.unit))
    if position.valid.lower and on <= position.valid.lower:
        raise Refused(_("Ngày thôi phải sau ngày bắt đầu."), fields={"on": _("Trước ngày bắt đầu.")})
    if position.valid.upper is not None and on >= position.valid.upper:
        raise Refused(
            _("Chức vụ này đã ghi thôi từ %(day)s.") % {"day": format_day(position.valid.upper)},
            fields={"on": _("Sau ngày thôi đã ghi.")},
        )
    position.valid = DateRange(position.valid.lower, on)
    position.save(update_fields=["valid"])
    record(
        actor,
        "post.ended",
        position.person,
        chain=position.unit_id,
        after={"title": position.title, "on": on},
    )
    return position


def _end_term_of_earlier_head(actor: User, unit: Unit, since: date) -> None:
    open_term = (
        Position.objects.select_for_update()
        .filter(unit=unit, is_head=True, valid__startswith__lt=since, valid__upper_inf=True)
        .first()
    )
    if open_term is not None:
        end_post(actor=actor, position=open_term, on=since)
