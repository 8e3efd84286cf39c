from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lantoa.ui.badges import BADGES, Badge


class Subject(TextChoices):
    """Whose practice it is. The two are counted apart everywhere."""

    COLLECTIVE = "collective", _("Tập thể")
    INDIVIDUAL = "individual", _("Cá nhân")


class Origin(TextChoices):
    """What a yearly record is, seen from the year before."""

    NEW = "new", _("Mới")
    MAINTAINED = "maintained", _("Duy trì")
    LEARNED = "learned", _("Học từ đơn vị khác")


class YearState(TextChoices):
    """How far a practice has come in one year. Registered, effective, recognised are three counts, never one."""

    DRAFT = "draft", _("Bản nháp")
    REGISTERED = "registered", _("Đã đăng ký")
    RETURNED = "returned", _("Trả lại")
    EFFECTIVE = "effective", _("Có hiệu quả")
    RECOGNISED = "recognised", _("Được công nhận")
    NOT_RECOGNISED = "not_recognised", _("Không được công nhận")
    STOPPED = "stopped", _("Đã dừng")

    @property
    def badge(self) -> Badge:
        """The state as a person sees it."""
        icon, tone = _YEAR_LOOKS[self.value]
        return Badge(self.label, icon, tone)


_YEAR_LOOKS = {
    "draft": ("dashed", "unsent"),
    "registered": ("waiting", "waiting"),
    "returned": ("returned", "returned"),
    "effective": ("check", "blue"),
    "recognised": ("verified", "accepted"),
    "not_recognised": ("close", "unsent"),
    "stopped": ("minus", "unsent"),
}


YEAR_MOVES: dict[str, frozenset[str]] = {
    YearState.DRAFT: frozenset({YearState.REGISTERED}),
    YearState.REGISTERED: frozenset(
        {YearState.RETURNED, YearState.EFFECTIVE, YearState.NOT_RECOGNISED, YearState.STOPPED}
    ),
    YearState.RETURNED: frozenset({YearState.REGISTERED}),
    YearState.EFFECTIVE: frozenset({YearState.RECOGNISED, YearState.NOT_RECOGNISED, YearState.STOPPED}),
    YearState.RECOGNISED: frozenset({YearState.STOPPED}),
}


class Answer(TextChoices):
    """What a unit answers to an order to replicate."""

    ADOPT = "adopt", _("Áp dụng")
    ADAPT = "adapt", _("Áp dụng có điều chỉnh")
    ALREADY_HAVE = "already_have", _("Đã có cách tương tự")
    DECLINE = "decline", _("Không áp dụng")


class AdoptionState(TextChoices):
    """How far an adoption has come. An answer without adoption stays ANSWERED."""

    ANSWERED = "answered", _("Đã trả lời")
    PLANNED = "planned", _("Có kế hoạch")
    APPLIED = "applied", _("Đã áp dụng")
    VERIFIED = "verified", _("Đã kiểm chứng")
    DROPPED = "dropped", _("Thôi áp dụng")


class Capacity(TextChoices):
    """In what capacity somebody looked at the result of an adoption. Never for one's own unit."""

    OFFICER = "officer", _("Chuyên viên cấp trên")
    INSPECTOR = "inspector", _("Kiểm tra cấp trên")
    ORIGIN = "origin", _("Bên gốc (đơn vị khởi xướng)")


class CheckFound(TextChoices):
    """What a unit says when it is asked again about a practice it took up."""

    ALIVE = "alive", _("Vẫn làm như cũ")
    CHANGED = "changed", _("Vẫn làm, có thay đổi")
    ENDED = "ended", _("Đã dừng")

    @property
    def badge(self) -> Badge:
        return {
            "alive": Badge(self.label, "check", "accepted"),
            "changed": Badge(self.label, "edit", "blue"),
            "ended": Badge(self.label, "close", "unsent"),
        }[self.value]


