"""Who is asked, when, and who owes an answer."""

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.periods import Period, from_code
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import ObligationState, ProposalState, SubmissionState
from lantoa.reporting.models.sheets import SheetVersion


class Collection(Record):
    """One sheet version asked for one period by one unit. Late from `due_at` on; nothing is taken from
    `closes_at` on.
    """

    code = models.CharField(max_length=80, unique=True)  # "BCQ-2021Q1"
    sheet_version = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="collections")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    period_code = models.CharField(max_length=20)
    period_start = models.DateField()
    period_end = models.DateField()  # the day after the last one
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now, editable=False)  # maybe before it opens
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-period_end", "code"]
        indexes = [models.Index(fields=["period_start", "period_end"], name="collection_period")]
        constraints = [
            models.CheckConstraint(
                name="collection_times_in_order",
                condition=models.Q(opens_at__lte=models.F("due_at"), due_at__lte=models.F("closes_at")),
            ),
            models.CheckConstraint(
                name="collection_period_not_empty",
                condition=models.Q(period_start__lt=models.F("period_end")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def period(self) -> Period:
        return from_code(self.period_code)

    @property
    def tree_day(self) -> date:
        """The day whose tree the period's figures are added up in: the last one."""
        return self.period_end - timedelta(days=1)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.opens_at <= clock.now() < self.closes_at

    @property
    def has_closed(self) -> bool:
        """By somebody, or because its time is over."""
        return self.closed_at is not None or clock.now() >= self.closes_at


class Obligation(Record):
    """That a unit owes a report, as an explicit row: rates are met ÷ owed and never pass 100 %.

    How its report stands is kept beside it, so that 300,000 duties are counted without looking at their reports. The database
    itself keeps it (triggers of migration 0018, on every way in which reports and texts change); nothing here writes it.
    """

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="obligations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ObligationState, default=ObligationState.OWED)
    reason = models.TextField(blank=True)
    agreed_until = models.DateTimeField(null=True)
    # Other owing units stand below it: lines that only add up units are not asked of it.
    collects = models.BooleanField(default=False)
    # When the unit first sent its report: a report that was in time stays in time though it is returned and sent again later.
    first_sent_at = models.DateTimeField(null=True)
    # Of the latest version; `accepted` also while the unit works on an amendment of what counts.
    report_state = models.CharField(
        max_length=20, choices=SubmissionState, default=SubmissionState.DRAFT, editable=False
    )
    begun = models.BooleanField(default=False, editable=False)  # somebody has typed into the latest version
    says = models.BooleanField(default=False, editable=False)  # what counts or waits holds a figure or a text
    # Where the report that counts was accepted, root first; none while nothing counts.
    counted_path = ArrayField(models.UUIDField(), null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "unit"], name="obligation_once"),
            models.CheckConstraint(
                name="obligation_reason_given",
                condition=models.Q(state="owed") | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="obligation_late_until",
                condition=~models.Q(state="late_agreed") | models.Q(agreed_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], name="obligation_unit"),
            models.Index(fields=["collection", "report_state", "state"], name="obligation_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.unit_id}"


class ReopenProposal(Record):
    """That somebody asks for a closed collection to take reports again, until `closes_at`; another person decides."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="reopenings")
    reason = models.TextField()
    closes_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.WAITING)
    note = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection"], name="reopening_one_waiting", condition=models.Q(state="waiting")
            ),
            models.CheckConstraint(name="reopening_reason_given", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="reopening_settled_by_somebody",
                condition=models.Q(state="waiting", settled_by=None)
                | ~models.Q(state="waiting") & models.Q(settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.state}"
