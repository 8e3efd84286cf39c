"""A quarter in which three units wrote about their limits: accepted, accepted, waiting."""

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection, Narrative, Submission, SubmissionText
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.snapshot import take_snapshot
from tests.cast import Cast
from tests.reporting import world

OFFICE = "Một số chi bộ sinh hoạt còn hình thức.  Việc học tập chuyên đề chưa đều.\n- Nguyên nhân: thiếu hướng dẫn."
HOSPITAL = "Cán bộ trực ca nhiều nên khó tập trung học tập. TP. Vị Thanh có 3 cơ sở xa nhau."
DEPARTMENT = "Sở chưa kiểm tra việc làm theo ở các phòng."
ADDRESS = "/bao-cao/BCQ-2021Q1/loi-van/0/"


def written(cast: Cast) -> Collection:
    """The story with texts; the department's report waits."""
    collection = world.story(cast)
    world.accepted(
        collection,
        world.row(cast.office, 10, 8, texts={0: OFFICE}),
        world.row(cast.hospital, 20, 8, texts={0: HOSPITAL}),
        world.row(
            cast.department,
            5,
            5,
            texts={0: DEPARTMENT},
            state=SubmissionState.SUBMITTED,
            submitted_at=clock.now(),
            submitted_by=cast.hospital_head,
        ),
    )
    return collection


def question(collection: Collection) -> Narrative:
    return Narrative.objects.get(version=collection.sheet_version_id)


def text_of(collection: Collection, unit: Unit, version: int = 1) -> SubmissionText:
    return SubmissionText.objects.select_related(
        "submission__collection__owner", "submission__unit", "narrative"
    ).get(submission__collection=collection, submission__unit=unit, submission__version_number=version)


def amended(collection: Collection, unit: Unit, actor: User, text: str) -> SubmissionText:
    """The unit's report amended with this text, and the amendment accepted."""
    first = Submission.objects.get(collection=collection, unit=unit)
    second = start_amendment(actor=actor, submission=first, reason="Sửa lời văn")
    SubmissionText.objects.filter(submission=second).update(text=text)
    Submission.objects.filter(pk=first.pk).update(superseded_at=clock.now())
    second.state = SubmissionState.ACCEPTED
    take_snapshot(collection, [second])
    second.save()
    return text_of(collection, unit, 2)
