from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("oversight", "0002_themes_by_day")]

    operations = [
        migrations.AddField(
            model_name="inspection",
            name="members",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
