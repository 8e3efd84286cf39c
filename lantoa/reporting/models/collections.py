"""Who is asked, when, and who owes an answer."""

from datetime import date, timedelta

from django.db import models

from lantoa.core import clock
from lantoa.core.periods import Period, from_code
from lantoa.core.records import Record
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import ObligationState
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


class Obligation(Record):
    """That a unit owes a report, as an explicit row: rates are met ÷ owed and never pass 100 %."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="obligations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ObligationState, default=ObligationState.OWED)
    reason = models.TextField(blank=True)
    agreed_until = models.DateTimeField(null=True)
    # Other owing units stand below it: lines that only add up units are not asked of it.
    collects = models.BooleanField(default=False)

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
        indexes = [models.Index(fields=["unit"], name="obligation_unit")]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.unit_id}"
