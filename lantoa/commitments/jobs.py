"""Jobs of pledges. None takes an argument: nothing of a pledge lies in the queue."""

from procrastinate.contrib.django import app

from lantoa.commitments.services.erasing import erase_expired
from lantoa.commitments.services.reminding import remind
from lantoa.core.actor import SYSTEM


@app.periodic(cron="23 2 * * *")
@app.task(name="commitments.erase_expired", queueing_lock="commitments_erase_expired")
def erase_old(timestamp: int) -> None:
    """Every night; nothing where nothing has come to its term."""
    erase_expired(actor=SYSTEM)


@app.periodic(cron="11 0 * * *")
@app.task(name="commitments.remind", queueing_lock="commitments_remind")
def remind_people(timestamp: int) -> None:
    """Every morning; nobody is told of the same term twice."""
    remind(actor=SYSTEM)
