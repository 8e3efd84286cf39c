"""The marks of the leader's picture come to what each room says of itself."""

import pytest

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.desk.queries.progress import Picture, picture_of
from lantoa.directives.choices import SessionState
from lantoa.directives.models import Directive, Issuing
from lantoa.directives.queries import outreach, plans, receipts, study
from lantoa.directives.queries.serving import serving
from lantoa.practices.queries.practices import PracticeFilter, state_counts
from lantoa.sample.story import STORY_DAY


def _picture() -> tuple[User, Directive, Picture]:
    user, directive = User.objects.get(username="lanhdao"), Directive.objects.get(reference="05-CT/TW")
    return user, directive, picture_of(user, directive, 2021)


def _states(picture: Picture, step: str) -> dict[str, int]:
    row = next(one for one in picture.rows if one.key == step)
    return {part.url.rpartition("=")[2]: part.count for part in row.parts}


@pytest.mark.usefixtures("sample")
def test_marks_come_to_what_the_rooms_say() -> None:
    with clock.set_to(STORY_DAY):
        user, directive, picture = _picture()
        found = _states(picture, "receipt")
        issuing = Issuing.objects.get(version__directive=directive)
        said = receipts.counts_of(issuing)
        assert found["receipt.read"] + found["receipt.read_late"] == said["read"] + said["kept"]
        assert found["receipt.waiting"] + found["receipt.late"] == said["waiting"]

        found = _states(picture, "plan")
        own = plans.coverage_counts(user, plans.CoverageFilter(2021, directive))
        keeper = 1  # the committee itself has a plan, and is no unit below itself
        assert found["plan.adopted"] + found["plan.reminded"] == own["co"] - keeper
        assert (found["plan.drafting"], found["plan.none"]) == (own["soan"], own["chua"])

        found = _states(picture, "study")
        sessions = serving(study.sessions_visible_to(user), directive.code)
        units = sessions.filter(state=SessionState.HELD, held_on__year=2021).values("unit").distinct().count()
        assert found["study.deed"] + found["study.held"] == units
        sums = study.sums_of(user, study.SessionFilter(year=2021, directive=directive.code))
        row = next(one for one in picture.rows if one.key == "study")
        assert row.facts[0].words.startswith(f"{sums.held} ")

        wanted = outreach.OutreachFilter(year=2021, directive=directive.reference)
        by_audience = outreach.held_by_audience(user, wanted)
        assert sum(by_audience.values()) == outreach.sums_of(user, wanted).held

        row = next(one for one in picture.rows if one.key == "practice")
        counts = state_counts(user, PracticeFilter(year=2021, directive=directive.code))
        assert sum(part.count for part in row.parts) == counts[""] - counts.get("draft", 0)
        assert [kind.units for kind in picture.kinds][-1] == picture.sums.whole.units == 98
