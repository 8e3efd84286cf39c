"""What is read for a topic: documents and links, in the order in which they are to be read."""

from django.db import models
from django.db.models import Q

from lantoa.attachments.models import StoredFile
from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.directives.models.study import StudyTopic


class TopicMaterial(Record):
    """A file or a link, never both. `removed_at`: taken away, and can be put back."""

    topic = models.ForeignKey(StudyTopic, on_delete=models.CASCADE, related_name="materials")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    link = models.CharField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255, blank=True)  # what the file is called when it is taken out
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "added_at"]
        constraints = [
            models.CheckConstraint(
                name="topic_material_file_or_link",
                condition=Q(file=None) & ~Q(link="") | Q(file__isnull=False, link=""),
            )
        ]

    def __str__(self) -> str:
        return self.title
