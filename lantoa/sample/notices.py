"""What the story has told its people: the acts themselves wrote the notices; what is older than the last days was read."""

from datetime import timedelta

from django.db.models import F

from lantoa.core import clock
from lantoa.notifications.models import Notice
from lantoa.notifications.services.erasing import erase_old
from lantoa.notifications.services.ladder import climb
from lantoa.sample.story import ACTOR, Story

NEW = timedelta(days=10)


def read_old_notices(story: Story) -> None:
    """Today's reminders, and only the news of the last days unread."""
    climb(actor=ACTOR)
    erase_old()
    old = Notice.objects.filter(made_at__lt=clock.now() - NEW, read_at=None)
    old.update(read_at=F("made_at") + timedelta(days=1))
