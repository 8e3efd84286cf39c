"""Jobs of pledges."""

from procrastinate.contrib.django import app

from lantoa.commitments.services.erasing import erase_expired
from lantoa.core.actor import SYSTEM


@app.periodic(cron="23 2 * * *")
@app.task(name="commitments.erase_expired", queueing_lock="commitments_erase_expired")
def erase_old(timestamp: int) -> None:
    """Every night; nothing where nothing has come to its term."""
    erase_expired(actor=SYSTEM)
