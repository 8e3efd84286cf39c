"""What a person is told, and the mails that carry it out of the house."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.notifications.choices import MailState, Trouble, Turn, Way


class Mail(Record):
    """One mail to one person; its identity is its Message-ID, the same however often it is sent.

    It carries the notices that name it, or a text of its own (what accounts write), which is erased once the mail is settled.
    Notices are put into words when it leaves.
    """

    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    address = models.CharField(max_length=254, blank=True)  # where no receiver is known
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    turn = models.PositiveSmallIntegerField(default=Turn.FEW, db_default=int(Turn.FEW))
    made_at = models.DateTimeField(default=clock.now)
    next_try_at = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    answer_code = models.PositiveSmallIntegerField(null=True)  # of the mail server, the last time
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["turn", "next_try_at"], name="mail_in_turn", condition=Q(state="waiting")),
            models.Index(fields=["receiver", "-made_at"], name="mail_of_receiver"),
            models.Index(fields=["settled_at"], name="mail_settled"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_settled_once", condition=Q(state="waiting") ^ Q(settled_at__isnull=False)
            ),
            models.CheckConstraint(
                name="mail_text_erased", condition=Q(state="waiting") | Q(subject="", body="", address="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Notice(Record):
    """That something happened to a thing, told to one person once: the row is both what the page shows and what mail is made of.

    `subject_kind` and `subject_id` are a core.Reference; `number` is how the thing is called outside (a number, never a title or
    a unit). Nothing of the thing itself is kept: it is asked when the page is opened, and only what the person may read then.
    """

    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)  # a code of notifications.kinds
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    number = models.CharField(max_length=100, blank=True)
    due_on = models.DateField(null=True)  # where it speaks of a day
    occasion = models.CharField(
        max_length=80
    )  # the same occasion is told once, however often it is asked for
    made_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)
    way = models.CharField(
        max_length=10, choices=Way, default=Way.APP
    )  # as the person had chosen when it was made
    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, null=True, related_name="notices")

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["receiver", "kind", "subject_id", "occasion"], name="notice_once")
        ]
        indexes = [
            models.Index(fields=["receiver", "-made_at"], name="notice_of_receiver"),
            models.Index(fields=["receiver"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(
                fields=["way", "made_at"],
                name="notice_to_mail",
                condition=Q(mail=None, read_at=None) & ~Q(way="app"),
            ),
            models.Index(
                fields=["receiver"],
                name="notice_to_mail_of",
                condition=Q(mail=None, read_at=None) & ~Q(way="app"),
            ),
            models.Index(fields=["made_at"], name="notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Delivery(models.Model):
    """How the mail server was met the last time: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    since = models.DateTimeField(null=True)  # of the trouble
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="delivery_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.trouble
