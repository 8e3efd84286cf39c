"""Notices of the own pledge: to its owner alone, once for a term, with nothing of it in the mail."""

from datetime import date, timedelta
from typing import Any

import pytest

from lantoa.commitments.choices import Half
from lantoa.commitments.services.reminding import LIES, remind
from lantoa.commitments.services.reviewing import give_remark
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import Notice, Preference
from tests.cast import Cast
from tests.commitments.world import drafted, reviewed, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_day")]


def notices() -> list[tuple[Any, ...]]:
    return list(Notice.objects.order_by("kind").values_list("receiver", "kind", "number", "due_on"))


def test_draft_that_lies_is_called_to_mind_once(cast: Cast) -> None:
    drafted(cast.unit_reporter)
    signed(cast.unit_head)
    with clock.set_to(clock.today() + LIES):
        assert remind(actor=SYSTEM) == 0
    with clock.set_to(clock.today() + LIES + timedelta(days=1)):
        assert [remind(actor=SYSTEM) for _morning in range(2)] == [1, 0]
    assert notices() == [(cast.unit_reporter.pk, "pledge_unsigned", "", None)]


def test_self_review_is_asked_for_in_its_months_until_it_was_told(cast: Cast) -> None:
    reviewed(cast.unit_reporter)
    signed(cast.unit_head)
    for day, made in ((date(2021, 5, 31), 0), (date(2021, 6, 1), 1), (date(2021, 8, 31), 0)):
        with clock.set_to(day):
            assert (day, remind(actor=SYSTEM)) == (day, made)
    asked = [one for one in notices() if one[1] != "pledge_reviewed"]
    assert asked == [(cast.unit_head.pk, "pledge_review_due", "", date(2021, 8, 31))]
    with clock.set_to(date(2022, 1, 3)):
        assert remind(actor=SYSTEM) == 2  # the end of the year is another term


def test_owner_is_told_of_a_remark_and_who_gave_it_is_not(cast: Cast) -> None:
    pledge = reviewed(cast.unit_reporter)
    assert notices() == [(cast.unit_head.pk, "pledge_reviewed", "", None)]
    Notice.objects.all().delete()
    give_remark(actor=cast.unit_head, commitment=pledge, half=Half.MID_YEAR, words="Giữ đều là được.")
    assert notices() == [(cast.unit_reporter.pk, "pledge_remarked", "", None)]


def test_choice_of_the_person_holds(cast: Cast, settings: Any) -> None:
    settings.SMTP = "mail"
    for user in (cast.unit_reporter, cast.unit_head):
        user.email = f"{user.pk}@duk.example"
        user.save()
        signed(user)
    Preference.objects.create(owner=cast.unit_head, kind="pledge_review_due", way=Way.APP)
    with clock.set_to(date(2021, 6, 1)):
        remind(actor=SYSTEM)
    ways = dict(Notice.objects.values_list("receiver", "way"))
    assert ways == {cast.unit_reporter.pk: Way.DIGEST, cast.unit_head.pk: Way.APP}


def test_sentences_say_nothing_of_who_or_what() -> None:
    own = [one for code, one in KINDS.items() if code.startswith("pledge_")]
    assert [(one.titles, one.roles) for one in own] == [(None, ())] * 4
