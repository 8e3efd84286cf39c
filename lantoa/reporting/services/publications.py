"""Enter figures that were published, and take an entry back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.reporting.checks import check_figure
from lantoa.reporting.choices import Qualifier, SubmissionState
from lantoa.reporting.models import Collection, Publication, SheetVersion, StatedFigure, Submission
from lantoa.reporting.permissions import may
from lantoa.reporting.published.figures import Figure, Review
from lantoa.reporting.published.files.printed import read_stated_day
from lantoa.reporting.published.files.writing import digest_of
from lantoa.reporting.published.layout import Layout, layout_of
from lantoa.reporting.queries.publications import (
    Standing,
    free_code,
    review_faults,
    standing_of,
    units_named,
)
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.services.rollups import mark_dirty
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.snapshot import take_snapshot


@dataclass(frozen=True)
class Entered:
    """What became of one review of a file."""

    publication: Publication
    standing: Standing


@transaction.atomic
def enter_reviews(*, actor: Actor, owner: Unit, reviews: Sequence[Review]) -> list[Entered]:
    """Keep reviews with `owner`, each figure as printed, in a collection of its own shape; all of them or none.

    A review that is there already with the same contents is left as it is; with others it is replaced by a further publication.
    Raises Forbidden, or Refused naming every review that cannot be entered (`queries.publications.review_faults`).
    """
    require(may(actor, "publication.enter", owner), _("Chỉ chuyên viên cấp ủy được nạp số liệu đã công bố."))
    # Two people who enter the same file at once wait for each other here.
    Unit.objects.select_for_update().get(pk=owner.pk)
    faults = review_faults(owner, reviews)
    if faults:
        raise Refused(" ".join(f"{one.place}: {one.sentence}" for one in faults[:10]))
    standing = standing_of(owner, reviews)
    units = units_named(owner, reviews)
    return [
        _entered(actor, owner, review, standing[review.source], units.get(review.unit_code))
        for review in reviews
    ]


def _entered(actor: Actor, owner: Unit, review: Review, standing: Standing, unit: Unit | None) -> Entered:
    if standing.is_same and standing.current is not None:
        return Entered(standing.current, standing)
    if standing.current is not None:
        standing.current.replaced_at = clock.now()
        standing.current.save(update_fields=["replaced_at"])
    code = free_code(review.source)
    title = _("Số liệu đã công bố: %(organisation)s") % {"organisation": review.organisation}
    layout = layout_of(review, f"SCB-{code}", title[:200])
    version = publish_sheet(actor=actor, sheet=layout.design, owner=owner)
    shape = shape_of(version.pk)
    collection = _collection(owner, review, version, code)
    publication = Publication.objects.create(
        code=code,
        source=review.source,
        owner=owner,
        unit=unit,
        collection=collection,
        organisation=review.organisation,
        search_key=_search_key(review),
        stated_on=review.stated_on,
        first_day=_first_day(review),
        period_words=review.period_words,
        period_code=review.period.code,
        url=review.url,
        note=review.note,
        digest=digest_of(review),
        entered_by=actor if isinstance(actor, User) else None,
    )
    StatedFigure.objects.bulk_create(
        [_stated(publication, one, shape, layout.codes[one.place]) for one in review.figures]
    )
    _report(actor, collection, unit or owner, review, shape, layout)
    record(
        actor,
        "publication.entered",
        publication,
        chain=owner.pk,
        label=publication.code,
        after={"organisation": review.organisation, "figures": len(review.figures), "url": review.url},
    )
    return Entered(publication, standing)


def _collection(owner: Unit, review: Review, version: SheetVersion, code: str) -> Collection:
    """A collection that nobody owes and that never took a report but this one."""
    now = clock.now()
    return Collection.objects.create(
        code=f"SCB-{code}",
        sheet_version=version,
        owner=owner,
        title=version.name,
        period_code=review.period.code,
        period_start=review.period.start,
        period_end=review.period.end,
        opens_at=now,
        due_at=now,
        closes_at=now,
        closed_at=now,
    )


def _report(
    actor: Actor, collection: Collection, unit: Unit, review: Review, shape: Shape, layout: Layout
) -> None:
    """The figures as an accepted report of the unit they speak of, or of the one that keeps them."""
    values: list[Decimal | None] = [None] * shape.width
    for code, value in layout.values.items():
        line = shape.by_code[code]
        values[line.position] = check_figure(line, value)
    place = {one.place: shape.by_code[layout.codes[one.place]].position for one in review.figures}
    submission = Submission(
        collection=collection,
        unit=unit,
        state=SubmissionState.ACCEPTED,
        values=values,
        source_values=[None] * shape.width,
        qualifiers={
            str(place[one.place]): Qualifier(one.qualifier).value for one in review.figures if one.qualifier
        },
        notes={str(place[one.place]): one.note for one in review.figures if one.note},
        saved_at=clock.now(),
        saved_by=actor if isinstance(actor, User) else None,
    )
    take_snapshot(collection, [submission])
    submission.save(force_insert=True)
    mark_dirty([submission])


def _stated(publication: Publication, one: Figure, shape: Shape, code: str) -> StatedFigure:
    return StatedFigure(
        publication=publication,
        position=one.place,
        line=shape.by_code[code],
        metric=one.metric,
        words=one.words,
        value=one.value,
        places=one.places,
        unit_of_measure=one.unit,
        qualifier=one.qualifier or "",
        numerator=one.numerator,
        numerator_value=one.numerator_value,
        denominator=one.denominator,
        denominator_value=one.denominator_value,
        part_of=one.part_of,
        parts=list(one.parts),
        indicator=one.indicator,
        note=one.note,
    )


def _search_key(review: Review) -> str:
    words = [review.organisation, review.url, review.period_words, *(one.words for one in review.figures)]
    return folding_key(" ".join(words))


def _first_day(review: Review) -> date:
    found = read_stated_day(review.stated_on)
    if found is None:
        raise ValueError(review.stated_on)
    year, month, day = found
    return date(year, month or 1, day or 1)


@transaction.atomic
def withdraw_publication(*, actor: Actor, publication: Publication) -> Publication:
    """Take an entry back: it leaves the lists and the differences; its figures stay as they were. The same file can be entered
    again. Raises Forbidden.
    """
    require(may(actor, "publication.enter", publication.owner))
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.replaced_at is None:
        publication.replaced_at = clock.now()
        publication.save(update_fields=["replaced_at"])
        record(
            actor, "publication.withdrawn", publication, chain=publication.owner_id, label=publication.code
        )
    return publication
