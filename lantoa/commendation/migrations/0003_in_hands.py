from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("commendation", "0002_nomination_holder")]

    operations = [
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(Coalesce("holder", "unit"), models.F("state"), name="nomination_in_hands"),
        ),
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(condition=models.Q(("state", "submitted")), fields=["round"], name="nomination_waits"),
        ),
    ]
