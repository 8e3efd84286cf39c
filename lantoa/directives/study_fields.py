"""What topics and sessions of study have alike."""

from typing import Any

from lantoa.directives.models import StudySession, StudyTopic


def own_fields(told: object) -> dict[str, Any]:
    """Of a topic's text or a session's plan, what stands in the row itself."""
    return {name: value for name, value in vars(told).items() if name != "other_directives"}


def references_of(held: StudyTopic | StudySession) -> list[str]:
    return list(held.other_directives.order_by("issued_on", "code").values_list("reference", flat=True))
