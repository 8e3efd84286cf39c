"""What the files of evidence say, as full text searches it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from lantoa.core import clock
from lantoa.core.records import Record
from lantoa.practices.choices import FileReading
from lantoa.practices.models.evidence import Evidence


class FileWords(Record):
    """The words of one file with its caption and name. A file without a row has not been read yet.

    Whether a person may meet them is asked of the evidence, never kept here.
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="file_words")
    reading = models.CharField(max_length=12, choices=FileReading)
    named = models.TextField()  # caption and name, as written
    text = models.TextField(blank=True)  # its passages (pages, sheets), each ended by a form feed
    places = ArrayField(
        models.CharField(max_length=110), default=list
    )  # of each passage: `page:3`, `sheet:Biểu 1`
    is_cut = models.BooleanField(default=False)  # longer than what is kept
    search_key = models.TextField()  # folded: what it is called on the first line, what it says on the second
    words = models.GeneratedField(
        expression=models.Func(models.F("search_key"), function="practices_words"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    spelled = models.GeneratedField(
        expression=models.Func(models.F("named"), models.F("text"), function="practices_spelled"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [GinIndex(fields=["words"], name="file_words")]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.reading}"

    @property
    def passages(self) -> list[tuple[str, str]]:
        """(place, text) in the order of the file."""
        return list(zip(self.places, self.text.split("\f"), strict=False))
