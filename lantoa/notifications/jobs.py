"""Jobs of notices. Mail leaves within a minute: a job each minute costs less than one with every change, and needs no lock that
two changes at once would wait for."""

from procrastinate.contrib.django import app

from lantoa.core.actor import SYSTEM
from lantoa.notifications.services.erasing import erase_old
from lantoa.notifications.services.ladder import climb
from lantoa.notifications.services.mails import GATHER_MORE, SEND_MORE, gather_mails, send_mails


@app.periodic(cron="* * * * *")
@app.task(name="notifications.send", queueing_lock="notifications.send")
def send(timestamp: int) -> None:
    """A part of the notices that are due into mails, and a part of the mails to the server; what is left queues the next part."""
    gather_mails()
    send_mails()


@app.task(name=GATHER_MORE)
def gather_more() -> None:
    """The next part of very many notices."""
    gather_mails()


@app.task(name=SEND_MORE)
def send_more() -> None:
    """The next part of very many mails."""
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
