"""What waits for one person is counted up to a bound: a page is not to cost more the more of it there is, and beyond some
hundreds the number tells no more than that there are many."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lantoa.core.vi_numbers import format_count

BOUND = 500


@dataclass(frozen=True)
class Some:
    """The values of the first rows. `is_all`: there are no more."""

    values: tuple[tuple[Any, ...], ...]
    is_all: bool

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def said(self, count: int) -> str:
        """A number of these rows in words: exact where they are all."""
        return at_least(count, is_all=self.is_all)


def at_least(count: int, *, is_all: bool) -> str:
    words = format_count(count)
    return words if is_all else _("ít nhất %(count)s") % {"count": words}


def some_of(rows: QuerySet[Any, Any], *fields: str) -> Some:
    """At most BOUND rows, in no order. One statement."""
    found = list(rows.order_by().values_list(*fields)[: BOUND + 1])
    return Some(tuple(found[:BOUND]), len(found) <= BOUND)