SILENT, ORIGINATOR = "silent", "originator"

# How a unit stands to a practice: what it took up, else its answer, else that it is silent or where it all began.
STANDINGS: dict[str, Badge] = {
    "verified": BADGES["verified"],
    "applied": BADGES["applied"],
    "planned": BADGES["planned"],
    "already_have": Badge(_("Đã có cách tương tự"), "check", "outline"),
    "decline": Badge(_("Không áp dụng"), "minus", "unsent"),
    "dropped": Badge(_("Thôi áp dụng"), "close", "unsent"),
    SILENT: Badge(_("Chưa trả lời"), "message", "outline"),
    ORIGINATOR: Badge(_("Nơi khởi xướng"), "flag", "blue"),
}


ADOPTION_MOVES: dict[str, frozenset[str]] = {
    AdoptionState.PLANNED: frozenset({AdoptionState.APPLIED, AdoptionState.DROPPED}),
    AdoptionState.APPLIED: frozenset({AdoptionState.VERIFIED, AdoptionState.DROPPED}),
    AdoptionState.VERIFIED: frozenset({AdoptionState.DROPPED}),
}


class CallPurpose(TextChoices):
    """What a call decides: whether practices are recognised, or which recognised ones are printed."""

    RECOGNITION = "recognition", _("Xét công nhận")
    BOOKLET = "booklet", _("Chọn in tập")


class CallState(TextChoices):
    DRAFT = "draft", _("Bản nháp")
    OPEN = "open", _("Đang nhận mô hình")
    APPRAISING = "appraising", _("Đang chấm")
    SELECTING = "selecting", _("Đang tuyển chọn")
    CONCLUDED = "concluded", _("Đã chốt")

    @property
    def badge(self) -> Badge:
        """The state as a person sees it."""
        icon, tone = _CALL_LOOKS[self.value]
        return Badge(self.label, icon, tone)


_CALL_LOOKS = {
    "draft": ("dashed", "unsent"),
    "open": ("waiting", "waiting"),
    "appraising": ("edit", "blue"),
    "selecting": ("practice", "gold"),
    "concluded": ("verified", "accepted"),
}

CALL_MOVES: dict[str, frozenset[str]] = {
    CallState.DRAFT: frozenset({CallState.OPEN}),
    CallState.OPEN: frozenset({CallState.APPRAISING}),
    CallState.APPRAISING: frozenset({CallState.SELECTING}),
    CallState.SELECTING: frozenset({CallState.APPRAISING, CallState.CONCLUDED}),
}

# The state in which a yearly record may be put in.
TAKEN_BY: dict[str, str] = {
    CallPurpose.RECOGNITION: YearState.EFFECTIVE,
    CallPurpose.BOOKLET: YearState.RECOGNISED,
}


class SelectionException(TextChoices):
    """Where the meeting goes against the ranking."""

    LEFT_OUT = "left_out", _("Để lại")
    TAKEN_IN = "taken_in", _("Lấy thêm")


class BookletState(TextChoices):
    DRAFT = "draft", _("Đang soạn")
    PUBLISHED = "published", _("Đã ban hành")

    @property
    def badge(self) -> Badge:
        looks = {"draft": ("edit", "unsent"), "published": ("book", "gold")}
        icon, tone = looks[self.value]
        return Badge(self.label, icon, tone)


class Consent(TextChoices):
    """What was said of the people in a picture before it is printed."""

    NOBODY = "nobody", _("Trong ảnh không có người nhận ra được mặt")
    CONSENTED = "consented", _("Người trong ảnh (hoặc cha mẹ của trẻ em) đã đồng ý cho in")


class PrintKind(TextChoices):
    """A booklet as a file."""

    A5 = "pdf_a5", _("PDF khổ A5")
    A5_PRESS = "pdf_a5_press", _("PDF khổ A5 cho nhà in (tràn lề 3 mm, dấu cắt)")
    A4 = "pdf_a4", _("PDF khổ A4")
    WORD = "docx", _("Word (.docx) khổ A5")


