"""Rules with dates: when mail may leave, which days are holidays, who is reminded how many days before or after."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

from lantoa.core.records import Record
from lantoa.core.vi_dates import weekday_name
from lantoa.notifications.choices import Duty, Rung


class MailRule(Record):
    """When mail leaves and how long notices are kept, from a day on."""

    valid = DateRangeField()
    quiet_from = models.TimeField()  # in the evening
    quiet_until = models.TimeField()  # the next morning
    digest_at = models.TimeField()
    weekly_on = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(7)]
    )  # 1 = Monday
    give_up_after_hours = models.PositiveSmallIntegerField()
    keep_days = models.PositiveSmallIntegerField()  # notices and settled mails

    class Meta:
        constraints = [
            ExclusionConstraint(name="mail_rule_one_a_day", expressions=[("valid", RangeOperators.OVERLAPS)])
        ]

    def __str__(self) -> str:
        return str(self.valid)

    @property
    def weekday(self) -> str:
        return weekday_name(date(2021, 2, self.weekly_on))  # a month that begins with a Monday


class Holiday(Record):
    """A day off by the labour law of Viet Nam, or one day off for it."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=200, blank=True)  # the paper that says so

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class LadderStep(Record):
    """Whom to remind of a duty, `days` after its due day (negative: before)."""

    duty = models.CharField(max_length=10, choices=Duty)
    days = models.SmallIntegerField()
    rung = models.CharField(max_length=10, choices=Rung)
    valid = DateRangeField()

    class Meta:
        ordering = ["duty", "days"]
        constraints = [
            ExclusionConstraint(
                name="ladder_step_once",
                expressions=[
                    ("duty", RangeOperators.EQUAL),
                    ("days", RangeOperators.EQUAL),
                    ("rung", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.days:+d} {self.rung}"

    @property
    def when(self) -> str:
        if self.days == 0:
            return _("Đúng ngày đến hạn")
        words = _("Trước hạn %(days)d ngày") if self.days < 0 else _("Quá hạn %(days)d ngày")
        return words % {"days": abs(self.days)}
