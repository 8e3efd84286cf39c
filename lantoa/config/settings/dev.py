"""`make dev`: reloading, with tracebacks."""

from lantoa.config import env
from lantoa.config.settings.base import *

DEBUG = True
SAMPLE_ALLOWED = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CLOCK_OFFSET = env.sample_clock_offset()
# On one's own machine with made-up data the whole traceback is worth more than silence.
LOGGING["formatters"]["line"] = {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
