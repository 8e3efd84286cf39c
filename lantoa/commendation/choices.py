from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lantoa.ui.badges import Badge


class Subject(TextChoices):
    COLLECTIVE = "collective", _("Tập thể")
    INDIVIDUAL = "individual", _("Cá nhân")


class Membership(TextChoices):
    """Only for the balance of one award, as the unit gives it for this nomination."""

    MEMBER = "member", _("Đảng viên")
    NON_MEMBER = "non_member", _("Quần chúng")


class Rank(TextChoices):
    """Whether the person leads the unit: awards are checked for balance before the council sits."""

    LEADER = "leader", _("Lãnh đạo, quản lý")
    STAFF = "staff", _("Cán bộ, người lao động")


class NominationState(TextChoices):
    DRAFT = "draft", _("Bản nháp")
    SUBMITTED = "submitted", _("Chờ xét")
    RETURNED = "returned", _("Trả lại")
    PROPOSED = "proposed", _("Đề nghị khen")
    NOT_PROPOSED = "not_proposed", _("Không đề nghị khen")
    AWARDED = "awarded", _("Đã khen")

    @property
    def badge(self) -> Badge:
        name, tone = STATE_LOOKS[self.value]
        return Badge(self.label, name, tone)


STATE_LOOKS: dict[str, tuple[str, str]] = {
    "draft": ("dashed", "unsent"),
    "submitted": ("waiting", "waiting"),
    "returned": ("returned", "returned"),
    "proposed": ("done", "blue"),
    "not_proposed": ("minus", "unsent"),
    "awarded": ("commendation", "gold"),
}


class RoundState(TextChoices):
    """Where a round stands on a day; read from its dates and decisions, not stored."""

    COMING = "coming", _("Sắp nhận đề nghị")
    OPEN = "open", _("Đang nhận đề nghị")
    EXAMINED = "examined", _("Đang xét")
    DECIDED = "decided", _("Đã có quyết định")

    @property
    def badge(self) -> Badge:
        name, tone = ROUND_LOOKS[self.value]
        return Badge(self.label, name, tone)


ROUND_LOOKS: dict[str, tuple[str, str]] = {
    "coming": ("calendar", "unsent"),
    "open": ("register", "waiting"),
    "examined": ("working", "blue"),
    "decided": ("commendation", "gold"),
}


class Outcome(TextChoices):
    """What became of a step that needs a second person."""

    WAITING = "waiting", _("Chờ ký")
    CONFIRMED = "confirmed", _("Đã ký")
    SENT_BACK = "sent_back", _("Trả lại")
    WITHDRAWN = "withdrawn", _("Đã rút")


NOMINATION_MOVES: dict[str, frozenset[str]] = {
    NominationState.DRAFT: frozenset({NominationState.SUBMITTED}),
    NominationState.SUBMITTED: frozenset(
        {NominationState.RETURNED, NominationState.PROPOSED, NominationState.NOT_PROPOSED}
    ),
    NominationState.RETURNED: frozenset({NominationState.SUBMITTED}),
    NominationState.PROPOSED: frozenset({NominationState.NOT_PROPOSED, NominationState.AWARDED}),
    NominationState.NOT_PROPOSED: frozenset({NominationState.PROPOSED}),
}
