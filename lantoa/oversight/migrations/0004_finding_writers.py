from django.conf import settings
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Of what was written before, who corrected it last is all that is known."""
    finding = apps.get_model("oversight", "Finding")
    writers = finding.writers.through
    rows = finding.objects.filter(author__isnull=False).values_list("pk", "author")
    writers.objects.bulk_create(writers(finding_id=pk, user_id=author) for pk, author in rows)


class Migration(migrations.Migration):

    dependencies = [
        ("oversight", "0003_members_in_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="writers",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(model_name="finding", name="author"),
    ]
