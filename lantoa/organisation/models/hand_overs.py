"""What goes from a unit to another by an event: lists and counts that both sides state, and the receiver's confirmation."""

from django.db import models

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.models.events import UnitEvent
from lantoa.organisation.models.units import Unit
from lantoa.ui.badges import Badge


class HandOver(Record):
    """Between one giving and one receiving unit under one event. Nothing changes hands before it is confirmed."""

    code = models.CharField(
        max_length=20, unique=True
    )  # BG-2025-014: year of the effective day, running number
    event = models.ForeignKey(UnitEvent, on_delete=models.PROTECT, related_name="hand_overs")
    giver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField()
    state = models.CharField(max_length=10, choices=HandOverState, default=HandOverState.PREPARING)
    note = models.TextField(blank=True)  # what the giving side adds to its counts
    stated_at = models.DateTimeField(null=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # The receiver's last word; counts that differ are kept beside the giver's.
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    remarks = models.TextField(blank=True)
    # The receiver had no account of a head yet, so the committee above it confirmed.
    is_in_stead = models.BooleanField(default=False)
    # The committee above closed a difference that stayed, with the reason.
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)
    search_key = models.TextField()  # folded code, names of both units, number of the decision
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-effective_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["event", "giver", "receiver"], name="hand_over_once"),
            models.CheckConstraint(
                name="hand_over_between_two", condition=~models.Q(giver=models.F("receiver"))
            ),
            models.CheckConstraint(
                name="hand_over_settled_with_reason",
                condition=models.Q(settled_at=None) | ~models.Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_on", "code"],
                name="hand_over_to_prepare",
                condition=models.Q(state__in=["preparing", "differs"]),
            ),
            models.Index(
                fields=["effective_on", "code"],
                name="hand_over_to_confirm",
                condition=models.Q(state__in=["waiting", "differs"]),
            ),
            models.Index(
                fields=["receiver"],
                name="hand_over_for_receiver",
                condition=models.Q(state__in=["waiting", "differs"]),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def badge(self) -> Badge:
        return HandOverState(self.state).badge


class HandOverLine(Record):
    """One kind of thing: what the system counts (None for what only paper knows), and what giver and receiver state."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=40, blank=True)  # of the registry of holdings; empty for paper counts
    label = models.CharField(max_length=120)
    measure = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField()
    counted = models.PositiveIntegerField(null=True)
    stated = models.PositiveIntegerField(null=True)
    received = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "position"], name="hand_over_line_place"),
            models.UniqueConstraint(fields=["hand_over", "label"], name="hand_over_line_label"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def differs(self) -> bool:
        """Two of the figures that are told say different things."""
        return len({self.counted, self.stated, self.received} - {None}) > 1


class HandOverItem(Record):
    """One thing on the list. It stands on exactly one of the lists of its giver, so that nothing is left over."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=40)
    reference = models.UUIDField()
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=400)
    state = models.CharField(max_length=80, blank=True)
    url = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "kind", "reference"], name="hand_over_item_once"),
            models.UniqueConstraint(fields=["hand_over", "position"], name="hand_over_item_place"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()
