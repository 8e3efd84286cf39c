"""Booklets, published and being drafted."""

from lantoa.attachments.services import store
from lantoa.core import clock
from lantoa.practices.choices import Consent, PrintKind, PrintState
from lantoa.practices.models import Booklet, BookletChapter, BookletEntry, BookletFile, BookletPhoto
from tests.permissions.world.places import PLACES, canary
from tests.permissions.world.practices.registry import lesson_for
from tests.permissions.world.things import World


def make_booklets(world: World) -> None:
    """Of each unit a published booklet and a draft (a further edition of another) with two practices and an empty chapter."""
    for place in PLACES:
        for state in ("draft", "published"):
            booklet = Booklet.objects.create(
                code=f"TAP-{place}-{state[:5]}",
                title=f"Tập {canary('booklet', state, place)}",
                unit=world.units[place],
                year=2020,
                preface="Lời giới thiệu",
                **_of_state(world, place, state),
            )
            first, _empty = BookletChapter.objects.bulk_create(
                [
                    BookletChapter(booklet=booklet, title=f"Phần {number}", position=number)
                    for number in (1, 2)
                ]
            )
            for position, standing in enumerate(("silent", "planned"), start=1):
                entry = BookletEntry.objects.create(
                    booklet=booklet,
                    practice=lesson_for(world, place, standing),
                    chapter=first,
                    position=position,
                    background="Bối cảnh",
                    method="Cách làm",
                    result="Kết quả",
                    lesson="Bài học",
                    taken={"method": "Cách làm trước đây"},  # the original reads otherwise by now
                )
            BookletPhoto.objects.create(
                entry=entry,
                file=store(canary("booklet", state, place).encode(), "image/png"),
                name="anh.png",
                caption="Bảng giờ chờ.",
                consent=Consent.NOBODY,
                position=1,
            )
            drawn = store(canary("booklet", state, place).encode(), "application/pdf")
            BookletFile.objects.create(
                booklet=booklet, kind=PrintKind.A5, state=PrintState.DONE, file=drawn, made_at=clock.now()
            )
            BookletFile.objects.create(booklet=booklet, kind=PrintKind.A4, state=PrintState.FAILED)
            world.booklets[place, state] = booklet


def _of_state(world: World, place: str, state: str) -> dict[str, object]:
    if state == "published":
        return {"published_at": clock.now()}
    before = Booklet.objects.create(
        code=f"TAP-{place}-L1",
        title="Tập trước",
        unit=world.units[place],
        year=2020,
        published_at=clock.now(),
    )
    return {"follows": before, "edition": 2}
