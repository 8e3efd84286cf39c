"""What speaks of a draft's line by its code, when the code changes. The draft is locked by who calls."""

from collections.abc import Mapping

from django.db import transaction

from lantoa.core.actor import Actor
from lantoa.reporting.models import DraftLine, DraftRelation, SheetDraft

SIDES = ("left", "right", "plus")
TERMS = ("numerator", "denominator")


@transaction.atomic
def follow_codes(*, actor: Actor, draft: SheetDraft, renamed: Mapping[str, str]) -> None:
    """Let relations and ratios speak of the lines by their new codes (old → new).

    A code that another line of the draft still has is left: which of the two was meant, only a person knows; the design's fault
    says that the code stands twice.
    """
    standing = set(draft.lines.values_list("code", flat=True))
    moved = {old: new for old, new in renamed.items() if old and old != new and old not in standing}
    if not moved:
        return
    relations = list(draft.relations.all())
    for one in relations:
        for side in SIDES:
            setattr(one, side, moved.get(getattr(one, side), getattr(one, side)))
    DraftRelation.objects.bulk_update(relations, SIDES)
    ratios = [line for line in draft.lines.all() if line.numerator or line.denominator]
    for line in ratios:
        for term in TERMS:
            setattr(line, term, moved.get(getattr(line, term), getattr(line, term)))
    DraftLine.objects.bulk_update(ratios, TERMS)
