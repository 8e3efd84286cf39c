"""States as a person sees them: always a word, an icon and a colour."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TONES = frozenset({"unsent", "waiting", "returned", "accepted", "late", "outline", "gold", "blue"})


@dataclass(frozen=True)
class Badge:
    """`icon` is a name of the sprite (frontend/src/icons.json), `tone` one of TONES."""

    label: str | Promise
    icon: str
    tone: str

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"unknown tone {self.tone}")


BADGES: dict[str, Badge] = {
    "not_sent": Badge(_("Chưa gửi"), "dashed", "unsent"),
    "draft": Badge(_("Bản nháp"), "dashed", "unsent"),
    "waiting": Badge(_("Chờ duyệt"), "waiting", "waiting"),
    "returned": Badge(_("Trả lại"), "returned", "returned"),
    "accepted": Badge(_("Đã duyệt"), "done", "accepted"),
    "done": Badge(_("Đã xong"), "done", "accepted"),
    "overdue": Badge(_("Quá hạn"), "clock", "late"),
    "revoked": Badge(_("Đã thu hồi"), "close", "returned"),
    "locked": Badge(_("Đã chốt"), "lock", "unsent"),
    "planned": Badge(_("Có kế hoạch"), "dashed", "unsent"),
    "applied": Badge(_("Đã áp dụng"), "dot", "gold"),
    "verified": Badge(_("Đã kiểm chứng"), "verified", "gold"),
}


def badge_of(state: Any, label: str = "") -> Badge:
    """The badge of a state: a Badge, a thing with a `badge` (a choice of an app), or a key of BADGES.

    `label` replaces the word (never the icon or the colour). Raises KeyError for a key nobody knows.
    """
    if isinstance(state, Badge):
        found = state
    else:
        own = getattr(state, "badge", None)
        found = own if isinstance(own, Badge) else BADGES[str(getattr(state, "value", state))]
    return Badge(label, found.icon, found.tone) if label else found
