"""Two people change the rules of this room at the same moment, on two connections: the second hears what the first did."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from lantoa.core.actor import SYSTEM
from lantoa.core.themes import NewTheme
from lantoa.issues import services
from lantoa.issues.models import IssueRule, IssueTheme
from lantoa.issues.queries.rules import rule_on
from lantoa.issues.services import Clocks
from tests.cast import TODAY
from tests.two_connections import at_once, database_apart


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: Any, story_day: None) -> Iterator[None]:
    with database_apart(django_db_blocker):
        yield


def test_second_of_two_at_once_hears_what_the_first_set(apart: None) -> None:
    standing = rule_on()
    kept = {name: getattr(standing, name) for name in Clocks.__dataclass_fields__}
    clocks = replace(Clocks(**kept), own_days=standing.own_days + 1, basis="Quy chế 12-QC/ĐU")

    def set_from(day: date) -> IssueRule:
        return services.set_clocks(actor=SYSTEM, clocks=clocks, since=day)

    later, sooner = TODAY + timedelta(days=20), TODAY + timedelta(days=10)
    for second in (later, sooner):
        one, other = at_once(lambda: set_from(later), lambda day=second: set_from(day))  # type: ignore[misc]
        assert "Đã đặt mức dùng từ 26/4/2021" in str(other.refused)
        services.withdraw_clocks(actor=SYSTEM, rule=one.result, reason="Thử xong.")

    new = NewTheme("Cấp nước sạch", "mất nước, nước đục", 13, "Kế hoạch 5-KH/ĐU")
    _one, other = at_once(
        lambda: services.add_theme(actor=SYSTEM, new=new, since=TODAY),
        lambda: services.add_theme(actor=SYSTEM, new=new, since=TODAY),
    )
    assert "Đã có chủ đề tên này" in str(other.refused)
    assert IssueTheme.objects.filter(name=new.name).count() == 1
