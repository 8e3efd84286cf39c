"""From a unit's draft to the verdict of the committee's staff."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.commendation.choices import NOMINATION_MOVES, NominationState, Outcome, Subject
from lantoa.commendation.models import DecisionProposal, Nomination, Round
from lantoa.commendation.permissions import (
    can_consent,
    can_edit,
    can_examine,
    can_nominate,
    can_submit,
    is_about,
)
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.workflow import require_move
from lantoa.notifications.services import notify
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit

EDITABLE = frozenset({NominationState.DRAFT, NominationState.RETURNED})
VERDICTS = frozenset({NominationState.RETURNED, NominationState.PROPOSED, NominationState.NOT_PROPOSED})


@dataclass(frozen=True)
class NewNomination:
    """`full_name` of a collective is its name as printed on the certificate."""

    unit: Unit
    subject: Subject
    full_name: str
    achievements: str
    honorific: str = ""
    post: str = ""
    membership: str = ""
    rank: str = ""
    publish_name: bool = False
    state: NominationState = NominationState.SUBMITTED
    reason: str = ""


@transaction.atomic
def enter_nominations(
    *, actor: Actor, round_: Round, nominations: Iterable[NewNomination]
) -> list[Nomination]:
    """Enter nominations that came on paper, with the state they reached; refuses one put forward twice."""
    nominations = list(nominations)
    for one in nominations:
        _check(one)
    rows = [Nomination(round=round_, search_key=_search_key(one), **vars(one)) for one in nominations]
    try:
        with transaction.atomic():
            made = Nomination.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Refused(_("Có tập thể hoặc cá nhân được một đơn vị đề nghị hai lần trong đợt này.")) from error
    record_many(
        actor, [Act("nomination.entered", one, one.unit_id, after={"state": one.state}) for one in made]
    )
    return made


@transaction.atomic
def nominate(*, actor: User, round_: Round, nomination: NewNomination) -> Nomination:
    """Put somebody of one's own unit forward, as a draft.

    Raises Refused outside the days of the round, without achievements, when the unit has the same name in the round, and
    when the same achievement of the same years has been commended before.
    """
    require(can_nominate(actor, nomination.unit))
    if not round_.opens_on <= clock.today() <= round_.closes_on:
        raise Refused(_("Đợt khen không trong thời gian nhận đề nghị."))
    _check(nomination)
    _require_new(round_, nomination)
    values = _values(nomination) | {"unit": nomination.unit, "state": NominationState.DRAFT}
    made = Nomination.objects.create(round=round_, **values)
    record(actor, "nomination.drafted", made, chain=made.unit_id, after={"subject": made.subject})
    return made


@transaction.atomic
def edit_nomination(
    *, actor: User, nomination: Nomination, text: NewNomination, seen_version: int
) -> Nomination:
    """Write a draft or returned nomination anew. Raises Conflict when it changed since `seen_version` was shown."""
    require(can_edit(actor, nomination))
    stored = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if stored.state not in EDITABLE:
        raise Refused(_("Đề nghị đã gửi thì không sửa được. Cấp trên trả lại thì anh/chị sửa rồi gửi lại."))
    if stored.row_version != seen_version:
        raise Conflict(_("Đề nghị này vừa được người khác sửa. Mở lại trang để xem bản mới rồi sửa tiếp."))
    _check(text)
    _require_new(stored.round, text, besides=stored)
    before = {name: getattr(stored, name) for name in _values(text)}
    after = _values(text)
    for name, value in after.items():
        setattr(stored, name, value)
    stored.row_version += 1
    stored.save()
    changed = [name for name in after if before[name] != after[name] and name != "search_key"]
    record(
        actor,
        "nomination.edited",
        stored,
        chain=stored.unit_id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return stored


@transaction.atomic
def submit_nomination(*, actor: User, nomination: Nomination) -> Nomination:
    """The head sends a draft or returned nomination up, while the round takes nominations or it was sent back."""
    require(can_submit(actor, nomination), _("Người đứng đầu đơn vị là người gửi đề nghị khen thưởng."))
    stored = Nomination.objects.select_for_update().select_related("round").get(pk=nomination.pk)
    if stored.state == NominationState.DRAFT and clock.today() > stored.round.closes_on:
        raise Refused(_("Đợt khen đã hết hạn nhận đề nghị."))
    if _is_waiting_for_signature(stored.round):
        raise Refused(_("Danh sách của đợt khen đang trình ký, không nhận thêm đề nghị."))
    sent = _move(actor, stored, NominationState.SUBMITTED, "nomination.submitted")
    _tell(actor, sent, "nomination_sent", stored.round.unit_id)
    return sent


@transaction.atomic
def examine_nomination(
    *, actor: User, nomination: Nomination, verdict: NominationState, reason: str = ""
) -> Nomination:
    """Return, propose or not propose a nomination; a reason is needed for all but proposing.

    Raises Refused while the round's decision waits for its signature: the list that is signed is the list that was read.
    """
    require(not is_about(actor, nomination), _("Anh/chị không xét đề nghị khen chính mình."))
    require(can_examine(actor, nomination))
    if verdict not in VERDICTS:
        raise ValueError(f"{verdict} is no verdict")
    if verdict != NominationState.PROPOSED and looks_empty(reason):
        raise Refused(_("Ghi lý do để đơn vị biết."), fields={"reason": _("Chưa có lý do.")})
    round_ = Round.objects.select_for_update().get(pk=nomination.round_id)
    if _is_waiting_for_signature(round_):
        raise Refused(_("Danh sách đang trình ký. Rút tờ trình hoặc chờ trả lại rồi xét tiếp."))
    examined = _move(actor, nomination, verdict, f"nomination.{verdict.value}", reason)
    returned = verdict == NominationState.RETURNED
    kind = "nomination_returned" if returned else "nomination_examined"
    _tell(actor, examined, kind, examined.holder_unit_id)
    return examined


@transaction.atomic
def set_name_consent(*, actor: User, nomination: Nomination, publish_name: bool) -> Nomination:
    """Record that the person agrees, or no longer agrees, to be named in public; the check page follows at once."""
    require(can_consent(actor, nomination))
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    nomination.publish_name = publish_name
    nomination.save(update_fields=["publish_name"])
    record(
        actor,
        "nomination.consent",
        nomination,
        chain=nomination.unit_id,
        after={"publish_name": publish_name},
    )
    return nomination


def _is_waiting_for_signature(round_: Round) -> bool:
    return DecisionProposal.objects.filter(round=round_, outcome=Outcome.WAITING).exists()


def _values(text: NewNomination) -> dict[str, Any]:
    """What a unit writes; state, unit and reason have their own acts. A collective has none of a person's facts."""
    person = text.subject == Subject.INDIVIDUAL
    return {
        "subject": text.subject,
        "full_name": text.full_name,
        "achievements": text.achievements,
        "honorific": text.honorific if person else "",
        "post": text.post if person else "",
        "membership": text.membership if person else "",
        "rank": text.rank if person else "",
        "publish_name": text.publish_name,
        "search_key": _search_key(text),
    }


