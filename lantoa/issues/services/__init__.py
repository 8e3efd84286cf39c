from lantoa.issues.services.closing import ask_above, close_issue, reopen_issue, send_back
from lantoa.issues.services.files import add_file, remove_file, restore_file
from lantoa.issues.services.handing_over import hand_over_issues
from lantoa.issues.services.raising import (
    IssueText,
    add_to_issue,
    change_issue,
    raise_issue,
    restore_issue,
    withdraw_issue,
)
from lantoa.issues.services.rules import (
    Clocks,
    add_theme,
    end_theme,
    keep_theme,
    set_clocks,
    withdraw_clocks,
)
from lantoa.issues.services.solving import (
    escalate_issue,
    give_issue_task,
    propose_solved,
    take_back,
    take_up,
    tell_done,
)

__all__ = [
    "Clocks",
    "IssueText",
    "add_file",
    "add_theme",
    "add_to_issue",
    "ask_above",
    "change_issue",
    "close_issue",
    "end_theme",
    "escalate_issue",
    "give_issue_task",
    "hand_over_issues",
    "keep_theme",
    "propose_solved",
    "raise_issue",
    "remove_file",
    "reopen_issue",
    "restore_file",
    "restore_issue",
    "send_back",
    "set_clocks",
    "take_back",
    "take_up",
    "tell_done",
    "withdraw_clocks",
    "withdraw_issue",
]
