"""Jobs of the record."""

from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from lantoa.audit import services


@app.periodic(cron="7 * * * *")
@app.task(name="audit.export_heads", queueing_lock="audit_export_heads")
def export_heads(timestamp: int) -> None:
    """Every hour, to the folder AUDIT_HEADS_DIR; nothing where nothing was recorded since the last time."""
    services.export_heads(target=Path(settings.AUDIT_HEADS_DIR), only_if_changed=True)
