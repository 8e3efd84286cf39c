"""Pressing issues: in quarter I/2021 each unit raises as many as its report says, and has closed as many as it says; some more are
raised before the story's day. They stand in every state, at every level. What they are about is invented.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from lantoa.conferences.issue_origins import KIND
from lantoa.conferences.models import Conclusion
from lantoa.core import clock, periods
from lantoa.core.reference import Reference
from lantoa.issues import services
from lantoa.issues.choices import IssueState
from lantoa.issues.models import IssueTheme, PressingIssue
from lantoa.issues.services import IssueText
from lantoa.organisation.models import Unit
from lantoa.sample.reports import figures_of_quarter, size_of
from lantoa.sample.story import ACTOR, SEED, STORY_DAY, Story, content

QUARTER = periods.quarter(2021, 1)
NO_MEANS = "Đơn vị không có kinh phí, thẩm quyền; đã bàn trong chi bộ và đề nghị cấp trên."
BEYOND = "Việc liên quan nhiều ngành, cần cấp trên chủ trì, phối hợp."
TOLD = "Đã khảo sát tại chỗ, lập danh mục việc phải làm và dự toán."
ADDED = "Trong tháng có thêm nơi bị ảnh hưởng; đơn vị đã họp lại và ghi biên bản."
OF_DIRECTIVE = (
    "thu-tuc",
    "cong-khai-dan-chu",
)  # the directive's own matters: reform of procedures, democracy at the workplace
SENT_BACK = "Mới làm được một phần; phần còn lại chưa có ngày xong."
# How far those go that are not closed by the end of the quarter, in turn.
OPEN_ENDS = ("late", "escalated", "proposed", "higher", "sent_back", "asked", "taken_up", "silent")
RECENT_ENDS = ("raised", "taken_up", "above", "withdrawn", "proposed")
SHOWN = (
    "HG-048",
    "HG-019",
    "HG-030",
    "HG-061",
    "HG-090",
)  # raise something of late; the first is who the sample lets one sign in as


def build_issues(story: Story) -> None:
    themes = {one.code: one for one in IssueTheme.objects.all()}
    kernels = list(content("issues.json"))
    pick = Random(SEED + 17)
    used: dict[str, int] = {}
    open_number = 0
    for number, (code, unit) in enumerate(story.units.items()):
        figures = figures_of_quarter(code, size_of(story, code), QUARTER)
        listed, solved = int(figures["C06"] or 0), int(figures["C07"] or 0)
        for turn in range(listed):
            day = QUARTER.start + timedelta(days=7 + (number * 5 + turn * 11) % 45)
            words = _words(story, code, kernels, themes, used)
            if turn < solved:
                _closed(unit, words, day, above=pick.random() < 0.4, result=_result(kernels, words))
            else:
                _left(unit, words, day, OPEN_ENDS[open_number % len(OPEN_ENDS)], _result(kernels, words))
                open_number += 1
    for number, code in enumerate(SHOWN):
        words = _words(story, code, kernels, themes, used)
        _left(
            story.units[code],
            words,
            date(2021, 4, 1 + number % 3),
            RECENT_ENDS[number],
            _result(kernels, words),
        )


def tie_to_conclusion(story: Story, conclusion: Conclusion) -> None:
    """What nobody has acted on by the story's day came, say the units that raised it, from what was concluded in March."""
    waiting = PressingIssue.objects.filter(state=IssueState.RAISED, acted_on=False, directive=None)
    origin = Reference(KIND, conclusion.pk)
    for issue in waiting.select_related("theme").order_by("code"):
        words = IssueText(issue.theme, issue.title, issue.text, issue.wanted, origin=origin)
        with clock.set_to(STORY_DAY - timedelta(days=1)):
            _step("change_issue", issue, text=words)


def _words(
    story: Story,
    code: str,
    kernels: list[dict[str, Any]],
    themes: dict[str, IssueTheme],
    used: dict[str, int],
) -> IssueText:
    """One of the unit's sector, those least used first."""
    sector = story.unit_rows[code]["sector"]
    fitting = [one for one in kernels if sector in one["sectors"]]
    chosen = min(fitting, key=lambda one: used.get(one["title"], 0))
    used[chosen["title"]] = used.get(chosen["title"], 0) + 1
    directive = story.directive if chosen["theme"] in OF_DIRECTIVE else None
    return IssueText(themes[chosen["theme"]], chosen["title"], chosen["text"], chosen["wanted"], directive)


def _result(kernels: list[dict[str, Any]], words: IssueText) -> str:
    return next(str(one["result"]) for one in kernels if one["title"] == words.title)


def _step(name: str, issue: PressingIssue, **more: Any) -> PressingIssue:
    found: PressingIssue = getattr(services, name)(
        actor=ACTOR, issue=issue, row_version=issue.row_version, **more
    )
    return found


def _closed(unit: Unit, words: IssueText, day: date, *, above: bool, result: str) -> None:
    """Raised, solved and closed within the quarter."""
    with clock.set_to(day):
        issue = services.raise_issue(actor=ACTOR, unit=unit, text=words, ask_above=above)
    with clock.set_to(day + timedelta(days=3)):
        issue = _step("take_up", issue)
    with clock.set_to(min(day + timedelta(days=16), date(2021, 3, 26))):
        issue = _step("propose_solved", issue, result=result)
    with clock.set_to(min(day + timedelta(days=20), date(2021, 3, 30))):
        _step("close_issue", issue)


def _left(unit: Unit, words: IssueText, day: date, end: str, result: str) -> None:
    """Raised and still on its way on the story's day."""

    def later(days: int) -> date:
        return min(day + timedelta(days=days), STORY_DAY - timedelta(days=1))

    with clock.set_to(day):
        issue = services.raise_issue(
            actor=ACTOR, unit=unit, text=words, ask_above=end in ("above", "asked", "silent")
        )
    if end in ("raised", "above"):
        return
    with clock.set_to(later(1)):
        if end == "withdrawn":
            _step("withdraw_issue", issue, reason="Đơn vị đã tự giải quyết ngay trong tuần.")
            return
        issue = _step("take_up", issue)
    if end == "taken_up":
        return
    with clock.set_to(later(4)):
        issue = _step("tell_done", issue, words=TOLD)
        if end in ("escalated", "higher"):
            issue = _step("escalate_issue", issue, reason=NO_MEANS)
    if end == "higher":
        with clock.set_to(later(20)):
            issue = _step("escalate_issue", issue, reason=BEYOND)
        with clock.set_to(later(26)):
            _step("add_to_issue", issue, words=ADDED)
        return
    if end == "asked" and issue.due_on < STORY_DAY - timedelta(days=1):
        with clock.set_to(STORY_DAY - timedelta(days=1)):
            _step("ask_above", issue, reason="Quá hạn, việc vẫn ảnh hưởng hằng ngày.")
        return
    if end in ("proposed", "sent_back", "silent"):
        with clock.set_to(later(9) if end != "proposed" else later(40)):
            issue = _step("propose_solved", issue, result=result)
        if end == "sent_back":
            with clock.set_to(later(12)):
                _step("send_back", issue, reason=SENT_BACK)
