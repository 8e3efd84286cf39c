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
    SCORE = "score", _("Điểm của một tiêu chí")


class SkipRule(TextChoices):
    """What a criterion that does not apply does to the total. Empty: it always applies."""

    RESCALE = "rescale", _("Chia lại thang: không tính tiêu chí này")
    FULL = "full", _("Tính đủ điểm")
    ZERO = "zero", _("Tính 0 điểm")


class TreeRule(TextChoices):
    """How a line goes up the tree."""

    SUM = "sum", _("Cộng các đơn vị")
    OWN_SUM = "own_sum", _("Cộng cả số của chính cấp đó")
    RATIO = "ratio", _("Tổng tử số chia tổng mẫu số")
    MAX = "max", _("Lấy số lớn nhất")
    UNITS = "units", _("Đếm đơn vị có số lớn hơn 0")
    DISTINCT = "distinct", _("Đếm bản ghi trong sổ, mỗi bản ghi một lần")
    NONE = "none", _("Không tổng hợp")


class TimeRule(TextChoices):
    """How a line goes over the periods of a longer one, within one unit."""

    ADD = "add", _("Cộng các kỳ")
    LAST = "last", _("Lấy kỳ cuối")
    RATIO = "ratio", _("Tổng tử số chia tổng mẫu số")
    MAX = "max", _("Lấy số lớn nhất")
    DISTINCT = "distinct", _("Đếm bản ghi trong sổ, mỗi bản ghi một lần")


class Division(TextChoices):
    """How a divided line and its parts hang together."""

    SUM = "sum", _("Tổng bằng các phần cộng lại")  # never typed: the parts say everything
    WITHIN = "within", _("Trong đó: các phần không vượt quá tổng")


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
    BELOW = "below", _("dưới")
    ABOUT = "about", _("khoảng")
    APPROXIMATELY = "approximately", _("xấp xỉ")
    ESTIMATED = "estimated", _("ước")

    @property
    def word(self) -> str:
        """As it stands in a cell, whatever the language of the page: cells are read back as they are written."""
        return _QUALIFIER_WORDS[self]


class Confirmation(TextChoices):
    """How the unit stands to a figure that a register filled in. LAPSED: the register has changed since."""

    WAITING = "waiting", _("Chưa xác nhận")
    LAPSED = "lapsed", _("Phải xác nhận lại")
    CONFIRMED = "confirmed", _("Đã xác nhận")


_QUALIFIER_WORDS: dict[str, str] = {
    "more_than": "hơn",
    "over": "trên",
    "nearly": "gần",
    "below": "dưới",
    "about": "khoảng",
    "approximately": "xấp xỉ",
    "estimated": "ước",
}


class ObligationState(TextChoices):
    OWED = "owed", _("Phải báo cáo")
    EXEMPT = "exempt", _("Được miễn")
    LATE_AGREED = "late_agreed", _("Được gia hạn")


class Standing(TextChoices):
    """How a unit stands in a collection, as who runs it sees it; each duty has exactly one."""

    NOT_BEGUN = "chua-lam", _("Chưa bắt đầu")
    DRAFT = "dang-soan", _("Đang soạn")
    SENT = "cho-duyet", _("Chờ duyệt")
    RETURNED = "tra-lai", _("Trả lại")
    ACCEPTED = "da-duyet", _("Đã duyệt")
    EXEMPT = "mien", _("Được miễn")
    HANDED_OVER = "ban-giao", _("Đã bàn giao")
    ENDED = "ket-thuc", _("Đã kết thúc")

    @property
    def badge(self) -> Badge:
        icon, tone = _STANDING[self]
        return Badge(self.label, icon, tone)


_STANDING: dict[str, tuple[str, str]] = {
    "chua-lam": ("dashed", "unsent"),
    "dang-soan": ("edit", "blue"),
    "cho-duyet": ("waiting", "waiting"),
    "tra-lai": ("returned", "returned"),
    "da-duyet": ("done", "accepted"),
    "mien": ("minus", "outline"),
    "ban-giao": ("arrow-right", "outline"),
    "ket-thuc": ("close", "outline"),
}
# These owe nothing (any more): they stand in no rate.
NOT_OWING = frozenset({Standing.EXEMPT, Standing.HANDED_OVER, Standing.ENDED})


class ProposalState(TextChoices):
    """How far a proposal to reopen a collection has come."""

    WAITING = "waiting", _("Chờ quyết định")
    CONFIRMED = "confirmed", _("Đã mở lại")
    SENT_BACK = "sent_back", _("Không đồng ý")
    WITHDRAWN = "withdrawn", _("Đã rút")


