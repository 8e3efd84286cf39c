"""What the addresses of «issues» name, and what its forms send."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from lantoa.issues.models import IssueRule, IssueTheme
from tests.permissions.addresses.common import Filling, Form, Words, new_theme_form, picture
from tests.permissions.world.things import World


def _issue(world: World, place: str, state: str) -> Words:
    return {"code": world.issues[place, state].code}


def _issue_file(world: World, place: str, state: str) -> Words:
    return _issue(world, place, state) | {"file": world.issue_files[place, state][0].pk}


def _issue_file_away(world: World, place: str, state: str) -> Words:
    return _issue(world, place, state) | {"file": world.issue_files[place, state][1].pk}


def _issue_form(world: World, seat: str) -> Words:
    return {
        "theme": "thu-tuc",
        "title": "Hồ sơ trả trễ hẹn",
        "text": "Trễ 12 ngày ở bộ phận một cửa.",
        "wanted": "Trả đúng hẹn",
        "whose": "own",
        "row_version": "1",
    }


def _issue_reason(world: World, seat: str) -> Words:
    return {"reason": "Cần thêm kinh phí.", "row_version": "1"}


FILLINGS: dict[str, Filling] = {
    "issues:theme_end": lambda world, place, state: {"theme": IssueTheme.objects.get(code="thu-tuc").pk},
    "issues:theme_keep": lambda world, place, state: {"theme": IssueTheme.objects.get(code="nha-o").pk},
    "issues:clocks_withdraw": lambda world, place, state: {
        "rule": IssueRule.objects.get(valid__startswith=date(2021, 7, 1)).pk
    },
    "issues:issue": _issue,
    "issues:change": _issue,
    "issues:withdraw": _issue,
    "issues:add": _issue,
    "issues:restore": _issue,
    "issues:take_up": _issue,
    "issues:take_back": _issue,
    "issues:tell": _issue,
    "issues:escalate": _issue,
    "issues:task": _issue,
    "issues:propose": _issue,
    "issues:settle": _issue,
    "issues:reopen": _issue,
    "issues:ask_above": _issue,
    "issues:file_add": _issue,
    "issues:file": _issue_file,
    "issues:file_remove": _issue_file,
    "issues:file_restore": _issue_file_away,
}

FORMS: dict[str, Form] = {
    "issues:theme_add": new_theme_form,
    "issues:theme_end": lambda world, seat: {"on": "01/5/2021", "reason": "Gộp chủ đề"},
    "issues:clocks_set": lambda world, seat: {
        "own_days": "8",
        "above_days": "10",
        "higher_days": "14",
        "near_days": "5",
        "silence_days": "15",
        "early_units": "3",
        "early_days": "90",
        "least_people": "10",
        "since": "01/8/2021",
        "source": "Quy chế 05",
    },
    "issues:clocks_withdraw": lambda world, seat: {"reason": "Ghi nhầm"},
    "issues:raise": lambda world, seat: {
        key: value for key, value in _issue_form(world, seat).items() if key != "row_version"
    },
    "issues:change": lambda world, seat: {
        key: value for key, value in _issue_form(world, seat).items() if key != "whose"
    },
    "issues:withdraw": _issue_reason,
    "issues:add": lambda world, seat: {"words": "Nay đã lan sang tầng hai.", "row_version": "1"},
    "issues:escalate": _issue_reason,
    "issues:reopen": _issue_reason,
    "issues:ask_above": _issue_reason,
    "issues:restore": lambda world, seat: {"row_version": "1"},
    "issues:take_up": lambda world, seat: {"row_version": "1"},
    "issues:take_back": lambda world, seat: {"row_version": "1"},
    "issues:tell": lambda world, seat: {"words": "Đã khảo sát.", "row_version": "1"},
    "issues:propose": lambda world, seat: {"result": "Đã sửa xong.", "row_version": "1"},
    "issues:settle": lambda world, seat: {"viec": "xac-nhan", "row_version": "1"},
    "issues:task": lambda world, seat: {
        "unit": seat or "DVA",
        "title": "Lập dự toán sửa chữa",
        "due_on": "20/4/2021",
        "row_version": "1",
    },
    "issues:file_add": lambda world, seat: {
        "file": SimpleUploadedFile("bang.png", picture()),
        "caption": "Phòng trực chật.",
        "no_secrets": "on",
    },
}
