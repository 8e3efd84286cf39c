"""Each day off names the paper that says so: the labour code in force on it."""

from datetime import date
from typing import Any

from django.db import migrations, models

CODE_OF_2019 = date(2021, 1, 1)  # its day of coming into force


def name_sources(apps: Any, schema_editor: Any) -> None:
    holidays = apps.get_model("notifications", "Holiday").objects
    holidays.filter(day__lt=CODE_OF_2019).update(source="Bộ luật Lao động 2012, Điều 115")
    holidays.filter(day__gte=CODE_OF_2019).update(source="Bộ luật Lao động 2019, Điều 112")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_issues_have_a_ladder")]
    operations = [
        migrations.AddField(
            model_name="holiday", name="source", field=models.CharField(blank=True, max_length=200)
        ),
        migrations.RunPython(name_sources, migrations.RunPython.noop),
    ]
