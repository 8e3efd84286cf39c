from django.db import models
from django.utils.translation import gettext_lazy as _

from lantoa.ui.badges import Badge


class LinkKind(models.TextChoices):
    GOES_WITH = "goes_with", _("gắn với")
    CARRIES_OUT = "carries_out", _("thực hiện")
    REPLACES = "replaces", _("thay thế")
    CONTINUES = "continues", _("tiếp nối")
    AMENDS = "amends", _("bổ sung")


class StatusKind(models.TextChoices):
    """What is entered of a published directive on a day."""

    WITHDRAWN = "withdrawn", _("Thu hồi")
    EXPIRED = "expired", _("Hết hiệu lực, bãi bỏ")
    SUSPENDED = "suspended", _("Tạm ngưng hiệu lực")
    RESTORED = "restored", _("Có hiệu lực trở lại")


# What leads from a paper to the one after it: the line of a family is followed along these.
SUCCESSION = (LinkKind.REPLACES, LinkKind.CONTINUES)


class DirectiveState(models.TextChoices):
    """Follows from days, links and statuses (`queries.directives`)."""

    DRAFT = "draft", _("Bản nháp")
    COMING = "coming", _("Chưa đến ngày hiệu lực")
    IN_FORCE = "in_force", _("Còn hiệu lực")
    EXPIRED = "expired", _("Hết hiệu lực")
    REPLACED = "replaced", _("Đã được thay thế")
    SUSPENDED = "suspended", _("Tạm ngưng hiệu lực")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")

    @property
    def badge(self) -> Badge:
        icon, tone = _DIRECTIVE_LOOKS[self.value]
        return Badge(self.label, icon, tone)


_DIRECTIVE_LOOKS = {
    "draft": ("edit", "outline"),
    "coming": ("clock", "waiting"),
    "in_force": ("done", "accepted"),
    "expired": ("minus", "unsent"),
    "replaced": ("refresh", "blue"),
    "suspended": ("clock", "waiting"),
    "withdrawn": ("close", "unsent"),
}
# How the other side of a link is told: what stands on the page of the target.
LINKED_FROM = {
    LinkKind.GOES_WITH: _("gắn với"),
    LinkKind.CARRIES_OUT: _("được thực hiện bằng"),
    LinkKind.REPLACES: _("được thay thế bởi"),
    LinkKind.CONTINUES: _("được tiếp nối bởi"),
    LinkKind.AMENDS: _("được bổ sung bởi"),
}


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


class OutreachKind(models.TextChoices):
    ARTICLE = "article", _("Tin, bài")
    BROADCAST = "broadcast", _("Chương trình phát thanh, truyền hình")
    CONTEST = "contest", _("Hội thi, hội diễn")
    EXCHANGE = "exchange", _("Tọa đàm, giao lưu")
    STORY = "story", _("Buổi kể chuyện về Bác")
    EXHIBITION = "exhibition", _("Triển lãm, trưng bày")
    PUBLICATION = "publication", _("Tài liệu, tập sách")
    VISUAL = "visual", _("Cổ động trực quan")
    OTHER = "other", _("Hình thức khác")


COUNTED_IN_PIECES = frozenset({OutreachKind.ARTICLE.value, OutreachKind.BROADCAST.value})


class Channel(models.TextChoices):
    NEWSPAPER = "newspaper", _("Báo")
    RADIO_TV = "radio_tv", _("Đài phát thanh, truyền hình")
    WEBSITE = "website", _("Trang thông tin điện tử")
    SOCIAL = "social", _("Trang mạng xã hội của đơn vị")
    LOUDSPEAKER = "loudspeaker", _("Hệ thống truyền thanh cơ sở")
    BULLETIN = "bulletin", _("Bản tin nội bộ")
    ON_SITE = "on_site", _("Tại chỗ")
    PRINT = "print", _("Bản in")


class Audience(models.TextChoices):
    INSIDE = "inside", _("Trong tổ chức")
    OUTSIDE = "outside", _("Ngoài tổ chức")
    BOTH = "both", _("Trong và ngoài tổ chức")


class ReachMeasure(models.TextChoices):
    """In what a reach is counted. What is counted in one is never added to what is counted in another."""

    PRESENT = "present", _("người dự")
    VISITS = "visits", _("lượt người xem")
    COPIES = "copies", _("bản in")
    VIEWS = "views", _("lượt xem trên mạng")
    BROADCASTS = "broadcasts", _("lượt phát")
    ENTRIES = "entries", _("bài dự thi")


class OutreachState(models.TextChoices):
    PLANNED = "planned", _("Có kế hoạch")
    HELD = "held", _("Đã thực hiện")
    CANCELLED = "cancelled", _("Đã hủy")

    @property
    def badge(self) -> Badge:
        icon, tone = _SESSION_LOOKS[self.value]
        return Badge(self.label, icon, tone)


OUTREACH_MOVES: dict[str, frozenset[str]] = {
    OutreachState.PLANNED: frozenset({OutreachState.HELD, OutreachState.CANCELLED}),
    OutreachState.HELD: frozenset({OutreachState.HELD, OutreachState.CANCELLED}),
    OutreachState.CANCELLED: frozenset({OutreachState.PLANNED, OutreachState.HELD}),
}


class PlanState(models.TextChoices):
    """Of one version of a unit's plan."""

    DRAFT = "draft", _("Dự thảo")
    ADOPTED = "adopted", _("Đã ban hành")
    REPLACED = "replaced", _("Đã thay bằng bản sau")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            "draft": ("edit", "blue"),
            "adopted": ("done", "accepted"),
            "replaced": ("history", "unsent"),
        }[self.value]
        return Badge(self.label, icon, tone)


class IssuingState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    RUNNING = "running", _("Đang gửi xuống")
    ISSUED = "issued", _("Đã phát động")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            "draft": ("edit", "unsent"),
            "running": ("working", "blue"),
            "issued": ("done", "accepted"),
        }[self.value]
        return Badge(self.label, icon, tone)


class ReadAgain(models.TextChoices):
    """What a revision asks of units that have read an earlier version."""

    KEEP = "keep", _("Giữ tiếp nhận cũ, không phải đọc lại")
    CHANGED = "changed", _("Chỉ đọc lại phần thay đổi")
    WHOLE = "whole", _("Đọc lại toàn văn")


class ReceiptWay(models.TextChoices):
    SCREEN = "screen", _("Trên máy")
    PAPER = "paper", _("Ký trên giấy")
