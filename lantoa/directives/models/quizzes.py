"""Questions by which a person looks for oneself what was understood. No answer and no result has a place to be kept in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantoa.core.records import Record
from lantoa.directives.models.study import StudySession, StudyTopic


class QuizQuestion(Record):
    """One question of a topic: what may be chosen, which of it is right (from 0), and why."""

    topic = models.ForeignKey(StudyTopic, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    choices = ArrayField(models.CharField(max_length=300))
    right = models.PositiveSmallIntegerField()
    explanation = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="quiz_question_choices", condition=Q(choices__len__gte=2, choices__len__lte=6)
            ),
            models.CheckConstraint(name="quiz_question_right", condition=Q(right__lt=F("choices__len"))),
        ]

    def __str__(self) -> str:
        return self.text


class QuizCount(Record):
    """How often the questions were answered after one session, and how often enough of it was right. Numbers of turns, not of
    people.

    `shown_…`: what readers see. It follows only at every tenth turn, so that no single result can be read from two openings.
    """

    session = models.OneToOneField(StudySession, on_delete=models.CASCADE, related_name="quiz_count")
    taken = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    shown_taken = models.PositiveIntegerField(default=0)
    shown_passed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quiz_count_passed_of_taken",
                condition=Q(taken__gte=F("passed"), shown_taken__gte=F("shown_passed")),
            )
        ]

    def __str__(self) -> str:
        return str(self.taken)
