"""Jobs: ids in, fetch, call the service."""

import logging

from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)


@app.task(name="conferences.make_pack")
def make_pack(pack_id: str, asker_id: str = "") -> None:
    from lantoa.accounts.models import User
    from lantoa.conferences.models import Pack
    from lantoa.conferences.services import editions as services

    pack = (
        Pack.objects.select_related("edition__conference__unit", "edition__conference__directive")
        .filter(pk=pack_id)
        .first()
    )
    if pack is None:
        logger.warning("pack %s is gone", pack_id)
        return
    asker = User.objects.filter(pk=asker_id).first() if asker_id else None
    services.make_pack(pack=pack, asker=asker)
