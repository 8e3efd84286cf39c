"""Jobs of notices. Mail leaves within a minute: a job each minute costs less than one with every change, and needs no lock that
two changes at once would wait for."""

from procrastinate.contrib.django import app

from lantoa.core.actor import SYSTEM
from lantoa.notifications.services.erasing import erase_old
from lantoa.notifications.services.ladder import climb
from lantoa.notifications.services.mails import gather_mails, send_mails


@app.periodic(cron="* * * * *")
@app.task(name="notifications.send", queueing_lock="notifications.send", lock="notifications.send")
def send(timestamp: int) -> None:
    """Notices that are due into mails, and mails to the server."""
    while gather_mails():
        pass
    send_mails()


@app.periodic(cron="5 * * * *")
@app.task(name="notifications.climb", queueing_lock="notifications.climb")
def remind(timestamp: int) -> None:
    """Every hour, so that an hour without a worker is made up for; a step that was taken is taken no more."""
    climb(actor=SYSTEM)


@app.periodic(cron="41 2 * * *")
@app.task(name="notifications.erase_old", queueing_lock="notifications.erase_old")
def erase(timestamp: int) -> None:
    """Every night; nothing where nothing is old enough."""
    erase_old()
