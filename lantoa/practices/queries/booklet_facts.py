"""What the registry and the organisation say on the day of publication, as a published booklet keeps it."""

from datetime import date
from decimal import Decimal
from typing import Any

from lantoa.core.vi_numbers import format_count, format_decimal
from lantoa.organisation.models import Position
from lantoa.organisation.queries.people import signer_for
from lantoa.organisation.queries.units import version_on
from lantoa.practices.models import Booklet, BookletEntry
from lantoa.practices.queries.booklets import changes_between, other_recognised

SAMPLE_MARK = "Dữ liệu minh họa"


def entry_facts(entry: BookletEntry) -> dict[str, Any]:
    """Title, unit, since when, and the one measured result of an entry (`key` None where nothing was measured)."""
    practice = entry.practice
    key = None
    if practice.baseline is not None and practice.result_value is not None:
        key = [
            practice.measure,
            written(practice.baseline),
            written(practice.result_value),
            practice.measure_unit,
        ]
    return {
        "title": entry.told_title,
        "unit": getattr(practice, "unit_name", None) or practice.unit.code,
        "period": f"từ tháng {practice.started_on.month}/{practice.started_on.year}",
        "field": practice.field.name,
        "key": key,
    }


def book_facts(booklet: Booklet, day: date) -> dict[str, Any]:
    """Cover, place and day, who signs, who answers for it, the list of the others, the marks, and what changed since the edition
    before."""
    signed_on = booklet.signed_on or day
    issuer = version_on(booklet.unit_id, signed_on)
    superior = version_on(issuer.parent_id, signed_on) if issuer.parent_id else None
    signer = booklet.signing_post or signer_for(booklet.unit_id, signed_on)
    return {
        "issued_on": signed_on.isoformat(),
        "cover": [
            *(superior.organisation_lines if superior else ()),
            " ".join(issuer.issuer_lines) or issuer.name,
        ],
        "place_date": place_date(issuer.seat, signed_on),
        "signature": signature_words(signer),
        "issuer": issuer.short_name,
        "others": [
            [one.code, one.title, one.unit_name or "", one.field.name]  # type: ignore[attr-defined]
            for one in other_recognised(booklet)
        ],
        "marks": [SAMPLE_MARK] if booklet.unit.is_sample else [],
        "changes": [one.sentence for one in changes_between(booklet.follows, booklet)]
        if booklet.follows
        else [],
    }


def place_date(seat: str, day: date) -> str:
    where = f"{seat}, " if seat else ""
    return f"{where}tháng {day.month} năm {day.year}"


def signature_words(signer: Position | None) -> list[str]:
    return [signer.authority, signer.signing_post, signer.person.full_name] if signer else []


def written(value: Decimal) -> str:
    """A measured value as papers write it."""
    if value == value.to_integral_value():
        return format_count(int(value))
    return format_decimal(value, 1)
