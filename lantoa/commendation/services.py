"""Open a round, nominate, examine, decide, make out certificates, revoke."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.commendation.choices import NOMINATION_MOVES, NominationState, Subject
from lantoa.commendation.codes import new_code
from lantoa.commendation.models import AwardKind, Certificate, Decision, Nomination, Round
from lantoa.commendation.permissions import can_examine, can_nominate, can_submit
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.workflow import require_move
from lantoa.directives.models import Directive
from lantoa.documents.services import issue_document
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import version_on

SENTENCE_WRONG_STATE = "Đề nghị khen thưởng đang ở bước khác. Tải lại trang để xem tình trạng mới nhất."


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
def open_round(
    *,
    actor: Actor,
    code: str,
    title: str,
    unit: Unit,
    award_kind: AwardKind,
    directive: Directive,
    years: tuple[int, int],
    citation: str,
    opens_on: date,
    closes_on: date,
    collective_quota: int | None = None,
    individual_quota: int | None = None,
) -> Round:
    """Open a round of commendation for the years first..last."""
    if closes_on < opens_on or years[1] < years[0]:
        raise Refused(_("Ngày hoặc năm kết thúc phải sau ngày, năm bắt đầu."))
    round_ = Round.objects.create(
        code=code,
        title=title,
        unit=unit,
        award_kind=award_kind,
        directive=directive,
        first_year=years[0],
        last_year=years[1],
        citation=citation,
        opens_on=opens_on,
        closes_on=closes_on,
        collective_quota=collective_quota,
        individual_quota=individual_quota,
    )
    record(actor, "round.opened", round_, chain=unit.pk, after={"title": title})
    return round_


@transaction.atomic
def enter_nominations(*, actor: Actor, round_: Round, nominations: Iterable[NewNomination]) -> list[Nomination]:
    """Enter nominations that came on paper, with the state they reached; refuses one put forward twice."""
    nominations = list(nominations)
    for one in nominations:
        _check(one)
    try:
        with transaction.atomic():
            made = Nomination.objects.bulk_create(
                [Nomination(round=round_, **vars(one)) for one in nominations], batch_size=500
            )
    except IntegrityError as error:
        raise Refused(_("Có tập thể hoặc cá nhân được một đơn vị đề nghị hai lần trong đợt này.")) from error
    record_many(actor, [Act("nomination.entered", one, one.unit_id, after={"state": one.state}) for one in made])
    return made


@transaction.atomic
def nominate(*, actor: User, round_: Round, nomination: NewNomination) -> Nomination:
    """Put somebody of one's own unit forward, as a draft."""
    require(can_nominate(actor, nomination.unit))
    if not round_.opens_on <= clock.today() <= round_.closes_on:
        raise Refused(_("Đợt khen không trong thời gian nhận đề nghị."))
    _check(nomination)
    if Nomination.objects.filter(
        round=round_, unit=nomination.unit, subject=nomination.subject, full_name=nomination.full_name
    ).exists():
        raise Refused(_("Đơn vị đã đề nghị trường hợp này trong đợt."), fields={"full_name": _("Đã có trong danh sách.")})
    made = Nomination.objects.create(round=round_, **(vars(nomination) | {"state": NominationState.DRAFT}))
    record(actor, "nomination.drafted", made, chain=made.unit_id)
    return made


@transaction.atomic
def submit_nomination(*, actor: User, nomination: Nomination) -> Nomination:
    """The head sends a draft or returned nomination up."""
    require(can_submit(actor, nomination), _("Người đứng đầu đơn vị là người gửi đề nghị khen thưởng."))
    return _move(actor, nomination, NominationState.SUBMITTED, "nomination.submitted")


@transaction.atomic
def examine_nomination(
    *, actor: User, nomination: Nomination, verdict: NominationState, reason: str = ""
) -> Nomination:
    """Return, propose or not propose a nomination; a reason is needed for all but proposing."""
    require(can_examine(actor, nomination))
    if verdict not in {NominationState.RETURNED, NominationState.PROPOSED, NominationState.NOT_PROPOSED}:
        raise ValueError(f"{verdict} is no verdict")
    if verdict != NominationState.PROPOSED and not reason.strip():
        raise Refused(_("Ghi lý do để đơn vị biết."), fields={"reason": _("Chưa có lý do.")})
    return _move(actor, nomination, verdict, f"nomination.{verdict}", reason)


