"""Jobs of a killed worker come back, whatever waits beside them."""

import uuid
from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from lantoa.core import queue
from lantoa.reporting.jobs import retry_stalled
from tests.two_connections import database_apart


def test_job_of_a_killed_worker_whose_like_waits_holds_up_no_other(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    """Given back it would be a second one that waits, which the queue refuses; the others after it come back all the same."""
    with database_apart(django_db_blocker), connection.cursor() as cursor:
        queue.defer("notifications.send", queueing_lock="notifications.send", timestamp=0)
        queue.defer("reporting.roll_up", collection_id=str(uuid.uuid4()))
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [cursor.fetchone()[0]]
        )
        queue.defer("notifications.send", queueing_lock="notifications.send", timestamp=60)
        async_to_sync(retry_stalled.func)(type("Context", (), {"app": app})(), 0)
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [
            ("notifications.send", "failed"),
            ("reporting.roll_up", "todo"),
            ("notifications.send", "todo"),
        ]
