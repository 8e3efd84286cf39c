from django.db import migrations, models


class Migration(migrations.Migration):
    """The first of what was given together is found by the index, however many were given."""

    dependencies = [("tasks", "0004_proofs")]

    operations = [
        migrations.RemoveIndex(model_name="task", name="task_batch"),
        migrations.AddIndex(
            model_name="task", index=models.Index(fields=["batch", "code"], name="task_batch")
        ),
    ]
