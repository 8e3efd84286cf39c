"""What an accepted report keeps of the tree. In memory only: a service stores it."""

from collections.abc import Sequence

from lantoa.core import clock
from lantoa.organisation.queries.places import places_on
from lantoa.reporting.models import Collection, Submission

SNAPSHOT = ("placed_at", "tree_path", "name_then", "short_name_then")


def take_snapshot(collection: Collection, rows: Sequence[Submission]) -> None:
    """Put into reports of a collection what their units are called and where they stand on its tree day, as known now.

    One statement for all of them.
    """
    places = places_on([row.unit_id for row in rows], collection.tree_day)
    for row in rows:
        place = places[row.unit_id]
        row.placed_at, row.tree_path = clock.now(), list(place.path)
        row.name_then, row.short_name_then = place.name, place.short_name
