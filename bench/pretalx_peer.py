"""Holds the rows of a call in pretalx and shows its review list. Run by the Python of `make peers`, never by the project's.

    python pretalx_peer.py ROWS.json        settings of pretalx in the environment (PRETALX_*)

Prints a line when the rows are in, then answers each line it reads with one of JSON: statements, wall, cpu, rows, status.
"""

import json
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

ADDRESS = "/orga/event/bench/reviews/"


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False)
    reader = hold(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    print("ready", flush=True)
    for asked in sys.stdin:
        print(json.dumps(show(client, ADDRESS + asked.strip())), flush=True)


def hold(rows):
    """Each row: title, field, unit, points of each appraiser (a list of lists). The organiser that reads them."""
    from django.utils.timezone import now
    from django_scopes import scope, scopes_disabled
    from pretalx.event.models import Event, Organiser, Team
    from pretalx.person.models import SpeakerProfile, User
    from pretalx.submission.models import Review, ReviewScore, ReviewScoreCategory, Submission, Track

    def person(name):
        return User.objects.create_user(email=f"{name}@example.org", password=None, name=name)

    reader = person("organiser")
    organiser = Organiser.objects.create(name="Bench", slug="bench")
    team = Team.objects.create(
        organiser=organiser,
        name="Bench",
        all_events=True,
        can_change_submissions=True,
        can_change_event_settings=True,
        is_reviewer=True,
    )
    team.members.add(reader)
    begins = (now() + timedelta(days=30)).date()
    with scopes_disabled():
        event = Event.objects.create(
            name="Bench",
            slug="bench",
            organiser=organiser,
            is_public=True,
            date_from=begins,
            date_to=begins,
            timezone="UTC",
            email="bench@example.org",
            locale_array="en",
            locale="en",
        )
    with scope(event=event):
        event.build_initial_data()
        kind = event.cfp.default_type
        tracks = {}
        for place, name in enumerate(sorted({row["field"] for row in rows})):
            tracks[name] = Track.objects.create(event=event, name=name, color="#2b6cb0", position=place)
        speakers = {}
        for name in sorted({row["unit"] for row in rows}):
            speakers[name] = person(f"unit{len(speakers)}")
            SpeakerProfile.objects.create(user=speakers[name], event=event)
        reviewers = [person(f"appraiser{place}") for place in range(len(rows[0]["points"]))]
        team.members.add(*reviewers)
        ReviewScoreCategory.objects.filter(event=event).update(active=False)
        scores = []
        for criterion, _ in enumerate(rows[0]["points"][0]):
            category = ReviewScoreCategory.objects.create(event=event, name=f"Criterion {criterion + 1}")
            scores.append(
                {
                    point: ReviewScore.objects.create(category=category, value=point, label=str(point))
                    for point in sorted({given[criterion] for row in rows for given in row["points"]})
                }
            )
        for row in rows:
            submission = Submission.objects.create(
                event=event,
                title=row["title"],
                submission_type=kind,
                track=tracks[row["field"]],
                state="submitted",
                content_locale="en",
                abstract=row["title"],
            )
            submission.speakers.add(speakers[row["unit"]])
            for reviewer, given in zip(reviewers, row["points"], strict=True):
                review = Review.objects.create(
                    submission=submission, user=reviewer, text="", score=sum(given)
                )
                review.scores.set([scores[place][point] for place, point in enumerate(given)])
    return reader


def show(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    wall, cpu = time.perf_counter(), spent()
    answer = client.get(address)
    body = answer.content
    wall, cpu = time.perf_counter() - wall, spent() - cpu
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return {
        "statements": len(captured),
        "wall": wall,
        "cpu": cpu,
        "rows": body.count(b"<tr") - 1,
        "status": answer.status_code,
        "bytes": len(body),
    }


def spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
