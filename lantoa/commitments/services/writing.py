"""Begin, write, sign, take back, carry over, move and show one's own pledge; begin those of a unit.

The record says that it was done and never holds a word of it.
"""

import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.commitments.choices import CommitmentState
from lantoa.commitments.models import MOST_ITEMS, Commitment, CommitmentItem
from lantoa.commitments.permissions import belongs_to_committee, has_left
from lantoa.commitments.queries.own import (
    own_unit,
    remarked_halves,
    told_halves,
    without_pledge,
    years_to_begin,
)
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.core.text import looks_empty
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Person, Unit

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another


@dataclass(frozen=True)
class ItemText:
    """One item as its owner writes it. `item`: the row it was, None for a new one."""

    duty: str
    deed: str
    measure: str = ""
    due_on: date | None = None
    item: uuid.UUID | None = None


def _new_code(year: int) -> str:
    return f"CK-{year}-" + "".join(secrets.choice(LETTERS) for _place in range(8))


def _of_owner(actor: User, commitment: Commitment) -> Commitment:
    """The row, locked, where it is the actor's own. Raises Forbidden."""
    locked = Commitment.objects.select_for_update().select_related("person").get(pk=commitment.pk)
    require(locked.person.user_id == actor.pk, _("Bản cam kết là của riêng người viết."))
    return locked


def _draft_of(actor: User, commitment: Commitment, row_version: int) -> Commitment:
    locked = _of_owner(actor, commitment)
    if locked.row_version != row_version:
        raise Conflict(
            _("Bản cam kết đã được lưu ở một trang khác. Hãy mở lại trang này, chép phần vừa viết sang.")
        )
    if locked.is_signed:
        raise Refused(_("Bản cam kết đã ký. Muốn sửa thì rút chữ ký trước."))
    return locked


def _changed(actor: Actor, commitment: Commitment, act: str, **after: object) -> Commitment:
    commitment.row_version += 1
    commitment.save()
    record(actor, act, commitment, chain=commitment.unit_id, label=commitment.code, after=after)
    return commitment


@transaction.atomic
def begin_commitment(*, actor: User, year: int) -> Commitment:
    """An empty draft of one's own. Forbidden to who works on no unit; Refused: the year has one already or is not open."""
    person = Person.objects.select_for_update().filter(user=actor).first()
    unit = own_unit(actor)
    if person is None or unit is None:
        raise Forbidden(_("Anh/chị chưa giữ vai trò nào ở đơn vị nào nên chưa có nơi cam kết."))
    if year not in years_to_begin(actor):
        raise Refused(_("Năm %(year)d đã có bản cam kết, hoặc chưa đến lúc viết.") % {"year": year})
    made = Commitment.objects.create(code=_new_code(year), person=person, unit=unit, year=year)
    record(actor, "commitment.begun", made, chain=made.unit_id, label=made.code, after={"year": year})
    return made


@transaction.atomic
def begin_for_unit(*, actor: Actor, unit: Unit, year: int) -> int:
    """Empty drafts for everybody who works on the unit with an open account and has none of the year; how many.

    Raises Forbidden, or Refused where everybody has one.
    """
    if isinstance(actor, User):
        require(holds(actor, "commitment.start_unit", unit))
    Unit.objects.select_for_update().get(pk=unit.pk)
    waiting = without_pledge(unit, year)
    if not waiting:
        raise Refused(_("Mọi người có tài khoản ở đơn vị đã có bản cam kết năm %(year)d.") % {"year": year})
    made = [Commitment(code=_new_code(year), person=one, unit=unit, year=year) for one in waiting]
    Commitment.objects.bulk_create(made)
    record_many(
        actor,
        [Act("commitment.begun", one, unit.pk, one.code, after={"year": year}) for one in made],
    )
    return len(made)


@transaction.atomic
def write_items(
    *, actor: User, commitment: Commitment, items: Sequence[ItemText], row_version: int
) -> Commitment:
    """Keep the draft as written: rows that are not among `items` go. Raises Forbidden, Conflict, or Refused: it is signed, there
    are too many items, an item says nothing to be done."""
    found = _draft_of(actor, commitment, row_version)
    if len(items) > MOST_ITEMS:
        raise Refused(_("Tối đa %(most)d việc. Chọn những việc làm được thật.") % {"most": MOST_ITEMS})
    if any(looks_empty(one.deed) for one in items):
        raise Refused(_("Có mục chưa ghi việc sẽ làm."))
    _keep(found, items)
    return _changed(actor, found, "commitment.written", items=len(items))


def _keep(commitment: Commitment, items: Sequence[ItemText]) -> None:
    before = {one.pk: one for one in commitment.items.all()}
    kept = {one.item for one in items if one.item in before}
    commitment.items.exclude(pk__in=kept).delete()
    # Out of the way first: two places change in one statement each.
    for place, row in enumerate(commitment.items.all()):
        CommitmentItem.objects.filter(pk=row.pk).update(position=1000 + place)
    for place, one in enumerate(items, start=1):
        item = before.get(one.item) if one.item in kept else None
        row = item or CommitmentItem(commitment=commitment)
        row.position, row.duty, row.deed = place, one.duty, one.deed
        row.measure, row.due_on = one.measure, one.due_on
        row.save()


