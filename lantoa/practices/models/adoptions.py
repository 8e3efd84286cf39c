"""Replication: who was asked to take a practice up, what they answered, and how far they came."""

from django.db import models
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core.records import Record
from lantoa.documents.models import IssuedDocument
from lantoa.organisation.models import InHands, Unit
from lantoa.practices.choices import AdoptionState, Answer, Capacity
from lantoa.practices.models.booklets import Booklet, BookletEntry
from lantoa.practices.models.practices import Practice


class ReplicationOrder(Record):
    """A paper that gives practices of a booklet to units to take up: `entries` are those it gives."""

    code = models.CharField(max_length=20, unique=True)  # NR-2021-01
    booklet = models.ForeignKey(Booklet, on_delete=models.PROTECT, related_name="orders")
    entries = models.ManyToManyField(BookletEntry, related_name="orders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who orders
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField()
    answer_by = models.DateField()

    class Meta:
        ordering = ["-issued_on"]

    def __str__(self) -> str:
        return self.code


class ReplicationOrderUnit(InHands, Record):
    """A unit to which an order was given. That it was given says nothing yet of what it took up.

    `asked`: on how many of the order's practices it is to answer, which are those of others; `answered`: on how many it has. The
    database writes both (migration 0018), whatever writes the answers.
    """

    order = models.ForeignKey(ReplicationOrder, on_delete=models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked = models.IntegerField(default=0, editable=False)
    answered = models.IntegerField(default=0, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "unit"], name="order_recipient_once")]
        indexes = [models.Index(Coalesce("holder", "unit"), name="order_recipient_in_hands")]

    def __str__(self) -> str:
        return f"{self.order_id} to {self.unit_id}"


class CountedAdoptions(models.Manager["Adoption"]):
    """Without the answers that a merger has set aside."""

    def get_queryset(self) -> models.QuerySet["Adoption"]:
        return super().get_queryset().filter(set_aside=False)


class Adoption(InHands, Record):
    """A unit's answer on one practice of an order, and what came of it. No row = not answered.

    `learned_as`: the practice that the unit took up, where that was merged into `practice` since; the figures are of its measure.
    `set_aside`: the unit had answered on both, and the other answer came further.
    """

    order = models.ForeignKey(ReplicationOrder, on_delete=models.PROTECT, related_name="adoptions")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="adoptions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=14, choices=Answer)
    state = models.CharField(max_length=10, choices=AdoptionState)
    reason = models.TextField(blank=True)  # required with decline, adapt and already_have
    answered_on = models.DateField()
    have_since = models.DateField(null=True)  # of already_have: since when, as far as the unit says
    planned_for = models.DateField(null=True)
    applied_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    # Who looked at the result, and as what; of what came in from a register nobody knows.
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verified_as = models.CharField(max_length=9, choices=Capacity, blank=True)
    # Applied, but the result came back to be completed; empty again once the unit has told more.
    returned_on = models.DateField(null=True)
    returned_as = models.CharField(max_length=9, choices=Capacity, blank=True)
    return_reason = models.TextField(blank=True)
    dropped_on = models.DateField(null=True)
    baseline = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    result_value = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    evidence = models.TextField(blank=True)
    # What it came to; empty = nobody knows, which is not none.
    beneficiaries = models.PositiveIntegerField(null=True)
    money = models.PositiveBigIntegerField(null=True)  # saved or raised, whole đồng
    learned_as = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, related_name="+")
    set_aside = models.BooleanField(default=False)
    # Measured and with evidence (`queries.verification.proved`). The database writes it (migration 0020).
    proved = models.BooleanField(default=False, editable=False)

    objects = CountedAdoptions()
    with_set_aside = models.Manager["Adoption"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "practice", "unit"],
                condition=models.Q(set_aside=False),
                name="adoption_once",
            ),
            models.CheckConstraint(
                name="adoption_verified_as_when_verified",
                condition=models.Q(verified_as="", verified_by=None)
                | ~models.Q(verified_as="") & models.Q(verified_on__isnull=False, verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="adoption_returned_with_reason",
                condition=models.Q(returned_on=None, returned_as="", return_reason="")
                | models.Q(returned_on__isnull=False)
                & ~models.Q(returned_as="")
                & ~models.Q(return_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "state"], name="adoption_practice"),
            models.Index(fields=["unit", "state"], name="adoption_unit"),
            models.Index(Coalesce("holder", "unit"), "state", name="adoption_in_hands"),
            models.Index(
                fields=["applied_on"],
                name="adoption_waits",
                condition=models.Q(state="applied", returned_on=None, set_aside=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.answer} {self.practice_id}"

    @property
    def taken_up(self) -> Practice:
        """The practice as the unit took it up: by its measure the result is told."""
        return self.practice if self.learned_as is None else self.learned_as
