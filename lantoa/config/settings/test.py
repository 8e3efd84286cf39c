"""`make test`: the app role on a throw-away server; nothing of the installation's own state is touched."""

import hashlib
import os
import tempfile
from pathlib import Path

_project = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
# Made variables may hand on an empty value, which says nothing.
if not os.environ.get("LANTOA_STATE"):
    os.environ["LANTOA_STATE"] = str(Path(tempfile.gettempdir()) / f"lantoa-test-{os.getuid()}-{_project}")

from lantoa.config.settings.base import *

SAMPLE_ALLOWED = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True
