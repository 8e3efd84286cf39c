"""From whom a duty to report came down."""

from lantoa.organisation.queries.units import last_name_on
from lantoa.reporting.models import Obligation, Succession


def predecessors_of(obligation: Obligation) -> list[Succession]:
    """The duties that this one took over, oldest first, with `unit_name` as it was last and `unit_code`. One statement."""
    return list(
        Succession.objects.filter(successor=obligation)
        .select_related("obligation__unit")
        .annotate(unit_name=last_name_on("obligation__unit"))
        .order_by("effective_on", "obligation__unit__code")
    )
