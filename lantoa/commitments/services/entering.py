"""Enter pledges that were made elsewhere, many at once. Not for people."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from lantoa.audit.services import Act, record_many
from lantoa.commitments.choices import CommitmentState, Half
from lantoa.commitments.models import Commitment, CommitmentItem, Remark, SelfReview
from lantoa.commitments.services.writing import ItemText
from lantoa.core.actor import Actor
from lantoa.organisation.models import Person, Unit


@dataclass(frozen=True)
class NewRemark:
    author: Person
    unit: Unit  # which the author headed
    words: str
    given_at: datetime


@dataclass(frozen=True)
class NewPledge:
    """`signed_at` None: a draft. `reviews`: half → when, and what is said of each item, in their order."""

    code: str
    person: Person
    unit_id: uuid.UUID
    year: int
    created_at: datetime
    items: Sequence[ItemText]
    signed_at: datetime | None = None
    reviews: Mapping[Half, tuple[datetime, Sequence[str]]] = field(default_factory=dict)
    remarks: Mapping[Half, NewRemark] = field(default_factory=dict)


@transaction.atomic
def enter_pledges(*, actor: Actor, pledges: Sequence[NewPledge]) -> list[Commitment]:
    """A fixed number of statements for each thousand rows; the record says of each whether it was begun or signed."""
    made = [
        Commitment(
            code=one.code,
            person=one.person,
            unit_id=one.unit_id,
            year=one.year,
            created_at=one.created_at,
            signed_at=one.signed_at,
            state=CommitmentState.SIGNED if one.signed_at else CommitmentState.DRAFT,
        )
        for one in pledges
    ]
    Commitment.objects.bulk_create(made, batch_size=1000)
    items: list[CommitmentItem] = []
    reviews: list[SelfReview] = []
    remarks: list[Remark] = []
    for row, one in zip(made, pledges, strict=True):
        own = [
            CommitmentItem(
                commitment=row,
                position=place,
                duty=text.duty,
                deed=text.deed,
                measure=text.measure,
                due_on=text.due_on,
            )
            for place, text in enumerate(one.items, start=1)
        ]
        items += own
        for half, (told_at, words) in one.reviews.items():
            reviews += [
                SelfReview(item=item, half=half, words=said, told_at=told_at)
                for item, said in zip(own, words, strict=True)
            ]
        for half, new in one.remarks.items():
            remarks.append(
                Remark(
                    commitment=row,
                    half=half,
                    author=new.author,
                    unit=new.unit,
                    words=new.words,
                    given_at=new.given_at,
                )
            )
    CommitmentItem.objects.bulk_create(items, batch_size=1000)
    SelfReview.objects.bulk_create(reviews, batch_size=1000)
    Remark.objects.bulk_create(remarks, batch_size=1000)
    record_many(
        actor,
        [
            Act(f"commitment.{'signed' if row.is_signed else 'begun'}", row, row.unit_id, row.code)
            for row in made
        ],
    )
    return made
