"""What the owner says of the items twice a year, and what the direct superior says; in words alone."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.commitments.choices import Capacity, Half, Page
from lantoa.commitments.models import Commitment, CommitmentRead, Remark, SelfReview
from lantoa.commitments.notices import REMARKED, REVIEWED
from lantoa.commitments.queries.own import remarked_halves, told_halves
from lantoa.commitments.queries.reading import Readable, headed_by, of_direct_reports, superiors_of
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.models import Person, UnitVersion


@transaction.atomic
def tell_review(
    *, actor: User, commitment: Commitment, half: Half, words: Mapping[uuid.UUID, str]
) -> Commitment:
    """Keep what the owner says: item → words; an item without words has no self-review. May be written again until a remark
    speaks to it. Raises Forbidden, or Refused: not signed, nothing said, a remark is there."""
    found = Commitment.objects.select_for_update().select_related("person").get(pk=commitment.pk)
    require(found.person.user_id == actor.pk, _("Tự nhận xét là việc của riêng người viết cam kết."))
    if not found.is_signed:
        raise Refused(_("Ký bản cam kết trước, rồi tự nhận xét."))
    if half in remarked_halves(found):
        raise Refused(_("Cấp trên đã nhận xét phần này nên không sửa được nữa."))
    said = {item: text for item, text in words.items() if not looks_empty(text)}
    if not said:
        raise Refused(_("Chưa ghi gì. Mỗi việc một câu là đủ: đã làm được gì, còn vướng gì."))
    for item in found.items.all():
        if item.pk in said:
            SelfReview.objects.update_or_create(
                item=item, half=half, defaults={"words": said[item.pk], "told_at": clock.now()}
            )
        else:
            item.reviews.filter(half=half).delete()
    record(actor, "commitment.reviewed", found, chain=found.unit_id, label=found.code, after={"half": half})
    notify(
        actor=actor,
        kind=REVIEWED,
        about=Reference("commitments.commitment", found.pk),
        to_people=superiors_of(found),
        occasion=half,  # written again, it is not told again
    )
    return found


@transaction.atomic
def give_remark(*, actor: User, commitment: Commitment, half: Half, words: str) -> Remark:
    """A remark of the direct superior of today, kept with the day and the name. Raises Forbidden, or Refused: nothing said, no
    self-review to speak to, one is there already."""
    found = Commitment.objects.select_for_update().get(pk=commitment.pk)
    require(
        of_direct_reports(actor).filter(pk=found.pk).exists(),
        _("Chỉ cấp trên trực tiếp của người viết được ghi nhận xét."),
    )
    if looks_empty(words):
        raise Refused(_("Chưa ghi nhận xét."), fields={"words": _("Chưa ghi nhận xét.")})
    if half not in told_halves(found):
        raise Refused(_("Người viết chưa tự nhận xét phần này."))
    if half in remarked_halves(found):
        raise Refused(_("Phần này đã có nhận xét."))
    author, unit = Person.objects.get(user=actor), _unit_headed(actor, found)
    made = Remark.objects.create(commitment=found, half=half, author=author, unit_id=unit, words=words)
    record(actor, "commitment.remarked", found, chain=found.unit_id, label=found.code, after={"half": half})
    owner = User.objects.filter(person=found.person_id)
    notify(actor=actor, kind=REMARKED, about=Reference("commitments.commitment", found.pk), to_people=owner)
    return made


def _unit_headed(actor: User, commitment: Commitment) -> uuid.UUID:
    """The unit as whose head the actor speaks: that of the pledge or, of its head, the one above."""
    today = clock.today()
    if commitment.unit_id in headed_by(actor, today):
        return commitment.unit_id
    above = UnitVersion.objects.filter(unit=commitment.unit_id, valid__contains=today)
    return above.values_list("parent_id", flat=True).get()  # a superior stands above


@transaction.atomic
def withdraw_remark(*, actor: User, commitment: Commitment, half: Half) -> Remark:
    """Take back what one has said, so as to say it otherwise. Raises Forbidden, or Refused where nothing of one's stands."""
    require(
        of_direct_reports(actor).filter(pk=commitment.pk).exists(),
        _("Chỉ cấp trên trực tiếp của người viết được rút nhận xét."),
    )
    rows = Remark.objects.select_for_update().filter(
        commitment=commitment, half=half, withdrawn_at=None, author__user=actor
    )
    found = rows.first()
    if found is None:
        raise Refused(_("Không có nhận xét nào của anh/chị ở phần này."))
    found.withdrawn_at = clock.now()
    found.save()
    record(
        actor,
        "commitment.remark_withdrawn",
        commitment,
        chain=commitment.unit_id,
        label=commitment.code,
        after={"half": half},
    )
    return found


@transaction.atomic
def note_read(*, actor: User, readable: Readable, page: Page) -> CommitmentRead:
    """Note that somebody opens another's pledge, before it is shown. Its owner sees it under «Ai đã xem»."""
    return CommitmentRead.objects.create(
        commitment=readable.commitment,
        reader=Person.objects.get(user=actor),
        capacity=Capacity(readable.capacity),
        page=page,
    )
