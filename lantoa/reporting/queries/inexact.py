"""Which totals hold figures that are not exact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.models import Collection
from lantoa.reporting.queries import placing
from lantoa.reporting.queries.sheets import Shape


@dataclass(frozen=True)
class Inexact:
    """How many of a total's accepted figures carry a word. For a ratio, figures of both its lines."""

    by_word: Mapping[str, int]

    @property
    def count(self) -> int:
        return sum(self.by_word.values())

    @property
    def words(self) -> str:
        if set(self.by_word) == {Qualifier.ESTIMATED.value}:
            sentence = ngettext("trong đó %(count)d số ước", "trong đó %(count)d số ước", self.count)
        else:
            sentence = ngettext(
                "trong đó %(count)d số gần đúng", "trong đó %(count)d số gần đúng", self.count
            )
        return sentence % {"count": self.count}


def inexact_under(collection: Collection, node: Unit, shape: Shape, view: TreeView) -> dict[int, Inexact]:
    """Position → what is not exact in the accepted total at a node; lines without such figures are left out. One statement, over
    the reports that hold any.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT one.key::int, one.value, count(*)
            FROM reporting_submission s, jsonb_each_text(s.qualifiers) one
            WHERE s.collection_id = %(collection)s AND NOT s.qualifiers = '{{}}'::jsonb
                AND {placing.counted_under(view)}
            GROUP BY 1, 2
            """,  # noqa: S608 - fixed conditions only
            {**placing.arguments(node, [collection]), "collection": collection.pk},
        )
        found: dict[int, dict[str, int]] = {}
        for position, word, count in cursor.fetchall():
            found.setdefault(position, {})[word] = count
    for line in shape.lines:
        if line.computed:
            parts = _together(found.get(place, {}) for place in shape.parts(line))
            found.update({line.position: parts} if parts else {})
    return {position: Inexact(by_word) for position, by_word in found.items()}


def _together(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for word, count in part.items():
            total[word] = total.get(word, 0) + count
    return total


def named(figures: Iterable[tuple[str, str]]) -> list[str]:
    """(unit, qualifier) → one sentence per word: «ước: Sở Y tế, Sở Nội vụ»; figures without a word are left out."""
    units: dict[str, list[str]] = {}
    for name, word in figures:
        if word:
            units.setdefault(word, []).append(name)
    return [
        _("%(word)s: %(units)s") % {"word": one.word, "units": ", ".join(units[one.value])}
        for one in Qualifier
        if one.value in units
    ]
