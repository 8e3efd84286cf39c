"""Jobs: ids in, fetch, call the service."""

import logging

from procrastinate.contrib.django import app

from lantoa.core.actor import SYSTEM
from lantoa.directives.queries.issuings import issuing_by_id, unfinished
from lantoa.directives.services.attendance import erase_names
from lantoa.directives.services.going_down import carry_on

logger = logging.getLogger(__name__)


@app.task(name="directives.issue_down")
def issue_down(issuing_id: str) -> None:
    """Carry an issuing down to every unit, step by step; taken up again after an interruption it goes on where it stood."""
    issuing = issuing_by_id(issuing_id)
    if issuing is None:
        logger.warning("issuing %s is gone", issuing_id)
        return
    while not carry_on(issuing=issuing):
        pass


@app.periodic(cron="*/10 * * * *")
@app.task(name="directives.issue_unfinished", queueing_lock="directives.issue_unfinished")
def issue_unfinished(timestamp: int) -> None:
    """What a killed worker left."""
    for issuing in unfinished():
        while not carry_on(issuing=issuing):
            pass


@app.periodic(cron="41 2 * * *")
@app.task(name="directives.erase_names", queueing_lock="directives.erase_names")
def erase_old_names(timestamp: int) -> None:
    """Every night: who came to sessions, and who spoke there, once the days for which names are kept are over."""
    erase_names(actor=SYSTEM)
