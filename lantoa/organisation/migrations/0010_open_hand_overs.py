from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0009_unit_profiles_and_decision_files")]

    operations = [
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                fields=["effective_on", "code"],
                condition=models.Q(("state__in", ["preparing", "differs"])),
                name="hand_over_to_prepare",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                fields=["effective_on", "code"],
                condition=models.Q(("state__in", ["waiting", "differs"])),
                name="hand_over_to_confirm",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                fields=["receiver"],
                condition=models.Q(("state__in", ["waiting", "differs"])),
                name="hand_over_for_receiver",
            ),
        ),
    ]
