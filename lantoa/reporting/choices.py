from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lantoa.core.workflow import Moves
from lantoa.ui.badges import BADGES, Badge


class PeriodLength(TextChoices):
    """The values are those of `core.periods.PeriodKind`."""

    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    HALF_YEAR = "half_year", _("6 tháng")
    NINE_MONTHS = "nine_months", _("9 tháng")
    YEAR = "year", _("Năm")
    SPAN = "span", _("Giai đoạn")


class LineKind(TextChoices):
    COUNT = "count", _("Số đếm")
    DECIMAL = "decimal", _("Số thập phân")
    AMOUNT = "amount", _("Số tiền (đồng)")
    RATIO = "ratio", _("Tỷ lệ")


class TreeRule(TextChoices):
    """How a line goes up the tree."""

    SUM = "sum", _("Cộng các đơn vị")
    OWN_SUM = "own_sum", _("Cộng cả số của chính cấp đó")
    RATIO = "ratio", _("Tổng tử số chia tổng mẫu số")
    MAX = "max", _("Lấy số lớn nhất")
    UNITS = "units", _("Đếm đơn vị có số lớn hơn 0")
    NONE = "none", _("Không tổng hợp")


class TimeRule(TextChoices):
    """How a line goes over the periods of a longer one, within one unit."""

    ADD = "add", _("Cộng các kỳ")
    LAST = "last", _("Lấy kỳ cuối")
    RATIO = "ratio", _("Tổng tử số chia tổng mẫu số")
    MAX = "max", _("Lấy số lớn nhất")


class Operator(TextChoices):
    AT_MOST = "<=", _("không lớn hơn")
    EQUALS = "=", _("bằng")


class Qualifier(TextChoices):
    """A word printed before a figure that says it is not exact. Kept as printed: «trên» and «hơn» mean the same, but only one of
    them stands in the paper.
    """

    MORE_THAN = "more_than", _("hơn")
    OVER = "over", _("trên")
    NEARLY = "nearly", _("gần")
    ABOUT = "about", _("khoảng")
    ESTIMATED = "estimated", _("ước")


class ObligationState(TextChoices):
    OWED = "owed", _("Phải báo cáo")
    EXEMPT = "exempt", _("Được miễn")
    LATE_AGREED = "late_agreed", _("Được gia hạn")


class SubmissionState(TextChoices):
    DRAFT = "draft", _("Chưa gửi")
    HANDED = "handed", _("Chờ Bí thư gửi")
    SUBMITTED = "submitted", _("Chờ duyệt")
    RETURNED = "returned", _("Trả lại")
    ACCEPTED = "accepted", _("Đã duyệt")

    @property
    def badge(self) -> Badge:
        return _BADGES[self]


_BADGES: dict[str, Badge] = {
    "draft": BADGES["not_sent"],
    "handed": Badge(_("Chờ Bí thư gửi"), "dashed", "unsent"),
    "submitted": BADGES["waiting"],
    "returned": BADGES["returned"],
    "accepted": BADGES["accepted"],
}

# Still with the unit: nobody above may read the figures.
WITH_UNIT = frozenset({SubmissionState.DRAFT, SubmissionState.HANDED, SubmissionState.RETURNED})
READABLE_ABOVE = frozenset({SubmissionState.SUBMITTED, SubmissionState.ACCEPTED})

SUBMISSION_MOVES: Moves = {
    SubmissionState.DRAFT: frozenset({SubmissionState.HANDED, SubmissionState.SUBMITTED}),
    SubmissionState.HANDED: frozenset({SubmissionState.DRAFT, SubmissionState.SUBMITTED}),
    SubmissionState.RETURNED: frozenset({SubmissionState.HANDED, SubmissionState.SUBMITTED}),
    SubmissionState.SUBMITTED: frozenset({SubmissionState.RETURNED, SubmissionState.ACCEPTED}),
    SubmissionState.ACCEPTED: frozenset(),
}
