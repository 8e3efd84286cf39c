from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("practices", "0018_counted_answers")]

    operations = [
        migrations.AddIndex(
            model_name="adoption",
            index=models.Index(Coalesce("holder", "unit"), models.F("state"), name="adoption_in_hands"),
        ),
        migrations.AddIndex(
            model_name="adoption",
            index=models.Index(condition=models.Q(("returned_on", None), ("set_aside", False), ("state", "applied")), fields=["applied_on"], name="adoption_waits"),
        ),
        migrations.AddIndex(
            model_name="practice",
            index=models.Index(Coalesce("holder", "unit"), name="practice_in_hands"),
        ),
        migrations.AddIndex(
            model_name="practiceyear",
            index=models.Index(condition=models.Q(("set_aside", False), ("state", "registered")), fields=["year"], name="practice_year_waits"),
        ),
        migrations.AddIndex(
            model_name="replicationorderunit",
            index=models.Index(Coalesce("holder", "unit"), name="order_recipient_in_hands"),
        ),
    ]
