"""Near-duplicates: how many of each kind of copy are found and how many others with them; and what looking costs in a registry of
100,000 practices, beside a plain ILIKE and a scan with rapidfuzz.

The pairs were written apart from the finder (`tests/practices/data/likeness/README.md`); on «held-out» nothing was set. The large
registry is made of the sample's sentences with a third of their syllables replaced, in one transaction that is taken back.
"""

import os
import random
import uuid
from collections.abc import Sequence

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.measuring import median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.core.likeness.marks import marks_of
from lantoa.core.text import folding_key
from lantoa.practices.models import Practice, PracticeYear
from lantoa.practices.queries.likeness import nearest
from lantoa.practices.services.likeness import count_marks
from lantoa.practices.texts import search_key
from tests.practices.likeness_pairs import judged_pairs, rates

PRACTICES = int(os.environ.get("LANTOA_BENCH_PRACTICES", "100000"))
PROBES = 12
SEED = 5


def measure() -> str:
    with transaction.atomic():
        cost = _cost()
        transaction.set_rollback(True)
    return f"{_quality()}\n\n{cost}"


def _quality() -> str:
    judged = judged_pairs()
    rows = []
    for kind in dict.fromkeys(one.kind for one in judged):
        of_kind = [one for one in judged if one.kind == kind]
        cells = []
        for split in ("tuning", "held-out"):
            part = [one for one in of_kind if one.split == split]
            cells += [str(len(part)), f"{sum(one.found for one in part) / len(part):.3f}" if part else "–"]
        rows.append([kind, *cells])
    lines = [
        f"{split}: precision {rates(judged, split).precision:.3f}, recall {rates(judged, split).recall:.3f}"
        for split in ("tuning", "held-out")
    ]
    return "\n".join(
        [
            "Pairs found to be the same practice, by kind (of the last three kinds none should be)",
            table(["", "tuning", "found", "held-out", "found"], rows),
            *lines,
        ]
    )


def _cost() -> str:
    from rapidfuzz import fuzz, process

    grow()
    user = User.objects.get(username="chuyenvien")
    choice = random.Random(SEED)
    originals = list(Practice.objects.order_by("code").exclude(code__startswith="LON-")[:PROBES])
    typed = [(one.title, _changed(one.told, choice, share=0.1)) for one in originals]
    found = [nearest(user, title=title, text=text) for title, text in typed]
    hits = sum(
        any(alike.practice == one for alike in some) for one, some in zip(originals, found, strict=True)
    )
    with CaptureQueriesContext(connection) as captured:
        nearest(user, title=typed[0][0], text=typed[0][1])
    keys = [folding_key(f"{title} {told}") for title, told in _told()]

    def ours() -> None:
        for title, text in typed:
            nearest(user, title=title, text=text)

    def ilike() -> None:
        with connection.cursor() as cursor:
            for one in originals:
                cursor.execute(
                    "SELECT code FROM practices_practice WHERE problem || method || result ILIKE %s LIMIT 5",
                    [f"%{one.method[:60]}%"],
                )
                cursor.fetchall()

    def scan() -> None:
        for title, text in typed:
            process.extract(folding_key(f"{title} {text}"), keys, scorer=fuzz.token_set_ratio, limit=5)

    taken = median_of(ours, ilike, scan, runs=3, warm_up=1)
    names = ["nearest (ours)", "ILIKE of 60 exact characters", "rapidfuzz token_set_ratio, all in memory"]
    rows = [
        [name, milliseconds(one.wall / PROBES), f"{one.wall / taken[0].wall:.1f}"]
        for name, one in zip(names, taken, strict=True)
    ]
    return "\n".join(
        [
            f"One text against {Practice.objects.count():,} practices; a tenth of its syllables replaced, {hits} of {PROBES} "
            f"originals found; {len(captured)} statements",
            table(["", "wall a text", "ratio"], rows),
        ]
    )


def _told() -> list[tuple[str, str]]:
    return [
        (one.title, one.told) for one in Practice.objects.only("title", "problem", "goal", "method", "result")
    ]


def _changed(
    text: str, choice: random.Random, *, share: float, words: Sequence[str] = ("việc", "người", "ngày")
) -> str:
    return " ".join(choice.choice(words) if choice.random() < share else word for word in text.split(" "))


def grow() -> None:
    """More practices like the sample's, recognised, so that everybody may learn from them."""
    choice = random.Random(SEED)
    pattern = list(Practice.objects.order_by("code"))
    words = [word for one in pattern for word in one.told.split()]
    made = []
    for number in range(PRACTICES - len(pattern)):
        base, other = choice.choice(pattern), choice.choice(pattern)
        one = Practice(
            id=uuid.UUID(int=choice.getrandbits(128)),
            code=f"LON-{number}",
            title=_changed(base.title, choice, share=0.3, words=words)[:200],
            unit_id=choice.choice(pattern).unit_id,
            field_id=base.field_id,
            directive_id=base.directive_id,
            started_on=base.started_on,
            problem=_changed(base.problem, choice, share=0.3, words=words),
            goal=_changed(other.goal, choice, share=0.3, words=words),
            measure=base.measure,
            measure_unit=base.measure_unit,
            method=_changed(choice.choice(pattern).method, choice, share=0.3, words=words),
            result=_changed(other.result, choice, share=0.3, words=words),
        )
        one.search_key = search_key(one)
        one.marks = marks_of(one.title, one.told)
        made.append(one)
    Practice.objects.bulk_create(made, batch_size=2000)
    PracticeYear.objects.bulk_create(
        [PracticeYear(practice=one, year=2020, origin="new", state="recognised") for one in made],
        batch_size=5000,
    )
    count_marks()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE practices_practice, practices_practiceyear, practices_markcount")
