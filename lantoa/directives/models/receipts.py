"""That a unit has read a version: asked for, given on the screen or on a signed sheet."""

from django.db import models
from django.db.models import Q

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.choices import ReceiptWay
from lantoa.directives.models.issuings import Issuing
from lantoa.directives.models.versions import DirectiveVersion
from lantoa.organisation.models import Unit


class ReceiptSheet(Record):
    """A paper sheet on which units without an account signed, scanned. The same scan is taken once."""

    issuing = models.ForeignKey(Issuing, on_delete=models.PROTECT, related_name="sheets")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    signed_on = models.DateField()
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-entered_at"]

    def __str__(self) -> str:
        return self.name


class Receipt(Record):
    """One unit and one version. A revision makes a new one and leaves the earlier as it was.

    `base`: the version that the unit has read before; where it is known, only what differs from it is to be read. `kept`: the
    issuer let the earlier reading stand for this version too. `post` says by which post it was read: no name.
    """

    version = models.ForeignKey(DirectiveVersion, on_delete=models.PROTECT, related_name="receipts")
    issuing = models.ForeignKey(Issuing, on_delete=models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(DirectiveVersion, on_delete=models.PROTECT, null=True, related_name="+")
    kept = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    acknowledged_at = models.DateTimeField(null=True)
    post = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=10, choices=ReceiptWay, blank=True)
    sheet = models.ForeignKey(ReceiptSheet, on_delete=models.PROTECT, null=True, related_name="receipts")
    reminded_at = models.DateTimeField(null=True)
    reminded_again_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on"]
        indexes = [
            models.Index(fields=["issuing", "acknowledged_at"], name="receipt_of_issuing"),
            models.Index(fields=["unit", "acknowledged_at"], name="receipt_of_unit"),
            models.Index(
                fields=["unit"],
                condition=Q(escalated_at__isnull=False, acknowledged_at=None),
                name="receipt_escalated",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "unit"], name="receipt_once"),
            models.CheckConstraint(
                name="receipt_way_when_read",
                condition=Q(acknowledged_at=None, way="", post="")
                | Q(acknowledged_at__isnull=False) & ~Q(way="") & ~Q(post=""),
            ),
            models.CheckConstraint(
                name="receipt_sheet_when_on_paper",
                condition=Q(way="paper", sheet__isnull=False) | ~Q(way="paper") & Q(sheet=None),
            ),
            models.CheckConstraint(
                name="receipt_kept_of_a_base", condition=Q(kept=False) | Q(base__isnull=False)
            ),
            models.CheckConstraint(
                name="receipt_escalated_after_reminder",
                condition=Q(escalated_at=None) | Q(reminded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="receipt_reminded_again_after_first",
                condition=Q(reminded_again_at=None) | Q(reminded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.acknowledged_at is None and not self.kept

    @property
    def is_overdue(self) -> bool:
        return self.is_waiting and self.due_on < clock.today()
