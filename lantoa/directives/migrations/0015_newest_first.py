from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directives", "0014_counted")]

    operations = [
        migrations.AddIndex(
            model_name="directive",
            index=models.Index(models.F("issued_on").desc(), models.F("code"), name="directive_newest"),
        ),
    ]
