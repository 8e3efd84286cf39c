from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lantoa.ui.badges import Badge


class ConferenceKind(TextChoices):
    INTERIM = "interim", _("Sơ kết")
    FINAL = "final", _("Tổng kết")
    QUARTERLY = "quarterly", _("Sơ kết quý, giao ban")


CODE_LETTERS: dict[str, str] = {
    ConferenceKind.INTERIM: "SK",
    ConferenceKind.FINAL: "TK",
    ConferenceKind.QUARTERLY: "QUY",
}


class ConclusionState(TextChoices):
    DRAFT = "draft", _("Đang soạn")
    ADOPTED = "adopted", _("Đã thông qua")
    ANNOUNCED = "announced", _("Đã thông báo")

    @property
    def badge(self) -> Badge:
        icon, tone = {
            "draft": ("edit", "unsent"),
            "adopted": ("done", "blue"),
            "announced": ("send", "accepted"),
        }[self.value]
        return Badge(self.label, icon, tone)


class PointKind(TextChoices):
    CONCLUSION = "conclusion", _("Kết luận của hội nghị")
    DIRECTION = "direction", _("Ý kiến chỉ đạo")


class PackState(TextChoices):
    QUEUED = "queued", _("Chờ làm")
    MAKING = "making", _("Đang làm")
    READY = "ready", _("Đã xong")
    FAILED = "failed", _("Không làm được")


class ItemKind(TextChoices):
    """The files of a pack, in the order in which they are made."""

    FIGURES = "figures", _("Bảng các con số")
    REPORT_DOCX = "report_docx", _("Báo cáo (Word)")
    REPORT_PDF = "report_pdf", _("Báo cáo (PDF)")
    ANNEXES = "annexes", _("Phụ lục (Excel)")
    BOOKLET_PDF = "booklet_pdf", _("Tập mô hình (PDF)")
    BOOKLET_DOCX = "booklet_docx", _("Tập mô hình (Word)")
    CERTIFICATES = "certificates", _("Giấy khen (PDF)")


FILE_NAMES: dict[str, str] = {
    ItemKind.FIGURES: "figures.json",
    ItemKind.REPORT_DOCX: "bao-cao.docx",
    ItemKind.REPORT_PDF: "bao-cao.pdf",
    ItemKind.ANNEXES: "phu-luc.xlsx",
    ItemKind.BOOKLET_PDF: "tap-mo-hinh.pdf",
    ItemKind.BOOKLET_DOCX: "tap-mo-hinh.docx",
    ItemKind.CERTIFICATES: "giay-khen.pdf",
}

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES: dict[str, str] = {
    ItemKind.FIGURES: "application/json",
    ItemKind.REPORT_DOCX: WORD,
    ItemKind.REPORT_PDF: "application/pdf",
    ItemKind.ANNEXES: EXCEL,
    ItemKind.BOOKLET_PDF: "application/pdf",
    ItemKind.BOOKLET_DOCX: WORD,
    ItemKind.CERTIFICATES: "application/pdf",
}
