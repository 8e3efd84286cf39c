"""The decision of a round: drafted by one person, signed by another."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.commendation.choices import NominationState, Outcome, Subject
from lantoa.commendation.codes import new_code
from lantoa.commendation.models import Certificate, Decision, DecisionProposal, Nomination, Round
from lantoa.commendation.permissions import can_decide, can_propose_decision, is_about
from lantoa.core import clock
from lantoa.core.actor import Actor, System
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import looks_empty
from lantoa.documents.services import issue_document
from lantoa.notifications.services import Told, notify, notify_each
from lantoa.organisation.access import require, second_person_needed
from lantoa.organisation.queries.units import version_on

TYPE_CODE = "QĐ"


@transaction.atomic
def propose_decision(
    *, actor: User, round_: Round, decided_on: date, number: int | None = None
) -> DecisionProposal:
    """Draft the decision for signing; from then until it is settled the round's list stands still.

    Raises Refused when one waits already, when nobody is proposed, when a quota is exceeded, when a nomination still
    waits to be examined, and when the day lies before the round or after today.
    """
    require(can_propose_decision(actor, round_))
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if DecisionProposal.objects.filter(round=locked, outcome=Outcome.WAITING).exists():
        raise Refused(_("Đợt khen đã có quyết định đang trình ký."))
    if not locked.opens_on <= decided_on <= clock.today():
        raise Refused(
            _("Ngày quyết định phải từ ngày mở đợt đến hôm nay."),
            fields={"decided_on": _("Ngày quyết định phải từ ngày mở đợt đến hôm nay.")},
        )
    waiting = locked.nominations.filter(state=NominationState.SUBMITTED).count()
    if waiting:
        raise Refused(_("Còn %(count)s đề nghị chờ xét. Xét hết rồi trình quyết định.") % {"count": waiting})
    proposed = _proposed(locked)
    proposal = DecisionProposal.objects.create(
        round=locked, decided_on=decided_on, number=number, proposed_by=actor, proposed_at=clock.now()
    )
    record(
        actor,
        "decision.proposed",
        proposal,
        chain=locked.unit_id,
        after={"decided_on": decided_on, "number": number, "nominations": len(proposed)},
    )
    notify(
        actor=actor,
        kind="decision_to_sign",
        about=_about(proposal),
        number=locked.code,
        to_units=[locked.unit],
    )
    return proposal


@transaction.atomic
def issue_decision(*, actor: User, proposal: DecisionProposal) -> Decision:
    """Sign a proposed decision: commend, enter in the register, make out the certificates.

    Raises Forbidden when the signer drafted it (unless the setting SECOND_PERSON says otherwise) or stands in the list.
    """
    proposal = (
        DecisionProposal.objects.select_for_update(of=("self",)).select_related("round").get(pk=proposal.pk)
    )
    require(can_decide(actor, proposal.round))
    require(
        actor.pk != proposal.proposed_by_id or not second_person_needed("decision.issue"),
        _("Người trình và người ký quyết định phải là hai người."),
    )
    _require_waiting(proposal)
    names_itself = any(is_about(actor, one) for one in _persons_like(actor, proposal.round))
    require(not names_itself, _("Anh/chị có tên trong danh sách nên người khác ký quyết định này."))
    decision = _issue(actor, proposal.round, proposal.decided_on, proposal.number, lambda _one: new_code())
    _settle(proposal, actor, Outcome.CONFIRMED)
    _tell_signed(actor, decision)
    return decision


@transaction.atomic
def return_decision(*, actor: User, proposal: DecisionProposal, note: str) -> DecisionProposal:
    """The signer sends a draft decision back with a word why, or who drafted it takes it back; the list is free again."""
    proposal = (
        DecisionProposal.objects.select_for_update(of=("self",)).select_related("round").get(pk=proposal.pk)
    )
    own = actor.pk == proposal.proposed_by_id
    require(own or can_decide(actor, proposal.round))
    _require_waiting(proposal)
    if not own and looks_empty(note):
        raise Refused(_("Ghi lý do trả lại."), fields={"note": _("Chưa có lý do.")})
    _settle(proposal, actor, Outcome.WITHDRAWN if own else Outcome.SENT_BACK, note)
    act = "decision.withdrawn" if own else "decision.returned"
    record(actor, act, proposal, chain=proposal.round.unit_id, after={"note": note})
    if not own:
        notify(
            actor=actor,
            kind="decision_returned",
            about=_about(proposal),
            number=proposal.round.code,
            to_people=[proposal.proposed_by],
        )
    return proposal


def _about(proposal: DecisionProposal) -> Reference:
    return Reference("commendation.decisionproposal", proposal.pk)


def _tell_signed(actor: User, decision: Decision) -> None:
    """The committee's staff, who print the certificates, and each unit of what became of its own nominations."""
    code, unit = decision.round.code, decision.round.unit
    about = Reference("commendation.decision", decision.pk)
    notify(actor=actor, kind="decision_signed", about=about, number=code, to_units=[unit])
    awarded = Nomination.objects.filter(certificate__decision=decision)
    told = [Told(one.pk, code, one.holder_unit_id) for one in awarded]
    notify_each(actor=actor, kind="nomination_awarded", subject_kind="commendation.nomination", told=told)


