"""A person's pledge of a year, what the person and the direct superior say of it in words, and who has read it.

Nothing here can be counted, ordered or compared between persons: no number, no grade, no choice of a verdict. What persons write
is sealed value by value. Nothing points from elsewhere in the house to these tables.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from lantoa.commitments.choices import Capacity, CommitmentState, Half, Occasion, Page
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.core.sealed_text import SealedTextField
from lantoa.organisation.models import Person, Unit
from lantoa.ui.badges import Badge

PURPOSE = "commitments"
MOST_ITEMS = 12


class Commitment(Record):
    """`code` is drawn by lot, so that no number of pledges can be read from it. `unit` is where the person works; whoever has
    left it takes the pledge along."""

    code = models.CharField(max_length=20, unique=True)  # CK-2021-7F3KQ2MX
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CommitmentState, default=CommitmentState.DRAFT)
    created_at = models.DateTimeField(default=clock.now)
    signed_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)  # tells two open pages apart

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["person", "year"], name="commitment_one_a_year"),
            models.CheckConstraint(
                name="commitment_signed_has_moment",
                condition=Q(state=CommitmentState.DRAFT, signed_at=None)
                | Q(state=CommitmentState.SIGNED, signed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="commitment_unit_year")]

    @property
    def badge(self) -> Badge:
        return CommitmentState(self.state).badge

    @property
    def is_signed(self) -> bool:
        return self.state == CommitmentState.SIGNED

    def __str__(self) -> str:
        return self.code


class CommitmentItem(Record):
    """One thing pledged: the duty of the post it comes from, what will be done, by what one sees it, until when."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    duty = SealedTextField(purpose=PURPOSE)
    deed = SealedTextField(purpose=PURPOSE)
    measure = SealedTextField(purpose=PURPOSE)
    due_on = models.DateField(null=True)
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    # Since when its owner, who heads or belongs to a committee, shows it to everybody of the tree; null: to nobody.
    public_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "position"], name="commitment_item_position")
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.position}"


class SelfReview(Record):
    """What the owner says of one item at the middle or the end of the year. Words, nothing else."""

    item = models.ForeignKey(CommitmentItem, on_delete=models.CASCADE, related_name="reviews")
    half = models.CharField(max_length=10, choices=Half)
    words = SealedTextField(purpose=PURPOSE)
    told_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "half"], name="self_review_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.half}"


class Remark(Record):
    """What the direct superior of the day said, in words. Taken back, it stays as a fact without being shown further."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="remarks")
    half = models.CharField(max_length=10, choices=Half)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # which the author headed
    words = SealedTextField(purpose=PURPOSE)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "half"], condition=Q(withdrawn_at=None), name="remark_once_a_half"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.half}"


class CommitmentRead(models.Model):
    """Somebody has opened another's pledge. Shown to its owner, never changed."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="reads")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity)
    page = models.CharField(max_length=10, choices=Page)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["commitment", "-at"], name="commitment_read_latest")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.at}"


class ReaderNaming(Record):
    """An officer who may read the signed pledges of one unit's people, from day to day, by whom named and why."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="reader_naming_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.person_id}"


class PledgeCount(Record):
    """How many of a unit have pledged in a year, on paper or here, as the unit states it. Numbers only: who is a member is kept
    of nobody, so only the unit can part members from others."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    members_due = models.PositiveIntegerField()
    members_signed = models.PositiveIntegerField()
    leaders_signed = models.PositiveIntegerField()
    others_signed = models.PositiveIntegerField()
    fulfilled = models.PositiveIntegerField(null=True)  # null: not counted yet
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    stated_at = models.DateTimeField(default=clock.now)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="pledge_count_one_a_year"),
            models.CheckConstraint(
                name="pledge_count_members", condition=Q(members_signed__lte=models.F("members_due"))
            ),
            models.CheckConstraint(
                name="pledge_count_leaders", condition=Q(leaders_signed__lte=models.F("members_signed"))
            ),
            models.CheckConstraint(
                name="pledge_count_fulfilled",
                condition=Q(fulfilled=None)
                | Q(fulfilled__lte=models.F("members_signed") + models.F("others_signed")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class Season(Record):
    """Between which months something of a pledge is done, for pledges of `from_year` and after, until a later row says otherwise.

    Months are counted from January of the pledge's year, which is 1: −1 is November of the year before, 13 January of the year
    after. The rows that stand from the beginning are the house's custom, not a rule; `basis` names the paper that sets others.
    """

    occasion = models.CharField(max_length=10, choices=Occasion)
    from_year = models.PositiveSmallIntegerField()
    first_month = models.SmallIntegerField()
    last_month = models.SmallIntegerField()
    basis = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["occasion", "-from_year"]
        constraints = [
            models.UniqueConstraint(fields=["occasion", "from_year"], name="season_once_a_year"),
            models.CheckConstraint(
                name="season_months",
                condition=Q(
                    first_month__gte=-11, last_month__lte=24, first_month__lte=models.F("last_month")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.from_year}"
