from typing import Any

from django.db import migrations, models


def tell_acted_on(apps: Any, schema_editor: Any) -> None:
    """Of what is there already: the line of its history says whether somebody has taken it up or handed it up."""
    steps = apps.get_model("issues", "IssueStep").objects.filter(kind__in=["taken_up", "escalated", "told_beyond"])
    issues = apps.get_model("issues", "PressingIssue").objects
    issues.filter(pk__in=steps.values("issue")).update(acted_on=True)


class Migration(migrations.Migration):
    dependencies = [("issues", "0004_in_hands")]
    operations = [
        migrations.AddField("pressingissue", "acted_on", models.BooleanField(default=False)),
        migrations.RunPython(tell_acted_on, migrations.RunPython.noop),
    ]