class SubmissionState(TextChoices):
    DRAFT = "draft", _("Chưa gửi")
    HANDED = "handed", _("Chờ Bí thư gửi")
    SUBMITTED = "submitted", _("Chờ duyệt")
    RETURNED = "returned", _("Trả lại")
    ACCEPTED = "accepted", _("Đã duyệt")
    WITHDRAWN = "withdrawn", _("Đã rút")  # an amendment that its unit gave up; kept, counts nowhere

    @property
    def badge(self) -> Badge:
        return _BADGES[self]


class IntakeState(TextChoices):
    """What became of workbooks that came back."""

    READING = "reading", _("Đang đọc")
    FAILED = "failed", _("Không đọc được")
    OPEN = "open", _("Chờ ghi")
    APPLIED = "applied", _("Đã ghi")

    @property
    def badge(self) -> Badge:
        return Badge(self.label, *_INTAKE[self])


_INTAKE: dict[str, tuple[str, str]] = {
    "reading": ("working", "blue"),
    "failed": ("alert", "returned"),
    "open": ("waiting", "waiting"),
    "applied": ("done", "accepted"),
}


_BADGES: dict[str, Badge] = {
    "draft": BADGES["not_sent"],
    "handed": Badge(_("Chờ Bí thư gửi"), "dashed", "unsent"),
    "submitted": BADGES["waiting"],
    "returned": BADGES["returned"],
    "accepted": BADGES["accepted"],
    "withdrawn": Badge(_("Đã rút"), "close", "unsent"),
}


class PointKind(TextChoices):
    """How a point of the draft of a consolidated report came to its words."""

    QUOTED = "quoted", _("Trích nguyên văn")
    WORDED = "worded", _("Ý tổng hợp")


class TargetDirection(TextChoices):
    AT_LEAST = "at_least", _("ít nhất")
    AT_MOST = "at_most", _("không quá")
    EXACTLY = "exactly", _("đúng bằng")


class BaselineSource(TextChoices):
    NONE = "none", _("Không ghi mốc so sánh")
    TYPED = "typed", _("Nhập theo văn bản")
    TOTALS = "totals", _("Lấy từ số liệu đã duyệt")


class TargetAct(TextChoices):
    ISSUED = "issued", _("Giao chỉ tiêu")
    CHANGED = "changed", _("Điều chỉnh")
    DIVIDED = "divided", _("Chia cho đơn vị")
    ENDED = "ended", _("Thôi theo dõi")


class TargetMethod(TextChoices):
    """How a unit's value came to be divided."""

    HAND = "tay", _("Nhập từng đơn vị")
    EQUAL = "deu", _("Chia đều")
    SHARE = "ty-le", _("Theo tỷ lệ một chỉ tiêu khác")
    SAME = "chung", _("Giao chung một mức")


class TargetStanding(TextChoices):
    """How a unit stands to its target of a year; each has exactly one."""

    MET = "dat", _("Đạt")
    EXCEEDED = "vuot", _("Vượt mức cho phép")
    MISSED = "chua-dat", _("Không đạt")
    OPEN = "thieu", _("Chưa kết luận")  # over, but reports are missing
    LIKELY = "du-bao-dat", _("Dự báo đạt")
    UNLIKELY = "du-bao-khong", _("Dự báo không đạt")
    RUNNING = "dang-lam", _("Đang thực hiện")
    NO_FIGURE = "chua-co-so", _("Chưa có số liệu")

    @property
    def badge(self) -> Badge:
        icon, tone = _TARGET_STANDING[self]
        return Badge(self.label, icon, tone)


_TARGET_STANDING: dict[str, tuple[str, str]] = {
    "dat": ("done", "accepted"),
    "vuot": ("warning", "returned"),
    "chua-dat": ("close", "returned"),
    "thieu": ("dashed", "waiting"),
    "du-bao-dat": ("chart", "blue"),
    "du-bao-khong": ("chart", "waiting"),
    "dang-lam": ("working", "outline"),
    "chua-co-so": ("dashed", "unsent"),
}

# Still with the unit: nobody above may read the figures.
WITH_UNIT = frozenset({SubmissionState.DRAFT, SubmissionState.HANDED, SubmissionState.RETURNED})
READABLE_ABOVE = frozenset({SubmissionState.SUBMITTED, SubmissionState.ACCEPTED})

SUBMISSION_MOVES: Moves = {
    SubmissionState.DRAFT: frozenset({SubmissionState.HANDED, SubmissionState.SUBMITTED}),
    SubmissionState.HANDED: frozenset({SubmissionState.DRAFT, SubmissionState.SUBMITTED}),
    SubmissionState.RETURNED: frozenset({SubmissionState.HANDED, SubmissionState.SUBMITTED}),
    SubmissionState.SUBMITTED: frozenset(
        {SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.ACCEPTED}
    ),
    SubmissionState.ACCEPTED: frozenset(),
    SubmissionState.WITHDRAWN: frozenset(),
}
