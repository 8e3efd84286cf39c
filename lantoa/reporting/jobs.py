"""Jobs of reporting: ids in, one service called."""

import uuid

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from lantoa.core.actor import SYSTEM
from lantoa.reporting.queries.collections import collection_by_id
from lantoa.reporting.services import rollups, workbooks
from lantoa.reporting.services.situations.settling import erase_expired

STALLED_AFTER = 20  # seconds without a sign of life


@app.task(name="reporting.roll_up")
def roll_up(collection_id: str) -> None:
    """Recompute until the queue of the collection is empty: more may have come in since the job was
    queued.
    """
    collection = collection_by_id(uuid.UUID(collection_id))
    while rollups.roll_up(collection=collection):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="reporting.catch_up", queueing_lock="catch_up")
def catch_up(timestamp: int) -> None:
    """Queue again what a job that failed left behind, for example because the database went away under it."""
    rollups.queue_waiting()


@app.periodic(cron="* * * * *")
@app.task(name="reporting.retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its job «doing» for ever; give such jobs back to the queue.

    One whose like waits already (`queueing_lock`) is ended instead: two cannot wait, and the one that does does the same.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)


@app.task(name="reporting.read_workbooks")
def read_workbooks(intake_id: str) -> None:
    """A hundred workbooks at a time, each hundred seen on the page of the sending."""
    while workbooks.read_on_workbooks(actor=SYSTEM, intake_id=uuid.UUID(intake_id)):
        pass


@app.periodic(cron="17 3 * * *")
@app.task(name="reporting.forget_old_workbooks", queueing_lock="forget_old_workbooks")
def forget_old_workbooks(timestamp: int) -> None:
    """Workbooks that were sent and never applied do not lie about."""
    workbooks.forget_old_workbooks(actor=SYSTEM)


@app.periodic(cron="41 2 * * *")
@app.task(name="reporting.erase_situations", queueing_lock="reporting_erase_situations")
def erase_situations(timestamp: int) -> None:
    """Every night; nothing where no quarter has come to its term. Takes no argument: nothing of a line lies in the queue."""
    erase_expired(actor=SYSTEM)