@transaction.atomic
def decide_round(
    *,
    actor: Actor,
    round_: Round,
    decided_on: date,
    number: int | None = None,
    make_code: Callable[[Nomination], str] | None = None,
) -> Decision:
    """Commend everyone who is proposed: issue the decision, enter them in the register, make out the certificates.

    Collectives come first, then persons, each in the official order of units. Raises Refused when nobody is proposed or a quota
    is exceeded. `make_code` gives the certificates' codes (random if not said).
    """
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    proposed = list(
        Nomination.objects.select_for_update(of=("self",))
        .filter(round=locked, state=NominationState.PROPOSED)
        .select_related("unit")
        .order_by("subject", "unit__position", "full_name")
    )
    if not proposed:
        raise Refused(_("Chưa có trường hợp nào được đề nghị khen trong đợt này."))
    _require_quota(locked, proposed)
    document = issue_document(
        actor=actor, unit=locked.unit, type_code="QĐ", issued_on=decided_on, abstract=locked.title, number=number
    )
    decision = Decision.objects.create(round=locked, document=document)
    code_of = make_code or (lambda _nomination: new_code())
    Certificate.objects.bulk_create(
        [
            Certificate(
                decision=decision,
                nomination=nomination,
                register_number=place,
                code=code_of(nomination),
                receiver_lines=receiver_lines(nomination, decided_on),
                public_receiver=_public_receiver(nomination),
                citation=locked.citation,
            )
            for place, nomination in enumerate(proposed, start=1)
        ]
    )
    Nomination.objects.filter(pk__in=[one.pk for one in proposed]).update(state=NominationState.AWARDED)
    record_many(
        actor,
        [
            Act("decision.issued", decision, locked.unit_id, after={"certificates": len(proposed)}),
            *[Act("nomination.awarded", one, one.unit_id, after={"decision": str(document)}) for one in proposed],
        ],
    )
    return decision


@transaction.atomic
def revoke_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Take a certificate back; its check page says so from the next look on."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.revoked_on is not None:
        raise Refused(_("Giấy khen này đã thu hồi."))
    if not reason.strip():
        raise Refused(_("Ghi lý do thu hồi."), fields={"reason": _("Chưa có lý do.")})
    certificate.revoked_on = clock.today()
    certificate.revoked_reason = reason
    certificate.save(update_fields=["revoked_on", "revoked_reason"])
    record(actor, "certificate.revoked", certificate, chain=certificate.decision.round.unit_id, after={"reason": reason})
    return certificate


@transaction.atomic
def set_name_consent(*, actor: Actor, nomination: Nomination, publish_name: bool) -> Nomination:
    """Record that the person agrees, or no longer agrees, to be named in public; the check page follows at once."""
    nomination.publish_name = publish_name
    nomination.save(update_fields=["publish_name"])
    record(actor, "nomination.consent", nomination, chain=nomination.unit_id, after={"publish_name": publish_name})
    return nomination


def receiver_lines(nomination: Nomination, on: date) -> list[str]:
    """How a certificate names its receiver: a collective in one line; a person with post and unit below."""
    if nomination.subject == Subject.COLLECTIVE:
        return [nomination.full_name]
    unit = version_on(nomination.unit_id, on).name
    name = f"{nomination.honorific} {nomination.full_name}".strip()
    return [name, f"{nomination.post}, {unit}" if nomination.post else unit]


def _public_receiver(nomination: Nomination) -> str:
    return nomination.full_name if nomination.subject == Subject.COLLECTIVE else _("Cá nhân")


def _check(nomination: NewNomination) -> None:
    if not nomination.achievements.strip():
        raise Refused(_("Ghi tóm tắt thành tích."), fields={"achievements": _("Chưa có nội dung.")})
    if nomination.subject == Subject.INDIVIDUAL and not nomination.membership:
        raise Refused(_("Chọn đảng viên hay quần chúng."), fields={"membership": _("Chưa chọn.")})


def _require_quota(round_: Round, proposed: Sequence[Nomination]) -> None:
    for subject, quota, label in (
        (Subject.COLLECTIVE, round_.collective_quota, _("tập thể")),
        (Subject.INDIVIDUAL, round_.individual_quota, _("cá nhân")),
    ):
        count = sum(one.subject == subject for one in proposed)
        if quota is not None and count > quota:
            raise Refused(
                _("Đề nghị khen %(count)s %(label)s, vượt chỉ tiêu %(quota)s. Bớt danh sách hoặc điều chỉnh chỉ tiêu.")
                % {"count": count, "label": label, "quota": quota}
            )


def _move(actor: Actor, nomination: Nomination, state: NominationState, act: str, reason: str = "") -> Nomination:
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    require_move(nomination, NOMINATION_MOVES, state, _(SENTENCE_WRONG_STATE))
    before = nomination.state
    nomination.state = state
    nomination.reason = reason
    nomination.save(update_fields=["state", "reason"])
    record(actor, act, nomination, chain=nomination.unit_id, before={"state": before}, after={"reason": reason})
    return nomination
