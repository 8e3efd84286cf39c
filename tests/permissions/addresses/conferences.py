"""What the addresses of «conferences» name, and what its forms send."""

from datetime import date

from lantoa.conferences.queries.conclusions import POINT
from lantoa.tasks.choices import TaskState
from lantoa.tasks.conclusions import Line
from lantoa.tasks.models import Task
from lantoa.tasks.shown import mark_of_lines, mark_of_units
from tests.permissions.addresses.common import Filling, Form, Words, with_more
from tests.permissions.world.things import World


def _point_task_form(world: World, seat: str) -> Words:
    return {
        "title": "Việc mới của câu",
        "due_on": "20/4/2021",
        "scope": "hand",
        "codes": seat or "DVA",
        "groups": [],
        "viec": "giao",
        "counted": mark_of_units([seat or "DVA"]),
    }


def _carry_form(world: World, seat: str) -> Words:
    """The task that the first sentence of the seat's own raised conclusion became."""
    found = Task.objects.filter(
        origin_subject_kind=POINT, unit=world.units[seat or "DVA"], state=TaskState.NOT_BEGUN
    )
    return {
        "due_on": "30/6/2021",
        "reason": "Chưa xong trong quý.",
        "chon": [str(code) for code in found.values_list("code", flat=True)[:1]],
    }


def _conference(world: World, place: str, state: str) -> Words:
    """Without a state the review of a directive, which has frozen figures and no conclusion yet."""
    return {"code": f"QUY-{place}-{state}" if state else f"SK-{place}"}


FILLINGS: dict[str, Filling] = {
    "conferences:detail": _conference,
    "conferences:figure": with_more(_conference, key="practices.recognised"),
    "conferences:freeze": _conference,
    "conferences:make_pack": _conference,
    "conferences:pack": _conference,
    "conferences:download": with_more(_conference, kind="figures"),
    "conferences:edit": _conference,
    "conferences:cancel": _conference,
    "conferences:restore": _conference,
    "conferences:quarter": _conference,
    "conferences:quarter_print": _conference,
    "conferences:quarter_export": _conference,
    "conferences:carry": _conference,
    "conferences:conclusion": _conference,
    "conferences:points_enter": _conference,
    "conferences:adopt": _conference,
    "conferences:reopen": _conference,
    "conferences:announce": _conference,
    "conferences:conclusion_word": _conference,
    "conferences:point": with_more(_conference, number=1),
    "conferences:point_edit": with_more(_conference, number=1),
    "conferences:point_mark": with_more(_conference, number=2),
    "conferences:point_give": with_more(_conference, number=1),
    "conferences:point_table": with_more(_conference, number=1),
}

FORMS: dict[str, Form] = {
    "conferences:new": lambda world, seat: {
        "kind": "quarterly",
        "title": "Giao ban mới",
        "held_on": "05/4/2021",
        "reviews": "2021Q1",
        "launches": "2021Q2",
        "directive": "",
    },
    "conferences:edit": lambda world, seat: {
        "kind": "interim",
        "title": "Sơ kết đã sửa",
        "held_on": "05/4/2021",
        "reviews": "2021Q1",
        "directive": str(world.directive.pk),
        "first_year": "2016",
        "last_year": "2020",
        "row_version": "1",
    },
    "conferences:cancel": lambda world, seat: {"reason": "Hoãn.", "row_version": "1"},
    "conferences:restore": lambda world, seat: {"row_version": "2"},
    "conferences:carry": _carry_form,
    "conferences:points_enter": lambda world, seat: {
        "kind": "conclusion",
        "table": "1. Câu thứ ba.\n2. Câu thứ tư.",
    },
    "conferences:adopt": lambda world, seat: {"row_version": "2"},
    "conferences:reopen": lambda world, seat: {"reason": "Sót một câu.", "row_version": "3"},
    "conferences:announce": lambda world, seat: {"issued_on": "05/4/2021", "row_version": "3"},
    "conferences:point_edit": lambda world, seat: {
        "kind": "conclusion",
        "text": "Câu một đã sửa.",
        "row_version": "1",
        "viec": "luu",
    },
    "conferences:point_mark": lambda world, seat: {"row_version": "2", "viec": "bo"},
    "conferences:point_give": _point_task_form,
    "conferences:point_table": lambda world, seat: {
        "table": f"Việc mới\t{seat or 'DVA'}\t20/4/2021",
        "viec": "giao",
        "counted": mark_of_lines([Line(1, "Việc mới", (seat or "DVA",), date(2021, 4, 20))]),
    },
}
