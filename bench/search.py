"""The first page of a search in a registry of 100,000 practices and 20,000 read files: words that stand everywhere, words that
stand in a few practices, beside a plain ILIKE (count and the newest twenty, as a simple page has it) and a scan with rapidfuzz.

The registry is that of `bench.likeness`, in one transaction that is taken back. Ours ranks, counts up to 500, and cuts passages.
"""

import random
from collections.abc import Callable

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.likeness import PRACTICES, SEED, grow
from bench.measuring import median_of, milliseconds, table
from lantoa.accounts.models import User
from lantoa.attachments.services import store
from lantoa.core.text import folding_key
from lantoa.practices.models import Evidence, FileWords, Practice, PracticeYear
from lantoa.practices.queries import searching
from lantoa.practices.queries.practices import PracticeFilter
from lantoa.practices.texts import search_key

PER_PAGE = 20
RARE = 12  # practices that tell of it
RUNS = 3
# What is typed, and what it stands for here.
SEARCHES = (
    ("người", "in nearly every practice"),
    ("người dân thủ tục", "four words, each in many"),
    ("người dân thủ tục", "the same, of one year and field"),
    ("nguoi dan", "without accents"),
    ("thủy tiên vàng", "three words that a few practices tell"),
    ("không ai nói thế bao giờ đâu nhé", "in none"),
)


def measure() -> str:
    with transaction.atomic():
        prepare()
        told = _cost()
        transaction.set_rollback(True)
    return told


def prepare() -> None:
    """The registry, files of a fifth of it, and a few practices with words that no other has."""
    grow()
    choice = random.Random(SEED)
    grown = Practice.objects.filter(code__startswith="LON-").count()
    rare = list(Practice.objects.filter(code__in=[f"LON-{n}" for n in choice.sample(range(grown), RARE)]))
    for one in rare:
        one.method += " Trồng hoa thủy tiên vàng trước cổng."
        one.search_key = search_key(one)
    Practice.objects.bulk_update(rare, ["method", "search_key"])
    file = store(b"bench", "text/csv")
    recognised = PracticeYear.objects.filter(state="recognised").select_related("practice")
    years = list(
        recognised.defer("practice__words", "practice__spelled", "practice__marks")[: PRACTICES // 5]
    )
    made = [
        Evidence(year=year, file=file, name="so-do.csv", caption="Sổ đo hằng tháng.", position=0)
        for year in years
    ]
    Evidence.objects.bulk_create(made, batch_size=2000)
    FileWords.objects.bulk_create(
        [
            FileWords(
                evidence=one,
                reading="read",
                named="Sổ đo hằng tháng. · so-do.csv",
                text=one.year.practice.told,
                places=["page:1"],
                search_key="so do hang thang so do csv\n" + folding_key(one.year.practice.told),
            )
            for one in made
        ],
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE practices_practice, practices_practiceyear, practices_evidence, practices_filewords"
        )


def _cost() -> str:
    from rapidfuzz import fuzz, process

    user = User.objects.get(username="chuyenvien")
    narrow = PracticeFilter(year=2020, field=_a_field())
    texts = [
        " ".join((one.title, one.told, one.lesson)) for one in Practice.objects.iterator(chunk_size=5000)
    ]
    rows = []
    for text, words in SEARCHES:
        wanted = narrow if "of one year" in words else PracticeFilter()

        def ours(text: str = text, wanted: PracticeFilter = wanted) -> searching.Ranked:
            return first_page(user, wanted, text)

        def ilike(text: str = text, wanted: PracticeFilter = wanted) -> None:
            _ilike(text, wanted)

        def scan(text: str = text) -> None:
            process.extract(text, texts, scorer=fuzz.partial_token_set_ratio, limit=PER_PAGE)

        with CaptureQueriesContext(connection) as captured:
            found = ours()
        works: list[Callable[[], object]] = [ours, ilike]
        taken = median_of(*works, runs=RUNS, warm_up=1)
        scanned = median_of(scan, runs=1, warm_up=0)[0]
        rows.append(
            [
                f"«{text}», {words}",
                f"{'>' if found.is_cut else ''}{len(found)}",
                str(len(captured)),
                milliseconds(taken[0].wall),
                milliseconds(taken[1].wall),
                f"{taken[1].wall / taken[0].wall:.1f}",
                milliseconds(scanned.wall),
                f"{scanned.wall / taken[0].wall:.0f}",
            ]
        )
    heading = ["", "found", "statements", "ours", "ILIKE", "ratio", "rapidfuzz", "ratio"]
    return "\n".join(
        [
            f"The first page of a search over {Practice.objects.count():,} practices and {FileWords.objects.count():,} files; "
            "ILIKE and rapidfuzz look at the practices alone, need every accent, and rank nothing",
            table(heading, rows),
        ]
    )


def first_page(user: User, wanted: PracticeFilter, text: str) -> searching.Ranked:
    """All that the page does: read the words, find, rank, fetch twenty, cut their passages."""
    said = searching.wording(text)
    found = searching.ranked(user, wanted, said)
    searching.shown(user, wanted, said, found, found.practices[:PER_PAGE])
    return found


def _ilike(text: str, wanted: PracticeFilter) -> None:
    everything = "(p.title || ' ' || p.problem || ' ' || p.goal || ' ' || p.method || ' ' || p.result || ' ' || p.lesson)"
    where = " AND ".join([f"{everything} ILIKE %s"] * len(text.split()))
    given = [f"%{word}%" for word in text.split()]
    if wanted.field:
        where += " AND f.code = %s AND EXISTS (SELECT 1 FROM practices_practiceyear y WHERE y.practice_id = p.id AND y.year = %s)"
        given += [wanted.field, str(wanted.year)]
    source = "practices_practice p JOIN practices_practicefield f ON f.id = p.field_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {source} WHERE {where}", given)
        cursor.fetchall()
        cursor.execute(
            f"SELECT p.code, p.title FROM {source} WHERE {where} ORDER BY p.code DESC LIMIT {PER_PAGE}", given
        )
        cursor.fetchall()


def _a_field() -> str:
    return Practice.objects.order_by("code").values_list("field__code", flat=True)[0]
