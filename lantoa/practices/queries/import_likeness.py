"""Which practices many texts at once are like: the marks of a whole batch are asked in one statement."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection, transaction
from django.db.models.query import QuerySet

from lantoa.accounts.models import User
from lantoa.core.likeness.evidence import Evidence, weigh
from lantoa.core.likeness.marks import mark
from lantoa.core.likeness.words import Reading, read
from lantoa.practices.models import Practice
from lantoa.practices.queries.likeness import Pieces, commonness
from lantoa.practices.queries.practices import practices_visible_to

ASKED: Final = 40  # the most telling parts of a text
MOST_HAVING: Final = 200  # practices: a part that more of them have tells too little to be asked
WEIGHED: Final = 4  # of those found, for each text
LEAST_SHARE: Final = 0.08  # of the weight asked, which a practice must have to be weighed
MOST_KEPT: Final = 5_000  # readings that are kept from one batch to the next


@dataclass(frozen=True)
class Like:
    """The practice that a text is most like, and the passages that both have."""

    practice: uuid.UUID
    evidence: Evidence
    new: Reading
    old: Reading

    @property
    def passages(self) -> list[tuple[Pieces, Pieces]]:
        return [
            (
                self.new.marked(one.new, one.new.pairs & one.old.pairs),
                self.old.marked(one.old, one.new.pairs & one.old.pairs),
            )
            for one in self.evidence.telling
        ]


@dataclass
class Finder:
    """Looks up batch after batch for one person; what it has read it keeps."""

    user: User
    _read: dict[uuid.UUID, Reading] = field(default_factory=dict)

    def alike(self, texts: Sequence[tuple[str, str]]) -> list[Like | None]:
        """For each (title, text) the practice that counts as the same, if one does. Five statements, however many texts."""
        readings = [read(title, text) for title, text in texts]
        marks = {part: mark(part) for reading in readings for part in reading.parts}
        common = commonness(marks)
        asked: list[tuple[int, int, float]] = []
        for at, reading in enumerate(readings):
            telling = [part for part in reading.parts if common.counts.get(part, 0) <= MOST_HAVING]
            telling.sort(key=lambda part: (-common.weight(part), str(part)))
            asked += [(at, marks[part], common.weight(part)) for part in telling[:ASKED]]
        found = _found(practices_visible_to(self.user), asked)
        self._read_practices({practice for _at, practice in found})
        best: list[Like | None] = [None] * len(readings)
        for at, practice in found:
            old = self._read.get(practice)
            if old is None:
                continue
            evidence = weigh(readings[at], old, common)
            held = best[at]
            if evidence.is_same and (held is None or evidence.score > held.evidence.score):
                best[at] = Like(practice, evidence, readings[at], old)
        return best

    def _read_practices(self, wanted: set[uuid.UUID]) -> None:
        missing = wanted - self._read.keys()
        if len(self._read) + len(missing) > MOST_KEPT:
            self._read.clear()
            missing = wanted
        for practice in Practice.objects.filter(pk__in=missing):
            self._read[practice.pk] = read(practice.title, practice.told)


def _found(
    visible: QuerySet[Practice], asked: Sequence[tuple[int, int, float]]
) -> list[tuple[int, uuid.UUID]]:
    """(text, practice) pairs worth weighing. The index of marks is asked once for each mark, also where the registry is so small
    that the planner would rather read it through for each of them.
    """
    if not asked:
        return []
    seen, bound = visible.order_by().values("pk").query.sql_with_params()
    places, marks, weights = (list(column) for column in zip(*asked, strict=True))
    statement = f"""
        WITH asked AS MATERIALIZED (
            SELECT * FROM unnest(%s::integer[], %s::integer[], %s::float8[]) AS asked (place, mark, weight)
        ), holders AS MATERIALIZED (
            SELECT wanted.mark, held.id FROM (SELECT DISTINCT mark FROM asked) AS wanted
            CROSS JOIN LATERAL (
                SELECT p.id FROM practices_practice p WHERE p.marks @> ARRAY[wanted.mark] LIMIT {2 * MOST_HAVING}
            ) AS held
        ), shared AS (
            SELECT asked.place, holders.id, sum(asked.weight) AS weight
            FROM asked JOIN holders USING (mark) GROUP BY asked.place, holders.id
        ), whole AS (
            SELECT place, sum(weight) AS weight FROM asked GROUP BY place
        ), ranked AS (
            SELECT shared.place, shared.id,
                row_number() OVER (PARTITION BY shared.place ORDER BY shared.weight DESC, shared.id) AS rank
            FROM shared JOIN whole USING (place)
            WHERE shared.weight >= {LEAST_SHARE} * whole.weight AND shared.id IN ({seen})
        )
        SELECT place, id FROM ranked WHERE rank <= {WEIGHED} ORDER BY place, rank
    """  # noqa: S608 - constants and a statement of the house; values are bound
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(statement, [places, marks, weights, *bound])
        found = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan = on")
    return [(int(place), practice) for place, practice in found]
