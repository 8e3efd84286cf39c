from typing import Any

from django.db import migrations, models

BASIS = "Quy ước của phần mềm; cơ quan thay bằng chủ đề của mình từ ngày có hiệu lực"


def tell_basis(apps: Any, schema_editor: Any) -> None:
    apps.get_model("issues", "IssueTheme").objects.filter(basis="").update(basis=BASIS)


class Migration(migrations.Migration):
    dependencies = [("issues", "0002_rules_and_themes")]
    operations = [
        migrations.AddField("issuetheme", "basis", models.CharField(blank=True, default="", max_length=300), preserve_default=False),
        migrations.RunPython(tell_basis, migrations.RunPython.noop),
    ]
