"""The registry: one practice keeps one identity over the years; a yearly record says how far it came in that year."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.models import Directive, StudyTopic
from lantoa.organisation.models import InHands, Unit
from lantoa.practices.choices import Origin, Subject, YearState


class PracticeField(Record):
    """A field of work (lĩnh vực). Rows: every office has its own list."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class CountedPractices(models.Manager["Practice"]):
    """Each piece of work once: practices that were merged into another are left out."""

    def get_queryset(self) -> models.QuerySet["Practice"]:
        return super().get_queryset().filter(merged_into=None)


class CountedYears(models.Manager["PracticeYear"]):
    """Without the records that a merger has set aside."""

    def get_queryset(self) -> models.QuerySet["PracticeYear"]:
        return super().get_queryset().filter(set_aside=False)


class Practice(InHands, Record):
    """A good model or effective way of working (mô hình hay, cách làm hiệu quả).

    `merged_into` is the practice that stays, however many mergers lie between (`models/mergers.py`).
    """

    code = models.CharField(
        max_length=20, unique=True
    )  # MH-2020-014: year of first registration, running number
    title = models.CharField(max_length=200, db_collation="vi-x-icu")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=12, choices=Subject, default=Subject.COLLECTIVE)
    field = models.ForeignKey(
        PracticeField, on_delete=models.PROTECT, related_name="practices"
    )  # by which it is counted
    other_fields = models.ManyToManyField(
        PracticeField, related_name="+", blank=True
    )  # under which it is found as well
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    other_directives = models.ManyToManyField(Directive, related_name="+")  # beside the leading one
    topic = models.ForeignKey(StudyTopic, on_delete=models.PROTECT, null=True, related_name="+")
    learned_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="learned_by"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    started_on = models.DateField()
    problem = models.TextField()
    goal = models.TextField()
    # The measurable goal: what is counted, in what, from where to where, until when.
    measure = models.CharField(max_length=200)
    measure_unit = models.CharField(max_length=40)
    baseline = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    target = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    target_on = models.DateField(null=True)
    method = models.TextField()
    result = models.TextField(blank=True)
    result_value = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    lesson = models.TextField(blank=True)
    search_key = models.TextField()  # folded: code and title on the first line, what is told on the second
    # Their words, by which full text is found; code and title weigh more. The database makes it from the key.
    words = models.GeneratedField(
        expression=models.Func(models.F("search_key"), function="practices_words"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Those of code and title alone: a hit there is found without looking at every practice that tells of it.
    titled = models.GeneratedField(
        expression=models.Func(models.F("search_key"), function="practices_titled"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # As they are written, with their accents: the better of two hits is the one that is spelled as the search is.
    spelled = models.GeneratedField(
        expression=models.Func(
            models.F("title"),
            models.F("problem"),
            models.F("goal"),
            models.F("method"),
            models.F("result"),
            models.F("lesson"),
            function="practices_spelled",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    marks = ArrayField(models.IntegerField(), default=list)  # of its pairs of syllables (likeness/marks.py)
    contact = models.CharField(
        max_length=200, blank=True
    )  # whom to ask: a post, a department, an office's telephone
    distinct_because = models.TextField(blank=True)  # what sets it apart from the practices that it is like
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = CountedPractices()
    originals = models.Manager["Practice"]()  # with those that were merged into another

    class Meta:
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="practice_search"),
            GinIndex(fields=["words"], name="practice_words"),
            GinIndex(fields=["titled"], name="practice_titled"),
            GinIndex(fields=["marks"], name="practice_marks"),
            models.Index(fields=["unit"], name="practice_unit"),
            models.Index(Coalesce("holder", "unit"), name="practice_in_hands"),
        ]
        constraints = [
            models.CheckConstraint(
                name="practice_merged_into_another",
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def told(self) -> str:
        """What is told of it, as it is weighed against others."""
        return "\n".join(part for part in (self.problem, self.goal, self.method, self.result) if part)


class MarkCount(models.Model):
    """Of how many practices a pair of syllables is part, as of the last count; `mark` EVERY counts the practices themselves.

    Only how telling a pair is hangs on it, so it may be some minutes old.
    """

    EVERY = 0

    mark = models.IntegerField(primary_key=True)
    practices = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.mark}: {self.practices}"


class PracticeHolder(Record):
    """Who answered for a practice of another unit, from a confirmed hand-over on. Without a row it was the unit itself."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="holders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="practice_holder_no_overlap",
                expressions=[("practice", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} with {self.unit_id}"


class PracticeYear(Record):
    """What became of a practice in one year. `set_aside`: a merger has found a record of the year that came further."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=12, choices=Origin)
    state = models.CharField(max_length=16, choices=YearState, default=YearState.DRAFT)
    registered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why returned or not recognised
    # What it came to; empty = nobody knows, which is not none.
    beneficiaries = models.PositiveIntegerField(null=True)
    money = models.PositiveBigIntegerField(null=True)  # saved or raised, whole đồng
    set_aside = models.BooleanField(default=False)

    objects = CountedYears()
    with_set_aside = models.Manager["PracticeYear"]()

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "year"],
                condition=models.Q(set_aside=False),
                name="practice_year_once",
            ),
            models.CheckConstraint(
                name="practice_year_sane", condition=models.Q(year__gte=1990, year__lte=2200)
            ),
        ]
        indexes = [
            models.Index(fields=["year", "state"], name="practice_year_state"),
            models.Index(
                fields=["year"],
                name="practice_year_waits",
                condition=models.Q(state="registered", set_aside=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.year} {self.state}"


class Measurement(Record):
    """One measured value of a practice's own measure, at the end of a quarter."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="measurements")
    period = models.CharField(max_length=10)  # "2019Q4"
    value = models.DecimalField(max_digits=16, decimal_places=3)

    class Meta:
        ordering = ["period"]
        constraints = [models.UniqueConstraint(fields=["practice", "period"], name="measurement_once")]

    def __str__(self) -> str:
        return f"{self.period}: {self.value}"
