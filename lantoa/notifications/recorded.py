"""What the record's entries point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Callable, Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.organisation.access import holds_somewhere

Openable = Callable[[User, Collection[uuid.UUID]], dict[uuid.UUID, str]]


def _page(name: str, act: str) -> Openable:
    """All of a kind stand on one page, for who may change them."""

    def openable(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
        if not holds_somewhere(user, act):
            return {}
        return {pk: reverse(f"notifications:{name}") for pk in identities}

    return openable


def register_all() -> None:
    registry.name_kind("notifications.holiday", _("Ngày nghỉ lễ"), _page("holidays", "reminder.set"))
    registry.name_kind("notifications.ladderstep", _("Mốc nhắc việc"), _page("ladder", "reminder.set"))
    registry.name_kind("notifications.mailrule", _("Giờ gửi thư"), _page("hours", "mail_rule.set"))
