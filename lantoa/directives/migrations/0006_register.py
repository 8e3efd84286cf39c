import django.db.models.deletion
from django.db import migrations, models

from lantoa.core.text import folding_key


def fill_search_keys(apps, schema_editor):
    Directive = apps.get_model("directives", "Directive")
    for one in Directive.objects.all():
        words = (one.code, one.reference, one.type_name, one.issuer, one.subject, one.short_label)
        one.search_key = folding_key(" ".join(words))
        one.save(update_fields=["search_key"])


class Migration(migrations.Migration):

    dependencies = [
        ("attachments", "0001_initial"),
        ("directives", "0005_plans"),
    ]

    operations = [
        migrations.AddField("directive", "issuer_kind", models.CharField(default="party_central", max_length=30)),
        migrations.AddField("directive", "is_draft", models.BooleanField(default=False)),
        migrations.AddField(
            "directive",
            "file",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="attachments.storedfile"),
        ),
        migrations.AddField("directive", "file_name", models.CharField(blank=True, max_length=200)),
        migrations.AddField("directive", "search_key", models.TextField(blank=True)),
        migrations.AddField("directive", "row_version", models.PositiveIntegerField(default=1)),
        migrations.AlterField("directive", "verb_phrase", models.CharField(blank=True, max_length=80)),
        migrations.RunPython(fill_search_keys, migrations.RunPython.noop),
    ]
