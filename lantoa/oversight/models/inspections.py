"""One inspection or supervision of one unit, who carries it out, and what was said while it went on.

The subject is always a unit. What is written in the course of it is sealed value by value, so that no copy of the database gives
away what is found before it is concluded.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.sealed_text import SealedTextField
from lantoa.directives.models import Directive
from lantoa.documents.models import IssuedDocument
from lantoa.organisation.models import Person, Unit
from lantoa.oversight.choices import UNDER_WAY, InspectionKind, InspectionState, TeamPart
from lantoa.oversight.models.programmes import ProgrammeItem
from lantoa.oversight.models.rules import InspectionTheme
from lantoa.ui.badges import Badge

PURPOSE = "oversight"


class Inspection(Record):
    """`unit` inspects, `subject` is inspected. `ends_on` is its last day, `first_ends_on` that of the decision."""

    code = models.CharField(max_length=20, unique=True)  # KT-2021-001, GS-2021-001
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item = models.OneToOneField(ProgrammeItem, on_delete=models.PROTECT, null=True, related_name="inspection")
    kind = models.CharField(max_length=12, choices=InspectionKind)
    theme = models.ForeignKey(InspectionTheme, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, null=True, related_name="+")
    period_from = models.DateField()
    period_until = models.DateField()  # the last day that is looked at
    outline = models.TextField(blank=True)  # what the unit is to tell of
    state = models.CharField(max_length=10, choices=InspectionState, default=InspectionState.PREPARING)
    decision = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, related_name="+")
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    first_ends_on = models.DateField(null=True)
    extension_reason = models.CharField(max_length=500, blank=True)
    told_at = models.DateTimeField(null=True)  # since when the subject knows
    self_report_due_on = models.DateField(null=True)
    self_report = SealedTextField(purpose=PURPOSE)
    self_report_sent_at = models.DateTimeField(null=True)
    presented_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    conclusion = SealedTextField(purpose=PURPOSE)
    # Of how many party members besides the unit was looked at: a number, never who. Null where nobody has said.
    members = models.PositiveIntegerField(null=True)
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    notice = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    search_key = models.TextField()
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at", "code"]
        indexes = [
            models.Index(fields=["unit", "state"], name="inspection_of_unit"),
            models.Index(fields=["subject", "state"], name="inspection_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(name="inspection_of_another", condition=~Q(unit=models.F("subject"))),
            models.CheckConstraint(
                name="inspection_period", condition=Q(period_from__lte=models.F("period_until"))
            ),
            models.CheckConstraint(
                name="inspection_begun_by_decision",
                condition=Q(state__in=["preparing", "cancelled"])
                | Q(
                    decision__isnull=False,
                    begins_on__isnull=False,
                    ends_on__gte=models.F("begins_on"),
                    told_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="inspection_concluded_by_notice",
                condition=~Q(state="concluded") | Q(concluded_at__isnull=False, notice__isnull=False),
            ),
            models.CheckConstraint(
                name="inspection_cancelled_why",
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def badge(self) -> Badge:
        return InspectionState(self.state).badge

    @property
    def decision_number(self) -> str:
        return self.decision.reference if self.decision else ""

    @property
    def notice_number(self) -> str:
        return self.notice.reference if self.notice else ""

    @property
    def is_overdue(self) -> bool:
        return self.state in UNDER_WAY and self.ends_on is not None and self.ends_on < clock.today()


class TeamMember(Record):
    """Who carries an inspection out; kept as long as its file, like the decision that names them."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="team")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=TeamPart)
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "person"],
                condition=Q(removed_at=None),
                name="team_member_once",
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(removed_at=None, part="head"),
                name="team_one_head",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.part}"


class SelfReportFile(Record):
    """What the unit sends along with what it tells of itself."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return self.name


class WorkSession(Record):
    """One sitting with the unit, and its minutes. Who sat is told by posts, never by names."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="sessions")
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    present = models.CharField(max_length=500)
    minutes = SealedTextField(purpose=PURPOSE)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["held_on", "written_at"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.held_on}"
