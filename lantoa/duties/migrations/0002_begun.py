from django.db import migrations, models

STANDINGS = [
    ("open", "Chưa làm xong"),
    ("begun", "Làm dở"),
    ("returned", "Bị trả lại"),
    ("waiting", "Chờ nơi giao"),
    ("renewed", "Chờ xem lại"),
    ("settled", "Đã xong"),
]


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [
        migrations.AlterField(name, "standing", models.CharField(choices=STANDINGS, max_length=10))
        for name in ("dutycount", "counted")
    ]
