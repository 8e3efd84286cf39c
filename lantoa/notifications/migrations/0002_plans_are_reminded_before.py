"""Nobody says of a measure that is no task whether it is done: it is reminded of before its day and on it, not after."""

from typing import Any

from django.db import migrations


def drop_later_steps(apps: Any, schema_editor: Any) -> None:
    apps.get_model("notifications", "LadderStep").objects.filter(duty="plan", days__gt=0).delete()


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_notices")]
    operations = [migrations.RunPython(drop_later_steps, migrations.RunPython.noop)]
