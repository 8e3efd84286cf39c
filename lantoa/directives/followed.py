"""The steps of a directive that this room keeps, and those of the rooms below it: tasks and reports."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.directives import following
from lantoa.directives.following import State, Step, never_barred
from lantoa.directives.models import Directive
from lantoa.directives.queries import steps
from lantoa.directives.services.chasing import remind_of, remind_of_plan, remind_of_receipt


def _room(name: str, query: str = "") -> following.At:
    def address(directive: Directive, year: int) -> str:
        return reverse(name) + query.format(code=directive.code, year=year)

    return address


def register_all() -> None:
    following.register(
        Step(
            "receipt",
            _("Tiếp nhận"),
            "directive",
            "receipt.read",
            (
                State("read", _("Đã tiếp nhận đúng hạn"), "done"),
                State("read_late", _("Tiếp nhận sau hạn"), "late"),
                State("waiting", _("Chưa tiếp nhận"), "missing", lacks=True),
                State("late", _("Quá hạn chưa tiếp nhận"), "overdue", lacks=True),
                State("unasked", _("Không gửi đến"), "unasked"),
            ),
            "unasked",
            _("chưa tiếp nhận văn bản"),
            "",
            steps.receipts,
            steps.receipts_barred,
            remind_of_receipt,
            _room("directives:receipts"),
            reminded=steps.receipt_reminders,
            position=10,
        )
    )
    following.register(
        Step(
            "plan",
            _("Kế hoạch"),
            "list",
            "plan.read",
            (
                State("adopted", _("Đã ban hành, không phải nhắc"), "done"),
                State("reminded", _("Ban hành sau khi được nhắc"), "late"),
                State("drafting", _("Đang soạn"), "begun", lacks=True),
                State("none", _("Chưa có kế hoạch"), "missing", lacks=True),
            ),
            "none",
            _("chưa ban hành kế hoạch"),
            "",
            steps.plans,
            steps.plans_barred,
            remind_of_plan,
            _room("directives:plan_new", "?nam={year}&van-ban={code}"),
            reminded=steps.plan_reminders,
            position=20,
        )
    )
    following.register(
        Step(
            "study",
            _("Học tập"),
            "book",
            "session.read",
            (
                State("deed", _("Đã học, có việc làm theo"), "done"),
                State("held", _("Đã học, chưa ghi việc làm theo"), "late"),
                State("planned", _("Đã lên lịch học"), "begun"),
                State("none", _("Chưa học"), "missing", lacks=True),
            ),
            "none",
            _("chưa ghi buổi học nào"),
            _("buổi"),
            steps.study,
            never_barred,
            partial(remind_of, "study"),
            _room("directives:session_new"),
            position=30,
        )
    )
    following.register(
        Step(
            "outreach",
            _("Tuyên truyền"),
            "message",
            "outreach.read",
            (
                State("outside", _("Đã ra ngoài tổ chức"), "done"),
                State("inside", _("Mới trong tổ chức"), "late"),
                State("planned", _("Có kế hoạch tuyên truyền"), "begun"),
                State("none", _("Chưa tuyên truyền"), "missing", lacks=True),
            ),
            "none",
            _("chưa ghi hoạt động tuyên truyền nào"),
            _("hoạt động"),
            steps.outreach,
            never_barred,
            partial(remind_of, "outreach"),
            _room("directives:outreach_new"),
            position=40,
        )
    )
    following.register(
        Step(
            "task",
            _("Nhiệm vụ giao kèm"),
            "tasks",
            "task.read",
            (
                State("done", _("Đã xong"), "done"),
                State("open", _("Đang trong hạn"), "begun"),
                State("late", _("Quá hạn nhiệm vụ"), "overdue", lacks=True),
                State("unasked", _("Không được giao"), "unasked"),
            ),
            "unasked",
            _("quá hạn nhiệm vụ giao kèm văn bản"),
            _("việc chưa xong"),
            steps.tasks,
            never_barred,
            partial(remind_of, "task"),
            _room("tasks:list"),
            position=50,
        )
    )
    following.register(
        Step(
            "report",
            _("Báo cáo"),
            "report",
            "submission.read",
            (
                State("sent", _("Đã gửi đúng hạn"), "done"),
                State("sent_late", _("Đã gửi, có kỳ chậm"), "late"),
                State("due", _("Đang trong hạn gửi"), "begun"),
                State("late", _("Quá hạn chưa gửi"), "overdue", lacks=True),
                State("unasked", _("Không phải báo cáo"), "unasked"),
            ),
            "unasked",
            _("quá hạn báo cáo có số liệu học tập, tuyên truyền"),
            _("báo cáo"),
            steps.reports,
            never_barred,
            partial(remind_of, "report"),
            _room("reporting:collections"),
            of_year=True,
            position=60,
        )
    )
