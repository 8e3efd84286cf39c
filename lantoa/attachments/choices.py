"""The kinds of file that a field may take."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """A kind is told by content. `suffixes`: the endings of names that agree with it, the first being ours."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word (.docx)")
    XLSX = "xlsx", _("Excel (.xlsx)")
    CSV = "csv", _("CSV")
    JSON = "json", _("JSON")
    JPEG = "jpeg", _("ảnh JPG")
    PNG = "png", _("ảnh PNG")
    WEBP = "webp", _("ảnh WebP")

    @property
    def media_type(self) -> str:
        return {
            Kind.PDF: "application/pdf",
            Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind.CSV: "text/csv",
            Kind.JSON: "application/json",
            Kind.JPEG: "image/jpeg",
            Kind.PNG: "image/png",
            Kind.WEBP: "image/webp",
        }[self]

    @property
    def suffixes(self) -> tuple[str, ...]:
        return {
            Kind.CSV: (".csv", ".txt"),
            Kind.JPEG: (".jpg", ".jpeg", ".jpe"),
        }.get(self, (f".{self.value}",))


PAPERS = (Kind.PDF, Kind.DOCX)
TABLES = (Kind.XLSX, Kind.CSV)
PICTURES = (Kind.JPEG, Kind.PNG, Kind.WEBP)
