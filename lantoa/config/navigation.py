"""What the frame around every page shows: menu by work, unit and role one acts for, language, sample or real.

Named in TEMPLATES as a context processor. A room appears here when its pages exist; a name without an address
fails the system checks, so that the menu never leads nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.queries import sample_accounts_exist
from lantoa.notifications.queries.notices import MOST, Glance, at_a_glance
from lantoa.organisation import access


@dataclass(frozen=True)
class Room:
    """One item of the menu, shown to who holds any of `acts` somewhere; no acts: to all signed in."""

    label: str | Promise
    url_name: str
    icon: str
    acts: tuple[str, ...] = ()
    short_label: str | Promise = ""  # of the phone's bottom bar
    pages: tuple[str, ...] = ()  # where an app has several rooms, the pages of this one
    beside: tuple[str, ...] = ()  # pages of the desk that belong here


FOLLOWING = ("desk:progress", "desk:progress_units", "desk:progress_chase")
ROOMS: tuple[Room, ...] = (
    Room(_("Việc phải làm"), "desk:home", "tasks", short_label=_("Việc")),
    Room(_("Báo cáo"), "reporting:collections", "report", ("collection.read",)),
    Room(_("Mô hình"), "practices:list", "practice", ("practice.learn", "practice.read")),
    Room(_("Nhiệm vụ"), "tasks:list", "check", ("task.read",)),
    Room(_("Chỉ đạo"), "directives:directives", "book", ("directive.read",), beside=FOLLOWING),
    Room(_("Kiểm tra"), "oversight:inspections", "inspection", ("inspection.see",)),
    Room(_("Cam kết"), "commitments:mine", "people", ("commitment.keep",)),
    Room(_("Bức xúc, nổi cộm"), "issues:list", "alert", ("issue.read",)),
    Room(_("Khen thưởng"), "commendation:rounds", "commendation", ("round.read",)),
    Room(_("Hội nghị"), "conferences:list", "conference", ("conference.read",)),
    Room(_("Tổ chức"), "organisation:tree", "organisation", ("unit.read_name_code",)),
    Room(_("Nhật ký"), "desk:record", "history", pages=("desk:record",)),
)
SEARCH, SEARCH_ACT = "practices:search", "practice.learn"
BELL = "notifications:list"
BOTTOM_BAR = 3  # the first rooms stand in the phone's bar; its fourth item opens the whole menu


@dataclass(frozen=True)
class MenuItem:
    label: str | Promise
    short_label: str | Promise
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Frame:
    """`menu`: what this person may open; `acting_for`: None without a role; `is_sample`: made-up data; `unread`: their unread
    notices."""

    menu: Sequence[MenuItem]
    acting_for: Any
    person_name: str
    is_sample: bool
    search_url: str
    language: str
    unread: int = 0

    @property
    def unread_words(self) -> str:
        """As the bell shows it; nothing where nothing is new."""
        return "" if not self.unread else f"{MOST - 1}+" if self.unread >= MOST else str(self.unread)

    @property
    def bottom(self) -> Sequence[MenuItem]:
        return self.menu[:BOTTOM_BAR]

    @property
    def beyond_bottom(self) -> bool:
        """Whether the current room stands behind the fourth item of the phone's bar."""
        return any(item.is_current for item in self.menu[BOTTOM_BAR:])


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `frame`, made when a template first asks for it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    acting_for = getattr(request, "acting_for", None) or None
    user = request.user
    signed_in = user.is_authenticated
    glance = at_a_glance(user) if user.is_authenticated else Glance(0, sample_accounts_exist())
    return Frame(
        menu=_menu(request) if signed_in else [],
        acting_for=acting_for,
        person_name=getattr(acting_for, "person_name", "") or (user.get_username() if signed_in else ""),
        is_sample=settings.SAMPLE_ALLOWED and glance.has_sample,
        search_url=_address(SEARCH)
        if user.is_authenticated and access.holds_somewhere(user, SEARCH_ACT)
        else "",
        language=get_language() or settings.LANGUAGE_CODE,
        unread=glance.unread,
    )


def _menu(request: HttpRequest) -> list[MenuItem]:
    current = _current_room(request)
    items = []
    for room in ROOMS:
        address = _address(room.url_name)
        if not address or not _may_see(request, room):
            continue
        items.append(
            MenuItem(
                label=room.label,
                short_label=room.short_label or room.label,
                url=address,
                icon=room.icon,
                is_current=room is current,
            )
        )
    return items


def _current_room(request: HttpRequest) -> Room | None:
    match = request.resolver_match
    if match is None:
        return None
    here = match.app_name or match.namespace
    of_page = (room for room in ROOMS if match.view_name in (*room.pages, *room.beside))
    of_app = (room for room in ROOMS if not room.pages and room.url_name.partition(":")[0] == here)
    return next(of_page, None) or next(of_app, None)


def _may_see(request: HttpRequest, room: Room) -> bool:
    user = request.user
    if not user.is_authenticated:
        return False
    return not room.acts or any(access.holds_somewhere(user, act) for act in room.acts)


def _address(name: str) -> str:
    """The address of a name, or nothing; the check below refuses a name that has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register("lantoa")
def menu_leads_somewhere(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    names = [
        *(room.url_name for room in ROOMS),
        SEARCH,
        BELL,
        "account_login",
        "account_logout",
        "set_language",
    ]
    missing = [
        Error(f"The frame names {name}, which no address answers to.", id="lantoa.config.E001")
        for name in dict.fromkeys(names)
        if not _address(name)
    ]
    unknown = [
        Error(f"The menu asks for the act {act}, which nobody grants.", id="lantoa.config.E002")
        for room in ROOMS
        for act in room.acts
        if not access.known(act)
    ]
    return [*missing, *unknown]
