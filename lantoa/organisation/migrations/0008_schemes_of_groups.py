"""Schemes of groups become rows: one for each slug that groups bore, with its memberships untouched."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAMES = {"sector": "Khối ngành"}


def make_schemes(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """One scheme for each slug that groups bear; its code is the slug."""
    group, scheme = apps.get_model("organisation", "UnitGroup"), apps.get_model("organisation", "GroupScheme")
    codes = group.objects.order_by("slug").values_list("slug", flat=True).distinct()
    for place, code in enumerate(codes, start=1):
        made = scheme.objects.create(code=code, name=NAMES.get(code, code), position=place, exclusive=True)
        group.objects.filter(slug=code).update(scheme=made)
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the column is altered next


def name_slugs(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    group = apps.get_model("organisation", "UnitGroup")
    for one in group.objects.select_related("scheme"):
        one.slug = one.scheme.code
        one.save(update_fields=["slug"])
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("organisation", "0007_tree_imports")]

    operations = [
        migrations.CreateModel(
            name="GroupScheme",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("exclusive", models.BooleanField(default=True)),
            ],
            options={"ordering": ["position", "code"]},
        ),
        migrations.RemoveConstraint("unitgroup", "unit_group_code"),
        migrations.RenameField("unitgroup", "scheme", "slug"),
        migrations.AddField(
            "unitgroup",
            "scheme",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="groups",
                to="organisation.groupscheme",
            ),
        ),
        migrations.AlterField("unitgroup", "slug", models.SlugField(max_length=40, default="")),
        migrations.RunPython(make_schemes, name_slugs),
        migrations.RemoveField("unitgroup", "slug"),
        migrations.AlterField(
            "unitgroup",
            "scheme",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="groups",
                to="organisation.groupscheme",
            ),
        ),
        migrations.AddConstraint(
            "unitgroup", models.UniqueConstraint(fields=("scheme", "code"), name="unit_group_code")
        ),
        migrations.AddField("unitgroup", "retired_on", models.DateField(null=True)),
    ]
