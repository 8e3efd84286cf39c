"""Pledges as a step under a directive: what each unit has stated of its pledges of the year. Numbers of acts only."""

from functools import partial
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.commitments.models import PledgeCount
from lantoa.directives import following
from lantoa.directives.following import State, Step, never_barred
from lantoa.directives.models import Directive
from lantoa.directives.services.chasing import remind_of


def stated(directive: Directive, year: int) -> QuerySet[Any, tuple[Any, ...]]:
    """Of the year, whatever the directive: a pledge is one a year. Neither a number nor whether all have signed: what may be told
    of a unit's persons is told by the room alone (`withholding.py`)."""
    rows = PledgeCount.objects.filter(year=year).order_by()
    return rows.values_list("unit", Value("stated"), Value(None, IntegerField()))


def _where(directive: Directive, year: int) -> str:
    return f"{reverse('commitments:state')}?nam={year}"


def register_all() -> None:
    following.register(
        Step(
            "pledge",
            _("Cam kết"),
            "people",
            "commitment.count",
            (
                State("stated", _("Đã ghi số người ký"), "done"),
                State("none", _("Chưa ghi số người ký"), "missing", lacks=True),
            ),
            "none",
            _("chưa ghi số người ký cam kết"),
            "",
            stated,
            never_barred,
            partial(remind_of, "pledge"),
            _where,
            of_year=True,
            position=45,
        )
    )