@transaction.atomic
def sign_commitment(*, actor: User, commitment: Commitment, row_version: int) -> Commitment:
    """Submit it, which is the signature. Raises Forbidden, Conflict, or Refused: signed already, or nothing pledged."""
    found = _draft_of(actor, commitment, row_version)
    if not found.items.exists():
        raise Refused(_("Chưa có việc nào trong bản cam kết. Viết ít nhất một việc rồi ký."))
    found.state, found.signed_at = CommitmentState.SIGNED, clock.now()
    return _changed(actor, found, "commitment.signed")


@transaction.atomic
def withdraw_signature(*, actor: User, commitment: Commitment, row_version: int) -> Commitment:
    """Back to a draft, which nobody else reads, as long as nothing was said of it. What was shown to all is shown no longer.

    Raises Forbidden, Conflict, Refused.
    """
    found = _of_owner(actor, commitment)
    if found.row_version != row_version:
        raise Conflict(_("Bản cam kết đã đổi ở một trang khác. Hãy mở lại trang này."))
    if not found.is_signed:
        raise Refused(_("Bản cam kết chưa ký."))
    if told_halves(found) or remarked_halves(found):
        raise Refused(_("Đã có tự nhận xét hoặc nhận xét nên không rút chữ ký được nữa."))
    found.items.update(public_since=None)
    found.state, found.signed_at = CommitmentState.DRAFT, None
    return _changed(actor, found, "commitment.signature_withdrawn")


@transaction.atomic
def carry_over(*, actor: User, commitment: Commitment, items: Collection[uuid.UUID]) -> Commitment:
    """Take items over into one's draft of the next year, begun where there is none; days are left out. What was taken over before
    is not taken twice. Raises Forbidden, or Refused: nothing chosen, not signed, the next year is signed or full."""
    found = _of_owner(actor, commitment)
    if not found.is_signed:
        raise Refused(_("Chỉ chuyển tiếp được từ bản đã ký."))
    chosen = list(found.items.filter(pk__in=items))
    if not chosen:
        raise Refused(_("Chưa chọn việc nào để chuyển tiếp."))
    year = found.year + 1
    target = Commitment.objects.select_for_update().filter(person=found.person, year=year).first()
    if target is None:
        if year not in years_to_begin(actor):
            raise Refused(_("Chưa đến lúc viết cam kết năm %(year)d.") % {"year": year})
        target = begin_commitment(actor=actor, year=year)
    if target.is_signed:
        raise Refused(
            _("Bản cam kết năm %(year)d đã ký. Muốn chép thêm thì mở bản đó, rút chữ ký trước.")
            % {"year": year}
        )
    had = set(target.items.values_list("carried_from", flat=True))
    new = [one for one in chosen if one.pk not in had]
    if target.items.count() + len(new) > MOST_ITEMS:
        raise Refused(
            _("Bản cam kết năm %(year)d không còn chỗ: tối đa %(most)d việc.")
            % {"year": year, "most": MOST_ITEMS}
        )
    place = target.items.count()
    for number, one in enumerate(new, start=place + 1):
        CommitmentItem.objects.create(
            commitment=target,
            position=number,
            duty=one.duty,
            deed=one.deed,
            measure=one.measure,
            carried_from=one,
        )
    return _changed(actor, target, "commitment.carried_over", items=len(new), year=found.year)


@transaction.atomic
def take_along(*, actor: User, commitment: Commitment) -> Commitment:
    """Hand one's pledge over to the unit on which one works now: its head is the direct superior from then on.

    Raises Forbidden, or Refused where one still works on the unit of the pledge.
    """
    found = _of_owner(actor, commitment)
    unit = own_unit(actor)
    if unit is None or not has_left(actor, found):
        raise Refused(_("Anh/chị vẫn làm việc ở đơn vị của bản cam kết này."))
    found.unit = unit
    return _changed(actor, found, "commitment.taken_along")


@transaction.atomic
def show_items(*, actor: User, commitment: Commitment, items: Collection[uuid.UUID]) -> Commitment:
    """Show exactly these items of one's signed pledge to everybody of the tree; none: nothing is shown any longer.

    Raises Forbidden for who belongs to no committee, Refused where it is not signed.
    """
    found = _of_owner(actor, commitment)
    require(
        belongs_to_committee(actor),
        _(
            "Chỉ người đứng đầu và cấp ủy viên công khai cam kết của mình; bản của anh/chị vẫn chỉ riêng anh/chị và cấp trên đọc."
        ),
    )
    if not found.is_signed:
        raise Refused(_("Ký bản cam kết trước, rồi chọn việc công khai."))
    found.items.exclude(pk__in=items).update(public_since=None)
    found.items.filter(pk__in=items, public_since=None).update(public_since=clock.now())
    shown = found.items.exclude(public_since=None).count()
    return _changed(actor, found, "commitment.shown" if shown else "commitment.hidden", items=shown)


@transaction.atomic
def hand_over_commitments(*, actor: Actor, ids: Sequence[uuid.UUID], target: Unit) -> int:
    """When a unit ends: its people's pledges go on with the unit that receives; how many. Within a hand-over's transaction."""
    rows = list(Commitment.objects.select_for_update().filter(pk__in=ids))
    for one in rows:
        one.unit = target
        _changed(actor, one, "commitment.handed_over")
    return len(rows)
