"""Pressing issues of each unit."""

from datetime import date

from lantoa.attachments.services import store
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.issues import services
from lantoa.issues.choices import IssueState, Level, StepKind
from lantoa.issues.models import IssueFile, IssueStep, IssueTheme, PressingIssue
from tests.permissions.world.places import PLACES, canary
from tests.permissions.world.things import World


def make_issues(world: World) -> None:
    """Of each unit, which solves it itself: in each state, and one of which the clock has run out. Written past the
    services, whose screen would take the canaries for names."""
    theme = IssueTheme.objects.first()
    assert theme is not None
    for number, place in enumerate(PLACES):
        unit = world.units[place]
        for state in (*IssueState, "late", "dropped"):
            word = canary("issue", state, place)
            told = state in (IssueState.PROPOSED, IssueState.CLOSED)
            made = PressingIssue.objects.create(
                code=f"BX-2021-{number}{len(world.issues):04d}",
                unit=unit,
                voice=unit,
                theme=theme,
                title=f"Vấn đề {word}",
                text=f"Nói rõ {word}",
                wanted=f"Đề nghị {word}",
                owner=unit,
                level=Level.OWN,
                state={"late": IssueState.TAKEN_UP, "dropped": IssueState.WITHDRAWN}.get(state, state),
                acted_on=state not in (IssueState.RAISED, IssueState.WITHDRAWN),
                due_on=date(2021, 3, 1) if state == "late" else date(2021, 4, 28),
                result=f"Kết quả {word}" if told else "",
                proposed_at=clock.now() if told else None,
                closed_at=clock.now() if state == IssueState.CLOSED else None,
                search_key=word.lower(),
            )
            IssueStep.objects.create(
                issue=made, number=1, kind=StepKind.RAISED, unit=unit, words=f"Ghi {word}"
            )
            world.issues[place, state] = made
            world.issue_files[place, state] = [
                IssueFile.objects.create(
                    issue=made,
                    file=store(f"{word} {order}".encode(), "text/csv"),
                    name=f"{order}.csv",
                    caption=f"Ảnh {word}",
                    removed_at=clock.now() if order else None,
                )
                for order in range(2)
            ]


def make_issue_rules() -> None:
    """A theme that is to end, and clocks that are to change."""
    clocks = services.Clocks(7, 10, 14, 15, 5, 3, 90, 10, "Quy chế 05")
    services.set_clocks(actor=SYSTEM, clocks=clocks, since=date(2021, 7, 1))
    theme = IssueTheme.objects.get(code="nha-o")
    services.end_theme(actor=SYSTEM, theme=theme, on=date(2021, 7, 1), reason="Gộp")
