from lantoa.tasks.services.feeds import make_feed, stop_feed
from lantoa.tasks.services.giving import NewTask, give_each, give_tasks, give_to_all
from lantoa.tasks.services.more_time import (
    answer_all,
    answer_more_time,
    ask_more_time,
    put_off,
    require_answer,
)
from lantoa.tasks.services.proofs import add_proof, remove_proof, restore_proof
from lantoa.tasks.services.settling import (
    assign_post,
    begin_task,
    cancel_task,
    confirm_done,
    hand_over_tasks,
    reopen_task,
    report_done,
    send_back,
    take_back,
)

__all__ = [
    "NewTask",
    "add_proof",
    "answer_all",
    "answer_more_time",
    "ask_more_time",
    "assign_post",
    "begin_task",
    "cancel_task",
    "confirm_done",
    "give_each",
    "give_tasks",
    "give_to_all",
    "hand_over_tasks",
    "make_feed",
    "put_off",
    "remove_proof",
    "reopen_task",
    "report_done",
    "require_answer",
    "restore_proof",
    "send_back",
    "stop_feed",
    "take_back",
]
