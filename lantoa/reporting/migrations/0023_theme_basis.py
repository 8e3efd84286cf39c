from typing import Any

from django.db import migrations, models

BASIS = "Quy ước của phần mềm; cơ quan thay bằng chủ đề của mình từ ngày có hiệu lực"


def tell_basis(apps: Any, schema_editor: Any) -> None:
    apps.get_model("reporting", "SituationTheme").objects.filter(basis="").update(basis=BASIS)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0022_situations")]
    operations = [
        migrations.AddField("situationtheme", "basis", models.CharField(blank=True, default="", max_length=300), preserve_default=False),
        migrations.AlterField("situationtheme", "name", models.CharField(db_collation="vi-x-icu", max_length=120)),
        migrations.RunPython(tell_basis, migrations.RunPython.noop),
    ]
