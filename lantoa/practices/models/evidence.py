"""What proves a practice in one year, and what proves that another unit applies it: papers and photographs."""

from django.db import models
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.practices.choices import FileReading
from lantoa.practices.models.adoptions import Adoption
from lantoa.practices.models.practices import PracticeYear


class Proof(Record):
    """One file with what it shows. Who reads what it proves reads it. `removed_at`: taken away, and can be put back."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)  # what it is called when it is taken out
    caption = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    shows_people = models.BooleanField(default=False)  # then only with their consent
    row_version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["position", "added_at"]

    def __str__(self) -> str:
        return self.caption

    @property
    def is_picture(self) -> bool:
        return self.file.media_type.startswith("image/")


class Evidence(Proof):
    """One file of a practice's year."""

    year = models.ForeignKey(PracticeYear, on_delete=models.PROTECT, related_name="evidence")

    class Meta(Proof.Meta):
        indexes = [models.Index(fields=["year"], name="evidence_year")]

    @property
    def search_note(self) -> str:
        """Why search does not know what the file says; empty where it does. The row of `file_words` is asked for with it."""
        if self.is_picture:
            return ""
        words = getattr(self, "file_words", None)
        if words is None:
            return str(_("Đang đọc chữ trong tệp để tìm kiếm, chờ ít phút."))
        if words.reading != FileReading.READ:
            return str(FileReading(words.reading).label)
        return str(_("Tệp dài: tìm kiếm chỉ biết phần đầu.")) if words.is_cut else ""


class AdoptionEvidence(Proof):
    """One file of what came of a practice in a unit that took it up."""

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="proofs")

    class Meta(Proof.Meta):
        indexes = [models.Index(fields=["adoption"], name="adoption_evidence_adoption")]