@transaction.atomic
def decide_round(
    *,
    actor: System,
    round_: Round,
    decided_on: date,
    number: int | None = None,
    make_code: Callable[[Nomination], str] | None = None,
) -> Decision:
    """Enter a decision that was taken on paper; only the system does so, people propose and sign.

    Collectives come first, then persons, each in the official order of units. Raises Refused when nobody is proposed or a
    quota is exceeded. `make_code` gives the certificates' codes (random if not said).
    """
    return _issue(actor, round_, decided_on, number, make_code or (lambda _one: new_code()))


def receiver_lines(nomination: Nomination, on: date) -> list[str]:
    """How a certificate names its receiver: a collective in one line; a person with post and unit below."""
    if nomination.subject == Subject.COLLECTIVE:
        return [nomination.full_name]
    unit = version_on(nomination.unit_id, on).name
    name = f"{nomination.honorific} {nomination.full_name}".strip()
    return [name, f"{nomination.post}, {unit}" if nomination.post else unit]


def _issue(
    actor: Actor, round_: Round, decided_on: date, number: int | None, make_code: Callable[[Nomination], str]
) -> Decision:
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    proposed = _proposed(locked)
    document = issue_document(
        actor=actor,
        unit=locked.unit,
        type_code=TYPE_CODE,
        issued_on=decided_on,
        abstract=locked.title,
        number=number,
    )
    decision = Decision.objects.create(round=locked, document=document)
    Certificate.objects.bulk_create(
        [
            Certificate(
                decision=decision,
                nomination=nomination,
                register_number=place,
                code=make_code(nomination),
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
            *[
                Act("nomination.awarded", one, one.unit_id, after={"decision": str(document)})
                for one in proposed
            ],
        ],
    )
    return decision


def _proposed(locked: Round) -> list[Nomination]:
    """Who is to be commended, in the order of the register; refuses an empty list and one beyond the quotas."""
    proposed = list(
        Nomination.objects.select_for_update(of=("self",))
        .filter(round=locked, state=NominationState.PROPOSED)
        .select_related("unit")
        .order_by("subject", "unit__position", "full_name")
    )
    if not proposed:
        raise Refused(_("Chưa có trường hợp nào được đề nghị khen trong đợt này."))
    _require_quota(locked, proposed)
    return proposed


def _require_quota(round_: Round, proposed: Sequence[Nomination]) -> None:
    """A quota is the round's: what an earlier decision of the round gave counts."""
    given = list(round_.nominations.filter(state=NominationState.AWARDED).values_list("subject", flat=True))
    for subject, quota, label in (
        (Subject.COLLECTIVE, round_.collective_quota, _("tập thể")),
        (Subject.INDIVIDUAL, round_.individual_quota, _("cá nhân")),
    ):
        count = sum(one.subject == subject for one in proposed) + given.count(subject)
        if quota is not None and count > quota:
            raise Refused(
                _(
                    "Đề nghị khen %(count)s %(label)s, vượt chỉ tiêu %(quota)s. Bớt danh sách hoặc điều chỉnh chỉ tiêu."
                )
                % {"count": count, "label": label, "quota": quota}
            )


def _public_receiver(nomination: Nomination) -> str:
    return nomination.full_name if nomination.subject == Subject.COLLECTIVE else _("Cá nhân")


def _persons_like(actor: User, round_: Round) -> Sequence[Nomination]:
    """Persons of the list who bear the signer's name: a handful at most."""
    name = getattr(getattr(actor, "person", None), "full_name", "")
    rows = round_.nominations.filter(state=NominationState.PROPOSED, subject=Subject.INDIVIDUAL)
    return list(rows.filter(full_name__iexact=name)) if name else []


def _require_waiting(proposal: DecisionProposal) -> None:
    if proposal.outcome != Outcome.WAITING:
        raise Refused(_("Quyết định này không còn chờ ký. Tải lại trang để xem tình trạng mới nhất."))


def _settle(proposal: DecisionProposal, actor: User, outcome: Outcome, note: str = "") -> None:
    proposal.outcome, proposal.settled_by, proposal.note = outcome, actor, note
    proposal.settled_at = clock.now()
    proposal.save(update_fields=["outcome", "settled_by", "settled_at", "note"])
