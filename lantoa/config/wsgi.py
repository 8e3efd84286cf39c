"""What gunicorn serves. It refuses to start with what must not be true: a view that names no act, sample accounts in a real
installation, a menu that leads nowhere (the start-up checks of the apps)."""

import os

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantoa.config.settings.production")

application = get_wsgi_application()

_serious = [
    message
    for message in run_checks(tags=[Tags.security])
    if message.is_serious() and not message.is_silenced()
]
if _serious:
    raise ImproperlyConfigured(
        "\n".join(f"{message.id}: {message.msg} {message.hint or ''}" for message in _serious)
    )
