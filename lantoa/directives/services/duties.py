"""What the parts of a version make units do: put, changed, taken out."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.directives.duty_texts import DutyText, check_duty
from lantoa.directives.issuing_steps import locked_draft, save_issuing
from lantoa.directives.models import Duty, Issuing

MOST_DUTIES = 50


@transaction.atomic
def put_duty(
    *, actor: Actor, issuing: Issuing, text: DutyText, row_version: int, duty: Duty | None = None
) -> Duty:
    """Add a duty, or change `duty`.

    Raises Forbidden, Conflict, Refused: no words, a day that is over or too far, a part of another version, a sentence that does
    not stand in the part word for word (spaces and line breaks apart), too many, something that the person may not make or that
    is no longer offered.
    """
    found = locked_draft(actor, issuing, row_version)
    check_duty(found, text, actor)
    if duty is None:
        rows = Duty.objects.filter(issuing=found)
        last = rows.aggregate(last=Max("position"))["last"] or 0
        if rows.count() >= MOST_DUTIES:
            raise Refused(_("Một đợt giao tối đa %(most)d việc.") % {"most": MOST_DUTIES})
        duty = Duty(issuing=found, position=last + 1)
    duty.part, duty.sentence = text.part, " ".join(text.sentence.split())
    duty.title, duty.due_on, duty.proof_wanted = text.title, text.due_on, text.proof_wanted
    duty.kind, duty.choice = text.kind, text.choice
    duty.save()
    after = {"duty": duty.title, "due_on": duty.due_on, "sentence": duty.sentence, "becomes": duty.kind}
    save_issuing(actor, found, "issuing.duty_put", {}, after)
    return duty


@transaction.atomic
def drop_duty(*, actor: Actor, issuing: Issuing, duty: Duty, row_version: int) -> None:
    """Raises Forbidden, Conflict, Refused (issued already)."""
    found = locked_draft(actor, issuing, row_version)
    before = {"duty": duty.title, "due_on": duty.due_on, "sentence": duty.sentence}
    duty.delete()
    save_issuing(actor, found, "issuing.duty_dropped", before, {})
