"""Tasks of units on the desk: what one's unit owes, and what waits for its word. Who is late with what it asked for: `stuck`."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Max, Sum, Window
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.reports import late_badge
from lantoa.desk.queries.stuck import day_of, own_units
from lantoa.desk.queries.tasks import Task, provide
from lantoa.duties.choices import Standing
from lantoa.duties.queries import asked_by
from lantoa.organisation import access
from lantoa.tasks import guards
from lantoa.tasks.choices import OPEN, TaskState
from lantoa.tasks.queries import (
    answered_by_asker,
    first_asking,
    first_waiting,
    open_requests_of,
    owed_by_mine,
    titles_of,
    with_names,
)

KIND = gettext_lazy("Nhiệm vụ")
ICON = "check"
MOST = 20  # lines of one sort; what is beyond is one line more


@provide
def owed(user: User, today: date) -> Iterator[Task]:
    """What one's unit has to do, the first due first. One statement."""
    if not access.holds_somewhere(user, "task.do"):
        return
    rows = with_names(owed_by_mine(user).filter(state__in=OPEN)).annotate(whole=Window(Count("pk")))
    found = list(rows.select_related("post__person").order_by("due_on", "code")[:MOST])
    for row in found:
        is_late = row.due_on < today
        second = _("%(asker)s giao.") % {"asker": row.asker_name}
        if row.reason:
            second = _("Bị trả lại để làm tiếp.")
        yield Task(
            KIND,
            ICON,
            row.title,
            address("tasks:task", row.code),
            _("Làm tiếp") if row.state == TaskState.DOING else _("Mở ra làm"),
            second,
            row.due_on,
            is_late,
            (late_badge(row.due_on, today),) if is_late else (),
            mine=row.post is None or row.post.person.user_id == user.pk,
        )
    if found and found[0].whole > MOST:
        count = format_count(found[0].whole - MOST)
        words = _("Còn %(count)s nhiệm vụ khác của đơn vị") % {"count": count}
        yield Task(KIND, ICON, words, address("tasks:list", xem="cua-toi"), _("Xem tất cả"))


@provide
def to_confirm(user: User, today: date) -> Iterator[Task]:
    """What units report as done of what one's unit asked for, from kept numbers; not what another room answers and says itself
    (remedies). Two statements."""
    if not access.holds_somewhere(user, "task.ask"):
        return
    waiting = asked_by(own_units(user, "task.ask"), "task").filter(
        answered_by_asker("subject", guards.settling()), standing=Standing.WAITING
    )
    counted = waiting.values("subject", "asker").annotate(
        n=Sum("n"), last_due=Max("due_at"), code=first_waiting("subject", "asker")
    )
    rows = list(counted.order_by("last_due", "subject")[: MOST + 1])
    titles = titles_of([row["code"] for row in rows[:MOST]])
    for row in rows[:MOST]:
        title = titles[row["code"]]
        words = ngettext(
            "%(count)s đơn vị báo xong: %(title)s", "%(count)s đơn vị báo xong: %(title)s", row["n"]
        )
        many = address("tasks:list", **{"xem": "toi-giao", "trang-thai": "cho", "cung-dot": row["code"]})
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(row["n"]), "title": title},
            address("tasks:settle", row["code"]) if row["n"] == 1 else many,
            _("Xác nhận"),
            _("Hạn %(day)s.") % {"day": format_day(day_of(row["last_due"]))},
            turn=day_of(row["last_due"]),
        )
    if len(rows) > MOST:
        many = address("tasks:list", **{"xem": "toi-giao", "trang-thai": "cho"})
        yield Task(KIND, ICON, _("Còn nhiệm vụ khác chờ xác nhận"), many, _("Xem tất cả"))


@provide
def time_asked(user: User, today: date) -> Iterator[Task]:
    """Requests for more time that one's unit has to answer, those about what was given together in one line, from kept numbers;
    what is said of several is what the first of them asks. Two statements."""
    if not access.holds_somewhere(user, "task.ask"):
        return
    counted = (
        asked_by(own_units(user, "task.ask"), "task_time").filter(standing=Standing.WAITING).values("subject")
    )
    since, code = first_asking("subject")
    first = counted.annotate(n=Sum("n"), since=since, code=code)
    rows = list(first.order_by("since", "code")[: MOST + 1])
    by_code = {row["code"]: row for row in rows[:MOST]}
    for asked in open_requests_of(list(by_code)):
        code, title = asked.task.code, asked.task.title
        n = by_code[code]["n"]
        days = {"old": format_day(asked.old_due_on), "new": format_day(asked.wanted_on)}
        if n == 1:
            words = _("Xin gia hạn: %(title)s") % {"title": title}
            second = _("%(unit)s xin từ %(old)s đến %(new)s.") % {"unit": asked.unit_code, **days}
            url = address("tasks:answer_time", code)
        else:
            many = ngettext(
                "%(count)s đơn vị xin gia hạn: %(title)s", "%(count)s đơn vị xin gia hạn: %(title)s", n
            )
            words = many % {"count": format_count(n), "title": title}
            second = _("Đề nghị đầu tiên xin từ %(old)s đến %(new)s.") % days
            url = address("tasks:requests", **{"cung-dot": code})
        yield Task(KIND, ICON, words, url, _("Trả lời"), second, turn=day_of(by_code[code]["since"]))
    if len(rows) > MOST:
        yield Task(
            KIND, ICON, _("Còn đề nghị gia hạn khác chờ trả lời"), address("tasks:requests"), _("Xem tất cả")
        )
