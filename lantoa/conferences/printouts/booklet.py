"""The booklet of a review: the chosen practices told at length, the others as a list."""

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from lantoa.conferences.models import Conference
from lantoa.conferences.printouts.sources import SAMPLE_MARK
from lantoa.core.vi_numbers import format_count, format_decimal
from lantoa.organisation.queries.people import signer_for
from lantoa.organisation.queries.units import version_on
from lantoa.practices.models import Booklet as PublishedBooklet
from lantoa.practices.models import BookletEntry
from lantoa.practices.queries.booklets import booklet_of, entries_of, other_recognised
from lantoa.printing import booklet as book
from lantoa.printing.document import Signature


def review_booklet(conference: Conference) -> book.Booklet | None:
    """The booklet published for the last reviewed year, or None where there is none."""
    published = booklet_of(conference.unit_id, conference.last_year)
    if published is None:
        return None
    issuer = version_on(conference.unit_id, conference.held_on)
    superior = version_on(issuer.parent_id, conference.held_on) if issuer.parent_id else None
    signer = signer_for(conference.unit_id, conference.held_on)
    sample = conference.unit.is_sample
    return book.Booklet(
        cover_lines=(*(superior.organisation_lines if superior else ()), " ".join(issuer.issuer_lines)),
        title=published.title,
        year="" if str(published.year) in published.title else str(published.year),
        issued_on=conference.held_on,
        chapters=tuple(_chapters(entries_of(published))),
        note="Tài liệu lưu hành nội bộ",
        preface=_paragraphs(published.preface),
        preface_place_date=f"{issuer.seat}, tháng {conference.held_on.month} năm {conference.held_on.year}",
        preface_signature=Signature(signer.authority, signer.signing_post, signer.person.full_name)
        if signer
        else None,
        others=tuple(_others(published)),
        imprint=("Chịu trách nhiệm nội dung", issuer.short_name),
        marks=(SAMPLE_MARK,) if sample else (),
    )


def _chapters(entries: Iterable[BookletEntry]) -> list[book.Chapter]:
    """By field in the order of the office's list; within a field in the order of the booklet."""
    by_field: dict[str, list[book.Entry]] = {}
    ordered = sorted(entries, key=lambda entry: (entry.practice.field.position, entry.position))
    for entry in ordered:
        by_field.setdefault(entry.practice.field.name, []).append(_entry(entry))
    return [book.Chapter(field, tuple(found)) for field, found in by_field.items()]


def _entry(entry: BookletEntry) -> book.Entry:
    practice = entry.practice
    lessons = _paragraphs(entry.lesson)
    if entry.replication_hint:
        lessons = (*lessons, entry.replication_hint)
    started = practice.started_on
    return book.Entry(
        code=practice.code,
        title=practice.title,
        unit=practice.unit_name,  # type: ignore[attr-defined]
        period=f"từ tháng {started.month}/{started.year}",
        context=_paragraphs(entry.background),
        method=_paragraphs(entry.method),
        result=_paragraphs(entry.result),
        lessons=lessons,
        key_result=_key_result(entry),
        address=settings.SITE_ADDRESS + reverse("practices:detail", args=[practice.code]),
    )


def _key_result(entry: BookletEntry) -> book.KeyResult | None:
    practice = entry.practice
    if practice.baseline is None or practice.result_value is None:
        return None
    return book.KeyResult(
        practice.measure, written(practice.baseline), written(practice.result_value), practice.measure_unit
    )


def _others(published: PublishedBooklet) -> list[book.OtherModel]:
    return [
        book.OtherModel(practice.code, practice.title, practice.unit_name, practice.field.name)  # type: ignore[attr-defined]
        for practice in other_recognised(published)
    ]


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def written(value: Decimal) -> str:
    """A measured value as papers write it."""
    if value == value.to_integral_value():
        return format_count(int(value))
    return format_decimal(value, 1)
