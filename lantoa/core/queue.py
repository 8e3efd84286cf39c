"""Queue a job by its registered name, in the transaction of the change that wants it."""

from procrastinate.contrib.django import app


def defer(name: str, *, queueing_lock: str | None = None, priority: int = 0, **ids: str | int) -> None:
    """Queue job `name` with the identities it needs.

    The job exists if and only if the surrounding transaction commits. With `queueing_lock` a job of that lock which already
    waits is enough, and no second one is queued. A job of lower `priority` begins when none of a higher one waits: the next part
    of long work lets others pass by -1.
    """
    from django.db import transaction
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        # The savepoint keeps the caller's transaction usable when the lock is already taken.
        with transaction.atomic():
            app.configure_task(name, queueing_lock=queueing_lock, priority=priority).defer(**ids)
    except AlreadyEnqueued:
        return
