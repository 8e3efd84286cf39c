"""Jobs of notices. Mail leaves within a minute: a job each minute costs less than one with every change, and needs no lock that
two changes at once would wait for."""

from procrastinate.contrib.django import app

from lantoa.notifications.services.erasing import erase_old
from lantoa.notifications.services.mails import gather_mails, send_mails


@app.periodic(cron="* * * * *")
@app.task(name="notifications.send", queueing_lock="notifications.send", lock="notifications.send")
def send(timestamp: int) -> None:
    """Notices that are due into mails, and mails to the server."""
    while gather_mails():
        pass
    send_mails()


@app.periodic(cron="41 2 * * *")
@app.task(name="notifications.erase_old", queueing_lock="notifications.erase_old")
def erase(timestamp: int) -> None:
    """Every night; nothing where nothing is old enough."""
    erase_old()
