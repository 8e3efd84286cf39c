"""The page after sign-in, put together. The rooms register their tasks, what is stuck below (`stuck`) and what is waited for
(`waiting`) when their modules are imported here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.desk.addresses import address
from lantoa.desk.queries import (  # noqa: F401  (each registers its tasks)
    calls,
    commendation,
    commitments,
    conclusions,
    duties,
    hand_overs,
    issues,
    outreach,
    oversight,
    plans,
    practices,
    receipts,
    reminders,
)
from lantoa.desk.queries.alike import Line, gathered
from lantoa.desk.queries.conferences import Review, review_of
from lantoa.desk.queries.done import Deed, done_lately
from lantoa.desk.queries.reports import ReportState, own_reports
from lantoa.desk.queries.spreading import Spreading, spreading
from lantoa.desk.queries.stuck import Matter, stuck_of
from lantoa.desk.queries.tasks import Desk, desk_of, tasks_of
from lantoa.desk.queries.waiting import waits_of
from lantoa.directives.models import Directive
from lantoa.directives.queries.following.scope import issued_in_force
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.queries.people import main_role
from lantoa.organisation.queries.units import path_of

CONTENT_ROLES = {Role.REPORTER, Role.HEAD, Role.STAFF, Role.INSPECTOR, Role.LEADER}
MOST_FOLLOWED = 3
UNIT_ROLES = {Role.REPORTER, Role.HEAD}


@dataclass(frozen=True)
class Door:
    """A page for roles that have no tasks: where their own work is done."""

    url: str
    icon: str
    title: str
    text: str


# Act → the page, its icon, the words of its button, and what is done there; the first stands out.
DOORS = (
    (
        "audit.read",
        "desk:record",
        "history",
        gettext_lazy("Mở nhật ký"),
        gettext_lazy(
            "Ai đã làm việc gì, lúc nào, ở đơn vị nào; lọc theo ngày, đơn vị, loại việc và xuất ra Excel."
        ),
    ),
    (
        "mail.oversee",
        "notifications:outbox",
        "message",
        gettext_lazy("Xem việc gửi thư"),
        gettext_lazy(
            "Thư đang chờ, đã gửi, không gửi được và lý do; gửi lại khi máy chủ thư hoạt động trở lại."
        ),
    ),
    (
        "user.manage",
        "organisation:people",
        "people",
        gettext_lazy("Mở danh sách người dùng"),
        gettext_lazy("Mời người mới, khóa và mở lại tài khoản, gỡ xác minh hai bước khi mất điện thoại."),
    ),
    (
        "unit.read_name_code",
        "organisation:tree",
        "organisation",
        gettext_lazy("Mở cây tổ chức"),
        gettext_lazy("Cây tổ chức vào một ngày bất kỳ và trang tên gọi của từng đơn vị."),
    ),
)


def doors_of(user: User) -> list[Door]:
    """The pages that the person's roles open, of those for who has no tasks. No statement of its own."""
    return [
        Door(address(route), icon, str(title), str(text))
        for act, route, icon, title, text in DOORS
        if access.holds_somewhere(user, act)
    ]


@dataclass(frozen=True)
class Home:
    """`desk` None: the person's roles have no tasks (technical administration, reading the record, inspection).

    `whole_unit`: what is shown is the unit's work, not only one's own. `is_unit`: the person works for a unit, so the two
    can differ. `above`: the long name of the committee to ask. `followed`: for committees, the directives that are on
    their way down. `stuck`: what is late below. `waits`: what lies with others. `deeds`: what was done in the last seven days,
    by the unit where its work is shown, else by oneself. `doors`: of who has a role without tasks, the pages to go to.
    """

    desk: Desk | None
    is_unit: bool
    whole_unit: bool
    has_role: bool
    reports: list[ReportState]
    spreading: Spreading | None
    review: Review | None
    above: str
    followed: list[Directive]
    stuck: Sequence[Matter] = ()
    waits: Sequence[Line] = ()
    deeds: Sequence[Deed] = ()
    doors: Sequence[Door] = ()


def home_of(user: User, *, whole_unit: bool = False) -> Home:
    """Everything on the home page, in a number of statements that does not grow with the rows."""
    today = clock.today()
    roles = {held.role for held in access.roles_of(user)}
    if not roles & CONTENT_ROLES:
        doors = doors_of(user) if roles else []
        return Home(None, False, False, bool(roles), [], None, None, "", [], doors=doors)
    is_unit = bool(roles & UNIT_ROLES)
    whole_unit = whole_unit or not is_unit
    return Home(
        desk_of(tasks_of(user, today), today, whole_unit=whole_unit),
        is_unit,
        whole_unit,
        True,
        own_reports(user),
        spreading(user),
        review_of(user),
        _above(user) if is_unit else "",
        [] if is_unit else list(issued_in_force(user)[:MOST_FOLLOWED]),
        stuck_of(user, clock.now()),
        gathered(waits_of(user, today)),
        done_lately(user, whole_unit=whole_unit and is_unit),
    )


def _above(user: User) -> str:
    """The committee directly above the unit by which the person is greeted."""
    role = main_role(user)
    path = path_of(role.unit_id) if role else []
    return str(path[-2].name) if len(path) > 1 else ""  # type: ignore[attr-defined]
