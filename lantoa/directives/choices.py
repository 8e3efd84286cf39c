from django.db import models
from django.utils.translation import gettext_lazy as _

from lantoa.ui.badges import Badge


class LinkKind(models.TextChoices):
    GOES_WITH = "goes_with", _("gắn với")
    CARRIES_OUT = "carries_out", _("thực hiện")
    REPLACES = "replaces", _("thay thế")
    AMENDS = "amends", _("bổ sung")


class TopicSpan(models.TextChoices):
    """How long a topic is studied."""

    YEAR = "year", _("Chuyên đề năm")
    TERM = "term", _("Chuyên đề toàn khóa")


class SessionKind(models.TextChoices):
    DISSEMINATION = "dissemination", _("Hội nghị, lớp quán triệt")
    THEMATIC = "thematic", _("Sinh hoạt chuyên đề")
    STORY = "story", _("Chào cờ, kể chuyện về Bác")
    TALK = "talk", _("Nói chuyện chuyên đề")
    OTHER = "other", _("Hình thức khác")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Có kế hoạch")
    HELD = "held", _("Đã tổ chức")
    CANCELLED = "cancelled", _("Đã hủy")

    @property
    def badge(self) -> Badge:
        icon, tone = _SESSION_LOOKS[self.value]
        return Badge(self.label, icon, tone)


_SESSION_LOOKS = {
    "planned": ("waiting", "waiting"),
    "held": ("done", "accepted"),
    "cancelled": ("close", "unsent"),
}
SESSION_MOVES: dict[str, frozenset[str]] = {
    SessionState.PLANNED: frozenset({SessionState.HELD, SessionState.CANCELLED}),
    SessionState.HELD: frozenset(
        {SessionState.HELD, SessionState.CANCELLED}
    ),  # held again: what was told is mended
    SessionState.CANCELLED: frozenset({SessionState.PLANNED, SessionState.HELD}),
}
