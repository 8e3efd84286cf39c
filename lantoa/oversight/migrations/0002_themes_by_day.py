import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from datetime import date

from django.db import migrations, models
from django.db.backends.postgresql.psycopg_any import DateRange

SINCE = date(2016, 1, 1)  # before the first inspection that anybody has entered
SOURCE = "Danh mục ban đầu"


def date_themes(apps, schema_editor):
    """Each holds since the beginning, until the day on which it was ended."""
    for one in apps.get_model("oversight", "InspectionTheme").objects.all():
        one.valid, one.source = DateRange(SINCE, one.ended_on), SOURCE
        one.save()


class Migration(migrations.Migration):

    dependencies = [("oversight", "0001_oversight")]

    operations = [
        migrations.AddField("inspectiontheme", "valid", django.contrib.postgres.fields.ranges.DateRangeField(null=True)),
        migrations.AddField("inspectiontheme", "source", models.CharField(max_length=300, default="")),
        migrations.RunPython(date_themes, migrations.RunPython.noop),
        migrations.AlterField("inspectiontheme", "valid", django.contrib.postgres.fields.ranges.DateRangeField()),
        migrations.AlterField("inspectiontheme", "source", models.CharField(max_length=300)),
        migrations.RemoveField("inspectiontheme", "ended_on"),
        migrations.AddConstraint(
            "inspectiontheme",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="inspection_theme_name_once", expressions=[("name", "="), ("valid", "&&")]
            ),
        ),
        migrations.AddConstraint(
            "inspectionlimit",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="inspection_limit_one_a_day",
                expressions=[("kind", "="), ("level", "="), ("valid", "&&")],
            ),
        ),
    ]
