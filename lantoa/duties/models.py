"""How many units owe what, kept for who asked: a few rows a matter, however many units were asked. And how much waits below each
unit for the word of whoever stands above."""

import uuid

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from lantoa.duties.choices import Standing


class Key(models.Model):
    """What is counted together: duties of one matter that stand alike.

    `kind` and `subject` name the matter: one batch of tasks, one collection, one issuing. `asker` asked for it. `branch`: the
    unit directly below the asker under which those who owe it stand in the newest tree that is known; the asker itself for what
    it owes itself; the owing unit where it does not stand below. `due_at`: the last moment in time; none where the matter tells.

    Identities without foreign keys: a count must not hold the row of a unit.
    """

    kind = models.CharField(max_length=20)
    subject = models.UUIDField()
    asker = models.UUIDField()
    branch = models.UUIDField()
    standing = models.CharField(max_length=10, choices=Standing)
    due_at = models.DateTimeField(null=True)
    n = models.IntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.standing} {self.n}"


class DutyCount(Key):
    """What is kept. The database writes it (`triggers.py`), in the transaction of whatever changed; nothing here does.

    Two who write at once do not wait for each other: who finds the rows of a key in another's hands adds one of its own. So a key
    may have several rows, and `n` may be negative in one of them.
    """

    class Meta:
        indexes = [
            models.Index(fields=["subject", "branch", "standing"], name="duty_count_key"),
            models.Index(fields=["asker", "kind", "standing"], name="duty_count_asker"),
        ]


class Counted(Key):
    """What is read: the rows of each key added up, a view of the database."""

    id = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "duties_counted"


# In place of a unit: all that waits, wherever it is.
ANYWHERE = uuid.UUID(int=0)


class BelowCount(models.Model):
    """How many things wait strictly below a unit for whoever stands above them (`waits.py`), or ANYWHERE.

    `kind` and `matter` name what they are counted by: registered practices by year, results by practice, nominations by round;
    as text, since a matter is a row of some table or a year. `valid`: the days on which they stand below `node`, as the closure
    of the tree has them. The database writes it as it does `DutyCount`; a key may have several rows here too.
    """

    kind = models.CharField(max_length=20)
    matter = models.CharField(max_length=36)
    node = models.UUIDField()
    valid = DateRangeField()
    standing = models.CharField(max_length=16)
    n = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "node", "matter"], name="duty_below_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter} {self.standing} {self.n}"
