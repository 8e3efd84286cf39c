from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Subject(TextChoices):
    COLLECTIVE = "collective", _("Tập thể")
    INDIVIDUAL = "individual", _("Cá nhân")


class Membership(TextChoices):
    """Only for the balance of one award, as the unit gives it for this nomination; erased with the dossier."""

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


NOMINATION_MOVES: dict[str, frozenset[str]] = {
    NominationState.DRAFT: frozenset({NominationState.SUBMITTED}),
    NominationState.SUBMITTED: frozenset(
        {NominationState.RETURNED, NominationState.PROPOSED, NominationState.NOT_PROPOSED}
    ),
    NominationState.RETURNED: frozenset({NominationState.SUBMITTED}),
    NominationState.PROPOSED: frozenset({NominationState.NOT_PROPOSED, NominationState.AWARDED}),
    NominationState.NOT_PROPOSED: frozenset({NominationState.PROPOSED}),
}
