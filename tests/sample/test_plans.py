"""Plans of the sample: which copy another's words."""

import pytest

from lantoa.core import clock
from lantoa.directives.models import Directive
from lantoa.directives.queries.copying import copies_below
from lantoa.organisation.queries.units import children_of
from lantoa.sample.plans import COPIES
from lantoa.sample.story import STORY_DAY


@pytest.mark.usefixtures("sample")
def test_the_two_plans_that_were_copied_are_found_and_no_other() -> None:
    """The sample draws what units write on their own account from few sentences: each pair of words stands in many plans."""
    directive = Directive.objects.select_related("unit").get(reference="05-CT/TW")
    with clock.set_to(STORY_DAY):
        units = {one.pk: one for one in children_of(directive.unit_id)}
        found = copies_below(directive.unit, directive, 2021, units).found
    pairs = {frozenset((units_code(one.later.unit), units_code(one.earlier.unit))) for one in found}
    assert pairs == {frozenset(pair) for pair in COPIES.items()}


def units_code(unit: object) -> str:
    return str(unit.code)  # type: ignore[attr-defined]
