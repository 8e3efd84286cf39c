"""Published figures written as a file, which reads back equal."""

import hashlib
import json
import re
from decimal import Decimal
from typing import Any

from lantoa.reporting.published.figures import Figure, Review
from lantoa.reporting.published.files.format import FORMAT, FORMAT_VERSION


def written_reviews(reviews: list[Review]) -> str:
    """The file of reviews; reading it gives equal ones. Empty keys are left out; numbers keep the decimals that were printed."""
    document = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "reviews": [_written_review(one) for one in reviews],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return re.sub(r'"\\u0000([0-9.]+)"', r"\1", text) + "\n"


def digest_of(review: Review) -> str:
    """The same for the same contents, however its file was laid out."""
    return hashlib.sha256(written_reviews([review]).encode()).hexdigest()


def _written_review(review: Review) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": review.source,
        "url": review.url,
        "org": review.organisation,
        "date": review.stated_on,
        "period": review.period_words,
        "note": review.note,
        "unit": review.unit_code,
        "facts": [_written_fact(one) for one in review.figures],
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def _number(value: Decimal) -> int | str:
    """Marked with a character that no text of a file holds, and written without its quotes: json would drop the last zero."""
    return int(value) if value.as_tuple().exponent == 0 else f"\0{value}"


def _written_fact(one: Figure) -> dict[str, Any]:
    found: dict[str, Any] = {
        "vi": one.words,
        "metric": one.metric,
        "value": _number(one.value),
        "unit": one.unit,
        "qualifier": str(one.qualifier.value) if one.qualifier else "",
        "numerator": _number(one.numerator_value) if one.numerator_value is not None else one.numerator,
        "denominator": _number(one.denominator_value)
        if one.denominator_value is not None
        else one.denominator,
        "part_of": one.part_of,
        "parts": list(one.parts),
        "indicator": one.indicator,
        "note": one.note,
    }
    return {name: value for name, value in found.items() if value not in ("", None, [])}
