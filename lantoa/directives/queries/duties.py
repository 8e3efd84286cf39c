"""What duties of issuings have become, from both ends: what was made opens from the duty, and the duty from what was made."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.core.reference import Reference
from lantoa.directives.duty_kinds import TASK, DutyKind, kind_of
from lantoa.directives.models import Duty, Issuing
from lantoa.directives.queries.issuings import duties_of, issuings_visible_to
from lantoa.tasks.queries import Batch, batches, tasks_of_unit


@dataclass(frozen=True)
class DutyShown:
    """`url`: what it has become, where this person may open it; else "". `given`: of tasks, how many and how many are done; None
    before it was issued and for what is no task."""

    duty: Duty
    kind: DutyKind | None
    url: str = ""
    given: Batch | None = None


def duties_shown(user: User, issuing: Issuing) -> list[DutyShown]:
    """Those of an issuing as who follows it sees them. Two statements, and one for each kind of thing made."""
    duties = list(duties_of(issuing))
    urls = _addresses(user, duties)
    given = batches([one.pk for one in duties if one.kind == TASK])
    found = []
    for one in duties:
        batch = given.get(one.pk)
        url = f"{reverse('tasks:list')}?cung-dot={batch.first_code}" if batch else urls.get(one.pk, "")
        found.append(DutyShown(one, kind_of(one.kind), url, batch))
    return found


def duties_of_unit(user: User, issuing: Issuing, unit: uuid.UUID) -> list[DutyShown]:
    """The same for a unit that received it: each task duty leads to the unit's own task."""
    duties = list(duties_of(issuing))
    urls = _addresses(user, duties)
    own = tasks_of_unit(user, unit, [one.pk for one in duties if one.kind == TASK])
    tasks = {batch: reverse("tasks:task", args=[code]) for batch, code in own.items()}
    return [DutyShown(one, kind_of(one.kind), tasks.get(one.pk) or urls.get(one.pk, "")) for one in duties]


def _addresses(user: User, duties: Sequence[Duty]) -> dict[uuid.UUID, str]:
    """Duty → the page of what it has become."""
    wanted: dict[str, list[uuid.UUID]] = {}
    for one in duties:
        if one.made is not None:
            wanted.setdefault(one.made.kind, []).append(one.made.id)
    found = registry.addresses(user, wanted) if wanted else {}
    return {one.pk: found.get((one.made.kind, one.made.id), "") for one in duties if one.made is not None}


@dataclass(frozen=True)
class RaisedBy:
    """The duty that something was made of: its words, the part and sentence of the directive, the issuing."""

    duty: Duty
    directive: str
    url: str


def raised_by(user: User, made: Reference) -> RaisedBy | None:
    """None where no duty made it, or where the person may not see its issuing. One statement."""
    found = (
        Duty.objects.filter(
            made_kind=made.kind, made_id=made.id, issuing__in=issuings_visible_to(user).values("pk")
        )
        .select_related("part", "issuing__version__directive")
        .first()
    )
    if found is None:
        return None
    directive = found.issuing.version.directive
    return RaisedBy(
        found,
        f"{directive.type_name} {directive.reference}",
        f"{reverse('directives:issuing', args=[found.issuing.code])}#viec-{found.position}",
    )
