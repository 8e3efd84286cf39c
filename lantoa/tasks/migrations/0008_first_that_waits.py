from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0007_time_asked")]

    operations = [
        migrations.AddIndex(
            "task",
            models.Index(condition=models.Q(state="waiting"), fields=["batch", "code"], name="task_waits"),
        ),
    ]