def _search_key(text: NewNomination) -> str:
    return folding_key(f"{text.full_name} {text.post}")


def _check(nomination: NewNomination) -> None:
    missing: dict[str, str] = {}
    if looks_empty(nomination.full_name):
        missing["full_name"] = _("Ghi tên tập thể hoặc họ và tên cá nhân.")
    if looks_empty(nomination.achievements):
        missing["achievements"] = _("Ghi tóm tắt thành tích.")
    if nomination.subject == Subject.INDIVIDUAL and not nomination.membership:
        missing["membership"] = _("Chọn đảng viên hay quần chúng.")
    if nomination.subject == Subject.INDIVIDUAL and not nomination.rank:
        missing["rank"] = _("Chọn lãnh đạo, quản lý hay cán bộ, người lao động.")
    if missing:
        raise Refused(next(iter(missing.values())), fields=missing)


def _require_new(round_: Round, nomination: NewNomination, besides: Nomination | None = None) -> None:
    """Refuse a second nomination of the unit in the round, and a second award for the same years of the same directive."""
    same = Nomination.objects.filter(
        unit=nomination.unit, subject=nomination.subject, full_name__iexact=nomination.full_name
    )
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    if same.filter(round=round_).exists():
        raise Refused(
            _("Đơn vị đã đề nghị trường hợp này trong đợt."),
            fields={"full_name": _("Đã có trong danh sách của đơn vị.")},
        )
    commended = same.filter(
        state=NominationState.AWARDED,
        round__directive=round_.directive_id,
        round__award_kind=round_.award_kind_id,
        round__first_year__lte=round_.last_year,
        round__last_year__gte=round_.first_year,
    ).select_related("round")
    earlier = commended.first()
    if earlier is not None:
        raise Refused(
            _("Đã được khen về cùng thành tích trong đợt %(code)s.") % {"code": earlier.round.code},
            fields={"full_name": _("Đã khen trong đợt %(code)s.") % {"code": earlier.round.code}},
        )


def _tell(actor: User, nomination: Nomination, kind: str, unit_id: uuid.UUID) -> None:
    notify(
        actor=actor,
        kind=kind,
        about=Reference("commendation.nomination", nomination.pk),
        number=nomination.round.code,
        to_units=Unit.objects.filter(pk=unit_id),
    )


def _move(
    actor: Actor, nomination: Nomination, state: NominationState, act: str, reason: str = ""
) -> Nomination:
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    sentence = _("Đề nghị khen thưởng đang ở bước khác. Tải lại trang để xem tình trạng mới nhất.")
    require_move(nomination, NOMINATION_MOVES, state, sentence)
    before = nomination.state
    nomination.state = state
    nomination.reason = reason
    nomination.row_version += 1
    nomination.save(update_fields=["state", "reason", "row_version"])
    record(
        actor, act, nomination, chain=nomination.unit_id, before={"state": before}, after={"reason": reason}
    )
    return nomination
