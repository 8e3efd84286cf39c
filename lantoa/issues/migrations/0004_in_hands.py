from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("issues", "0003_theme_basis")]

    operations = [
        migrations.AddIndex(
            model_name="pressingissue",
            index=models.Index(Coalesce("holder", "unit"), models.F("state"), name="issue_in_hands"),
        ),
        migrations.AddIndex(
            model_name="pressingissue",
            index=models.Index(condition=models.Q(("state__in", ["raised", "taken_up"])), fields=["owner", "due_on", "code"], name="issue_with_owner"),
        ),
    ]
