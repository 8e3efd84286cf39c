import uuid

import django.db.models.deletion
from django.db import migrations, models

import lantoa.core.clock
from lantoa.directives.numbering import key_of


def fill_keys(apps, schema_editor):
    """Each directive in the tree of who keeps it; what the normal form makes equal keeps apart by its code."""
    Directive, Ancestry = apps.get_model("directives", "Directive"), apps.get_model("organisation", "Ancestry")
    taken = set()
    for one in Directive.objects.order_by("code"):
        top = Ancestry.objects.filter(descendant=one.unit_id, valid__endswith=None).order_by("-depth").first()
        one.tree_id = top.ancestor_id if top else one.unit_id
        one.numbering_key = key_of(one.issuer_kind, one.issuer, one.reference, one.issued_on)
        if (one.tree_id, one.numbering_key) in taken:
            one.numbering_key += f"|{one.code}"
        taken.add((one.tree_id, one.numbering_key))
        one.save(update_fields=["tree", "numbering_key"])


class Migration(migrations.Migration):

    dependencies = [
        ("directives", "0010_outreach_cancelled_from"),
        ("organisation", "0009_unit_profiles_and_decision_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectiveStatus",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("withdrawn", "Thu hồi"),
                            ("expired", "Hết hiệu lực, bãi bỏ"),
                            ("suspended", "Tạm ngưng hiệu lực"),
                            ("restored", "Có hiệu lực trở lại"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.DateField()),
                ("reason", models.TextField()),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("entered_at", models.DateTimeField(default=lantoa.core.clock.now)),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statuses",
                        to="directives.directive",
                    ),
                ),
            ],
            options={"ordering": ["since"]},
        ),
        migrations.AddConstraint(
            "directivestatus",
            models.UniqueConstraint(fields=("directive", "since"), name="directive_status_once_a_day"),
        ),
        migrations.AlterField("directive", "reference", models.CharField(max_length=60)),
        migrations.AddField("directive", "numbering_key", models.CharField(default="", max_length=400)),
        migrations.AddField(
            "directive",
            "tree",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.unit",
            ),
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("directive", "numbering_key", models.CharField(max_length=400)),
        migrations.AlterField(
            "directive",
            "tree",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
            ),
        ),
        migrations.AddConstraint(
            "directive",
            models.UniqueConstraint(fields=("tree", "numbering_key"), name="directive_number_once"),
        ),
        migrations.AlterField(
            "directivelink",
            "kind",
            models.CharField(
                choices=[
                    ("goes_with", "gắn với"),
                    ("carries_out", "thực hiện"),
                    ("replaces", "thay thế"),
                    ("continues", "tiếp nối"),
                    ("amends", "bổ sung"),
                ],
                max_length=20,
            ),
        ),
    ]
