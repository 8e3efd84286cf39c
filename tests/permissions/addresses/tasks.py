"""What the addresses of «tasks» name, and what its forms send."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from lantoa.tasks.conclusions import Line
from lantoa.tasks.shown import mark_of_lines, mark_of_units
from tests.permissions.addresses.common import Filling, Form, Words, picture
from tests.permissions.world.things import World


def _task(world: World, place: str, state: str) -> Words:
    return {"code": world.tasks[place, state].code}


def _task_proof(world: World, place: str, state: str) -> Words:
    return _task(world, place, state) | {"proof": world.task_proofs[place, state][0].pk}


def _task_proof_away(world: World, place: str, state: str) -> Words:
    return _task(world, place, state) | {"proof": world.task_proofs[place, state][1].pk}


def _task_form(world: World, seat: str) -> Words:
    return {
        "title": "Việc mới",
        "due_on": "20/4/2021",
        "origin_kind": "by_hand",
        "scope": "hand",
        "codes": seat or "DVA",
        "groups": [],
        "viec": "giao",
        "counted": mark_of_units([seat or "DVA"]),
    }


FILLINGS: dict[str, Filling] = {
    "tasks:task": _task,
    "tasks:feed": lambda world, place, state: {"token": world.feed_token},
    "tasks:begin": _task,
    "tasks:report": _task,
    "tasks:take_back": _task,
    "tasks:settle": _task,
    "tasks:reopen": _task,
    "tasks:more_time": _task,
    "tasks:answer_time": _task,
    "tasks:post": _task,
    "tasks:split": _task,
    "tasks:cancel": _task,
    "tasks:chase": _task,
    "tasks:proof_add": _task,
    "tasks:proof_file": _task_proof,
    "tasks:proof_remove": _task_proof,
    "tasks:proof_restore": _task_proof_away,
}

FORMS: dict[str, Form] = {
    "tasks:give": _task_form,
    "tasks:split": _task_form,
    "tasks:table": lambda world, seat: {
        "origin_kind": "conclusion",
        "origin_label": "Kết luận giao ban",
        "table": f"Việc mới\t{seat or 'DVA'}\t20/4/2021",
        "viec": "giao",
        "counted": mark_of_lines([Line(1, "Việc mới", (seat or "DVA",), date(2021, 4, 20))]),
    },
    "tasks:feed_page": lambda world, seat: {"viec": "tao"},
    "tasks:requests": lambda world, seat: {
        "chon": [f"{world.tasks[seat or 'DVA', 'asking'].code}:1"],
        "viec": "dong-y",
    },
    "tasks:begin": lambda world, seat: {"row_version": "1"},
    "tasks:take_back": lambda world, seat: {"row_version": "1"},
    "tasks:reopen": lambda world, seat: {"row_version": "1"},
    "tasks:report": lambda world, seat: {"result": "Đã niêm yết.", "row_version": "1"},
    "tasks:settle": lambda world, seat: {"viec": "xac-nhan", "row_version": "1"},
    "tasks:more_time": lambda world, seat: {
        "wanted_on": "30/4/2021",
        "reason": "Chờ thiết bị.",
        "row_version": "1",
    },
    "tasks:answer_time": lambda world, seat: {"viec": "dong-y", "row_version": "1"},
    "tasks:post": lambda world, seat: {"row_version": "1"},
    "tasks:proof_add": lambda world, seat: {
        "file": SimpleUploadedFile("bang.png", picture()),
        "caption": "Bảng niêm yết.",
        "no_secrets": "on",
    },
    "tasks:cancel": lambda world, seat: {"reason": "Không còn cần.", "row_version": "1"},
}