class PrintState(TextChoices):
    MAKING = "making", _("Đang làm")
    DONE = "done", _("Đã có")
    FAILED = "failed", _("Chưa làm được")


class FileReading(TextChoices):
    """What came of reading the words of a file; each but the first says why search knows its caption alone."""

    READ = "read", _("Tìm được theo chữ trong tệp.")
    PICTURE = "picture", _("Ảnh: tìm được theo chú thích.")
    WORDLESS = "wordless", _("Tệp là bản chụp, không có lớp chữ: chỉ tìm được theo chú thích.")
    UNREADABLE = (
        "unreadable",
        _("Không đọc được chữ trong tệp này: chỉ tìm được theo chú thích. Tệp vẫn tải về được."),
    )
    LOST = "lost", _("Kho tệp không còn nội dung của tệp này. Báo quản trị để khôi phục từ bản sao lưu.")


class ImportState(TextChoices):
    """How far an old list has come. Nothing of it is in the registry before ENTERED, and nothing any more once UNDONE."""

    COLUMNS = "columns", _("Chờ chọn cột")
    CHECKING = "checking", _("Đang xem thử")
    CHECKED = "checked", _("Đã xem thử")
    ENTERING = "entering", _("Đang nhập")
    ENTERED = "entered", _("Đã nhập")
    UNDONE = "undone", _("Đã hoàn tác")
    DISCARDED = "discarded", _("Đã bỏ")

    @property
    def badge(self) -> Badge:
        """The state as a person sees it."""
        icon, tone = _IMPORT_LOOKS[self.value]
        return Badge(self.label, icon, tone)


_IMPORT_LOOKS = {
    "columns": ("dashed", "unsent"),
    "checking": ("working", "waiting"),
    "checked": ("edit", "blue"),
    "entering": ("working", "waiting"),
    "entered": ("verified", "accepted"),
    "undone": ("returned", "unsent"),
    "discarded": ("close", "unsent"),
}


class RowVerdict(TextChoices):
    """What the dry run found of a row of an old list."""

    NEW = "new", _("Lập mới")
    NEXT = "next", _("Năm khác của dòng trên")
    CONTINUES = "continues", _("Ghi tiếp mô hình đã có")
    ALIKE = "alike", _("Gần giống, chờ quyết định")
    SAME = "same", _("Sổ đã có")
    REPEATED = "repeated", _("Trùng dòng khác")
    FAULT = "fault", _("Có lỗi")

    @property
    def badge(self) -> Badge:
        """The verdict as a person sees it."""
        icon, tone = _VERDICT_LOOKS[self.value]
        return Badge(self.label, icon, tone)


_VERDICT_LOOKS = {
    "new": ("add", "accepted"),
    "next": ("history", "accepted"),
    "continues": ("history", "blue"),
    "alike": ("warning", "waiting"),
    "same": ("check", "unsent"),
    "repeated": ("minus", "unsent"),
    "fault": ("alert", "returned"),
}


class RowDecision(TextChoices):
    """What the officer decided on a row; without a decision it goes as the dry run found it, and one that is ALIKE stays out."""

    NEW = "new", _("Lập mới")
    CONTINUE = "continue", _("Ghi tiếp mô hình đó")
    LEARN = "learn", _("Lập mới, học từ mô hình đó")
    SKIP = "skip", _("Để lại")


class MergedKind(TextChoices):
    """What a merger changes rows of."""

    PRACTICE = "practice", _("Mô hình")
    YEAR = "year", _("Bản ghi năm")
    ADOPTION = "adoption", _("Lượt nhân rộng")
    ENTRY = "entry", _("Bài trong tập")
    ORDER = "order", _("Chỉ đạo nhân rộng")
    MEASUREMENT = "measurement", _("Số đo theo quý")
