"""The conference of 7 April 2021."""

from datetime import date

from lantoa.conferences.choices import ConferenceKind
from lantoa.conferences.services import freeze_edition, number_report, plan_conference
from lantoa.core import clock
from lantoa.sample.story import ACTOR, FIRST_YEAR, HELD_ON, LAST_YEAR, Story


def build_review(story: Story) -> None:
    """Plan the conference, number its report, freeze the first edition."""
    with clock.set_to(date(2021, 3, 8)):
        conference = plan_conference(
            actor=ACTOR,
            code="SK-2021-01",
            kind=ConferenceKind.INTERIM,
            title="Sơ kết 5 năm thực hiện Chỉ thị 05",
            unit=story.bloc,
            directive=story.directive,
            years=(FIRST_YEAR, LAST_YEAR),
            held_on=HELD_ON,
            also_reviews="2021Q1",
            also_launches="2021Q2",
        )
    with clock.set_to(date(2021, 4, 5)):
        number_report(actor=ACTOR, conference=conference, issued_on=HELD_ON, number=15)
        freeze_edition(actor=ACTOR, conference=conference)
