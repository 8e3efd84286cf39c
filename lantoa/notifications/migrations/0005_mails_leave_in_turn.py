"""Mails leave in turn, one person's matter before what goes to thousands; notices are gathered by person.

The default stands in the database: processes of the version before write mails meanwhile.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_holidays_name_their_source"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveIndex(model_name="mail", name="mail_waiting"),
        migrations.AddField(
            model_name="mail", name="turn", field=models.PositiveSmallIntegerField(default=0, db_default=0)
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                fields=["turn", "next_try_at"], name="mail_in_turn", condition=Q(state="waiting")
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["receiver"],
                name="notice_to_mail_of",
                condition=Q(mail=None, read_at=None) & ~Q(way="app"),
            ),
        ),
    ]
