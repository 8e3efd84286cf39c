"""What is read for a topic, for whoever reads the topic."""

import uuid

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.directives.models import StudyTopic, TopicMaterial
from lantoa.directives.queries.study import get_topic


def materials_of(topic: StudyTopic) -> list[TopicMaterial]:
    """In the order of reading, with their files; without what was taken away. One statement."""
    return list(topic.materials.filter(removed_at=None).select_related("file"))


def get_material(user: User, code: str, material: uuid.UUID, *, removed: bool = False) -> TopicMaterial:
    """One document or link of a topic that one reads; with `removed`, one that was taken away. Else NotFound."""
    topic = get_topic(user, code)
    found = (
        topic.materials.filter(pk=material, removed_at__isnull=not removed)
        .select_related("file", "topic")
        .first()
    )
    if found is None:
        raise NotFound()
    return found
