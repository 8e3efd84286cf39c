"""A real installation behind a TLS proxy. Refuses what must not be true there."""

from django.core.exceptions import ImproperlyConfigured

from lantoa.config import env
from lantoa.config.settings.base import *

if len(env.env_str("LANTOA_SECRET_KEY")) < 50:
    raise ImproperlyConfigured("Set LANTOA_SECRET_KEY to a random text of at least 50 characters.")
if not env.env_str("LANTOA_HOSTS"):
    raise ImproperlyConfigured("Set LANTOA_HOSTS to the names under which this installation is reached.")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
TRUSTED_PROXIES = env.env_int("LANTOA_PROXIES", 1)
SECOND_FACTOR_ROLES = env.env_list(
    "LANTOA_SECOND_FACTOR_ROLES", ["head", "staff", "inspector", "leader", "administrator", "auditor"]
)
