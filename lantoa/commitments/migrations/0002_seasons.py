import uuid
from django.db import migrations, models


# What was written into the code before: the house's custom, from the first year of any pledge on.
CUSTOM = {"writing": (-1, 12), "mid_year": (6, 8), "year_end": (11, 13)}


def enter_custom(apps, schema_editor):
    Season = apps.get_model("commitments", "Season")
    Season.objects.bulk_create(
        Season(occasion=occasion, from_year=2000, first_month=first, last_month=last)
        for occasion, (first, last) in CUSTOM.items()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0001_pledges'),
    ]

    operations = [
        migrations.CreateModel(
            name='Season',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('occasion', models.CharField(choices=[('writing', 'Viết cam kết của năm'), ('mid_year', 'Tự nhận xét giữa năm'), ('year_end', 'Tự nhận xét cuối năm')], max_length=10)),
                ('from_year', models.PositiveSmallIntegerField()),
                ('first_month', models.SmallIntegerField()),
                ('last_month', models.SmallIntegerField()),
                ('basis', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['occasion', '-from_year'],
                'constraints': [models.UniqueConstraint(fields=('occasion', 'from_year'), name='season_once_a_year'), models.CheckConstraint(condition=models.Q(('first_month__gte', -11), ('first_month__lte', models.F('last_month')), ('last_month__lte', 24)), name='season_months')],
            },
        ),
        migrations.RunPython(enter_custom, migrations.RunPython.noop),
    ]
