from datetime import timedelta

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.issues import services
from lantoa.notifications.services.ladder import climb
from tests.issues.world import proposed, raised, taken_up
from tests.notifications.tellings import Scene, Telling, so_far_nothing, tells


def _owners(scene: Scene) -> list[User]:
    return [scene.cast.propaganda_officer, scene.colleague, scene.cast.province_lead]


@tells("issue_raised")
def _(scene: Scene) -> Telling:
    raised(scene.cast, above=True)
    return Telling(scene.cast.outsider, _owners(scene))


@tells("issue_escalated")
def _(scene: Scene) -> Telling:
    issue = raised(scene.cast)
    so_far_nothing()
    services.escalate_issue(
        actor=scene.cast.hospital_head,
        issue=issue,
        reason="Không có kinh phí.",
        row_version=issue.row_version,
    )
    return Telling(scene.cast.hospital_head, _owners(scene))


@tells("issue_moved_up")
def _(scene: Scene) -> Telling:
    issue = raised(scene.cast, above=True)
    so_far_nothing()
    services.escalate_issue(
        actor=scene.cast.propaganda_officer, issue=issue, reason="Vượt quyền.", row_version=issue.row_version
    )
    return Telling(scene.cast.propaganda_officer, scene.hospital_team)


@tells("issue_asked_above")
def _(scene: Scene) -> Telling:
    issue = raised(scene.cast)
    so_far_nothing()
    with clock.set_to(issue.due_on + timedelta(days=1)):
        services.ask_above(
            actor=scene.cast.hospital_head, issue=issue, reason="Quá hạn.", row_version=issue.row_version
        )
    return Telling(scene.cast.hospital_head, _owners(scene))


@tells("issue_due")
def _(scene: Scene) -> Telling:
    issue = raised(scene.cast, above=True)
    so_far_nothing()
    with clock.set_to(issue.due_on - timedelta(days=1)):
        climb(actor=SYSTEM)
    return Telling(None, _owners(scene))


@tells("issue_late")
def _(scene: Scene) -> Telling:
    issue = raised(scene.cast, above=True)
    so_far_nothing()
    with clock.set_to(issue.due_on + timedelta(days=1)):
        climb(actor=SYSTEM)
    return Telling(None, _owners(scene))


@tells("issue_unsolved")
def _(scene: Scene) -> Telling:
    issue = raised(scene.cast, above=True)
    so_far_nothing()
    with clock.set_to(issue.due_on + timedelta(days=7)):
        climb(actor=SYSTEM)
    return Telling(None, scene.hospital_team)


@tells("issue_taken_up")
def _(scene: Scene) -> Telling:
    taken_up(scene.cast, above=True)
    return Telling(scene.cast.propaganda_officer, scene.hospital_team)


@tells("issue_proposed")
def _(scene: Scene) -> Telling:
    proposed(scene.cast, above=True)
    return Telling(scene.cast.propaganda_officer, scene.hospital_team)


@tells("issue_proposal_withdrawn")
def _(scene: Scene) -> Telling:
    issue = proposed(scene.cast, above=True)
    so_far_nothing()
    services.take_back(actor=scene.cast.propaganda_officer, issue=issue, row_version=issue.row_version)
    return Telling(scene.cast.propaganda_officer, scene.hospital_team)


@tells("issue_sent_back")
def _(scene: Scene) -> Telling:
    issue = proposed(scene.cast, above=True)
    so_far_nothing()
    services.send_back(
        actor=scene.cast.hospital_head, issue=issue, reason="Chưa xong.", row_version=issue.row_version
    )
    return Telling(scene.cast.hospital_head, _owners(scene))


@tells("issue_closed")
def _(scene: Scene) -> Telling:
    issue = proposed(scene.cast, above=True)
    so_far_nothing()
    services.close_issue(actor=scene.cast.hospital_head, issue=issue, row_version=issue.row_version)
    return Telling(scene.cast.hospital_head, _owners(scene))


@tells("issue_added")
def _(scene: Scene) -> Telling:
    issue = taken_up(scene.cast, above=True)
    so_far_nothing()
    services.add_to_issue(
        actor=scene.cast.outsider, issue=issue, words="Nay lan sang tầng hai.", row_version=issue.row_version
    )
    return Telling(scene.cast.outsider, _owners(scene))


@tells("issue_withdrawn")
def _(scene: Scene) -> Telling:
    issue = raised(scene.cast, above=True)
    so_far_nothing()
    services.withdraw_issue(
        actor=scene.cast.outsider, issue=issue, reason="Đã tự sửa.", row_version=issue.row_version
    )
    return Telling(scene.cast.outsider, _owners(scene))
