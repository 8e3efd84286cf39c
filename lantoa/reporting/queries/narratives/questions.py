"""The questions of a collection and the texts that answer them: who may put them together, and what is there."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.errors import Forbidden, NotFound
from lantoa.organisation import access
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.reporting.choices import ObligationState, PointKind, SubmissionState
from lantoa.reporting.models import (
    Collection,
    Narrative,
    NarrativePoint,
    Obligation,
    PointSource,
    Submission,
    SubmissionText,
    TextMark,
)
from lantoa.reporting.queries.collections import get_collection

ACT = "narrative.compile"


def get_compiled(user: User, code: str) -> Collection:
    """A collection whose narratives the person compiles. NotFound outside one's sight, Forbidden for who only sees its totals."""
    collection = get_collection(user, code)
    if not access.holds(user, ACT, collection.owner):
        raise Forbidden(
            _("Chỉ chuyên viên, lãnh đạo của đơn vị thu báo cáo được tổng hợp lời văn của đợt này.")
        )
    return collection


def compiles(user: User, collection: Collection) -> bool:
    """Whether to offer the page: the sheet asks for words, and the person may compile them."""
    return (
        access.holds_somewhere(user, ACT)
        and access.holds(user, ACT, collection.owner)
        and Narrative.objects.filter(version=collection.sheet_version_id).exists()
    )


def counted_texts(path: str = "") -> Q:
    return Q(**{f"{path}state": SubmissionState.ACCEPTED, f"{path}superseded_at__isnull": True})


def texts_shown(user: User, collection: Collection) -> QuerySet[Any]:
    """One text a unit and question: of the accepted report that counts, else of the one that waits. Never what is with the unit.

    Annotated with unit_name (today's, or the last), is_quoted, is_merged, is_left_out (with the words that it has now).
    """
    scope = past_units_in_scope(user, "submission.read", collection.tree_day)
    settled = Submission.objects.filter(counted_texts(), collection=collection)
    waiting = Q(submission__state=SubmissionState.SUBMITTED, submission__is_latest=True)
    sources = PointSource.objects.filter(text=OuterRef("pk"))
    return (
        SubmissionText.objects.filter(
            counted_texts("submission__") | waiting & ~Q(submission__unit__in=settled.values("unit")),
            submission__collection=collection,
            submission__unit__in=scope.values("pk"),
        )
        .exclude(text="")
        .annotate(
            is_quoted=Exists(sources.filter(point__kind=PointKind.QUOTED)),
            is_merged=Exists(sources.filter(point__kind=PointKind.WORDED)),
            is_left_out=Exists(
                TextMark.objects.filter(
                    Q(as_marked="") | Q(as_marked=OuterRef("text")), text=OuterRef("pk"), left_out=True
                )
            ),
        )
    )


@dataclass(frozen=True)
class QuestionRow:
    """A question and how many texts stand where. A text may be both quoted and merged, so these two may overlap."""

    narrative: Narrative
    written: int = 0
    waiting: int = 0
    unread: int = 0
    quoted: int = 0
    merged: int = 0
    left_out: int = 0
    points: int = 0

    @property
    def number(self) -> int:
        return self.narrative.position + 1

    @property
    def settled(self) -> int:
        """Texts on which was decided."""
        return self.written - self.unread


def questions_of(user: User, collection: Collection) -> list[QuestionRow]:
    """Every question of the sheet in its order. Three statements beyond the scope."""
    accepted = Q(submission__state=SubmissionState.ACCEPTED)
    unmarked = Q(is_quoted=False, is_merged=False, is_left_out=False)
    rows = (
        texts_shown(user, collection)
        .order_by()
        .values("narrative")
        .annotate(
            written=Count("pk"),
            waiting=Count("pk", filter=~accepted),
            unread=Count("pk", filter=unmarked),
            quoted=Count("pk", filter=Q(is_quoted=True)),
            merged=Count("pk", filter=Q(is_merged=True)),
            left_out=Count("pk", filter=Q(is_left_out=True)),
        )
    )
    counts = {row.pop("narrative"): row for row in rows}
    points = dict(
        NarrativePoint.objects.filter(collection=collection)
        .order_by()
        .values_list("narrative")
        .annotate(Count("pk"))
    )
    return [
        QuestionRow(one, points=points.get(one.pk, 0), **counts.get(one.pk, {}))
        for one in narratives_of(collection)
    ]


def narratives_of(collection: Collection) -> QuerySet[Narrative]:
    asked = Narrative.objects.filter(version=collection.sheet_version_id)
    return asked.select_related("section").order_by("position")


def owing_units(collection: Collection) -> int:
    """How many units owe a report of the collection."""
    return Obligation.objects.filter(collection=collection).exclude(state=ObligationState.EXEMPT).count()


def get_question(collection: Collection, position: int) -> Narrative:
    """NotFound for a place where the sheet asks nothing in words."""
    found = narratives_of(collection).filter(position=position).first()
    if found is None:
        raise NotFound()
    return found


def next_question(narrative: Narrative) -> Narrative | None:
    """The question after this one on the sheet."""
    later = Narrative.objects.filter(version=narrative.version_id, position__gt=narrative.position)
    return later.order_by("position").first()


def get_text(user: User, collection: Collection, narrative: Narrative, unit_code: str) -> SubmissionText:
    """What a unit wrote, as far as it is shown. NotFound otherwise."""
    found: SubmissionText | None = (
        texts_shown(user, collection)
        .select_related("submission__collection__owner", "submission__unit", "narrative")
        .filter(narrative=narrative, submission__unit__code=unit_code)
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def get_point(collection: Collection, narrative: Narrative, point_id: uuid.UUID) -> NarrativePoint:
    found = NarrativePoint.objects.filter(collection=collection, narrative=narrative, pk=point_id).first()
    if found is None:
        raise NotFound()
    return found
