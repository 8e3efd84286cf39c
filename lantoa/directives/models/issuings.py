"""A version of a directive on its way down: who is asked to read it, and what its parts make units do."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.reference import Reference
from lantoa.directives.choices import IssuingState, ReadAgain
from lantoa.directives.models.versions import DirectivePart, DirectiveVersion
from lantoa.organisation.models import Unit
from lantoa.ui.badges import Badge


class Issuing(Record):
    """Once a version goes down from the committee that keeps the directive. Who is asked is told by the choice as of `chosen_on`,
    so that a job that was interrupted goes on with the same units.
    """

    code = models.CharField(max_length=20, unique=True)  # PD-2021-001: year, running number
    version = models.ForeignKey(DirectiveVersion, on_delete=models.PROTECT, related_name="issuings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who issues
    state = models.CharField(max_length=10, choices=IssuingState, default=IssuingState.DRAFT)
    scope = models.CharField(
        max_length=10
    )  # organisation.queries.choosing.Scope, or "before": who had an earlier version
    kinds = ArrayField(models.CharField(max_length=60), default=list)
    groups = ArrayField(models.CharField(max_length=120), default=list)
    codes = ArrayField(models.CharField(max_length=40), default=list)
    read_again = models.CharField(max_length=10, choices=ReadAgain, default=ReadAgain.WHOLE)
    due_on = models.DateField()
    message = models.TextField(blank=True)
    made_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True)
    chosen_on = models.DateField(null=True)
    total = models.PositiveIntegerField(default=0)  # units that the choice named when it was issued
    done = models.PositiveIntegerField(default=0)
    cursor = models.UUIDField(null=True)  # the last unit that has been asked, in order of identity
    finished_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="issuing_told_once_issued",
                condition=Q(state="draft", issued_at=None) | ~Q(state="draft") & Q(issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="issuing_finished_when_issued",
                condition=Q(state="issued", finished_at__isnull=False)
                | ~Q(state="issued") & Q(finished_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_badge(self) -> Badge:
        return IssuingState(self.state).badge


class Duty(Record):
    """What units have to do by an issuing. `sentence` stands word for word in `part`.

    It becomes one task of each unit, or what `kind` says (`duty_kinds`), made once for the issuing: `made_kind` and `made_id`
    point to it (core.Reference). `hindrance` tells why it could not be made when many units were asked by a job.
    """

    issuing = models.ForeignKey(Issuing, on_delete=models.CASCADE, related_name="duties")
    position = models.PositiveSmallIntegerField()
    part = models.ForeignKey(DirectivePart, on_delete=models.PROTECT, null=True, related_name="+")
    sentence = models.TextField(blank=True)
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    proof_wanted = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, default="task")
    choice = models.CharField(max_length=100, blank=True)  # of what the kind offers
    made_kind = models.CharField(max_length=60, blank=True)
    made_id = models.UUIDField(null=True)
    hindrance = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["issuing", "position"], name="duty_place"),
            models.UniqueConstraint(
                fields=["made_kind", "made_id"], condition=Q(made_id__isnull=False), name="duty_made_once"
            ),
            models.CheckConstraint(
                name="duty_made_is_named",
                condition=Q(made_kind="", made_id=None) | ~Q(made_kind="") & Q(made_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def made(self) -> Reference | None:
        """What it has become, where that is not a task of each unit."""
        return Reference(self.made_kind, self.made_id) if self.made_id is not None else None
