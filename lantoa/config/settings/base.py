"""What every environment shares. An environment module imports all of it and changes little."""

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lantoa.config import env, mail, single_sign_on
from lantoa.config.postgres import socket_directory

PROJECT = env.PROJECT
STATE = env.state_directory()

DEBUG = False
SECRET_KEY = env.env_str("LANTOA_SECRET_KEY") or env.kept_secret("secret_key")
# Earlier secret keys, newest first: what they signed or encrypted is still read after a change.
SECRET_KEY_FALLBACKS = env.env_list("LANTOA_OLD_SECRET_KEYS", [])
ALLOWED_HOSTS = env.env_list("LANTOA_HOSTS", ["localhost", "127.0.0.1"])
# What QR codes and links on paper lead to.
SITE_ADDRESS = env.env_str("LANTOA_ADDRESS") or f"http://localhost:{env.env_int('PORT', 8000)}"

# --- the house -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "lantoa.accounts",  # before allauth, so that its own pages are found first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "lantoa.core",
    "lantoa.ui",
    "lantoa.audit",
    "lantoa.attachments",
    "lantoa.printing",
    "lantoa.organisation",
    "lantoa.duties",
    "lantoa.notifications",
    "lantoa.documents",
    "lantoa.tasks",
    "lantoa.reporting",
    "lantoa.directives",
    "lantoa.practices",
    "lantoa.commitments",
    "lantoa.oversight",
    "lantoa.issues",
    "lantoa.commendation",
    "lantoa.conferences",
    "lantoa.desk",
    "lantoa.portal",
    "lantoa.sample",
]

MIDDLEWARE = [
    # The headers stand outside, so that static files and refusals of other middleware carry them too.
    "lantoa.ui.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lantoa.audit.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lantoa.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lantoa.accounts.middleware.SessionMiddleware",
    "lantoa.organisation.middleware.ActingForMiddleware",
    "lantoa.organisation.middleware.SecondFactorMiddleware",
    "lantoa.attachments.middleware.SecretRefusalMiddleware",
    "lantoa.ui.middleware.EdgeMiddleware",
]

ROOT_URLCONF = "lantoa.config.urls"
WSGI_APPLICATION = "lantoa.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lantoa.config.navigation.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lantoa.ui.templatetags.ui",
            ],
        },
    }
]

# --- database --------------------------------------------------------------------------------------------------
DATABASE_ROLE = env.env_str("LANTOA_DB_ROLE", "app")
_embedded: dict[str, Any] = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": env.env_str("LANTOA_DB_NAME", "lantoa"),
    "USER": env.OWNER_ROLE if DATABASE_ROLE == "owner" else env.APP_ROLE,
    "HOST": str(socket_directory()),
    "PORT": "5432",  # part of the socket's file name; said, so that a PGPORT of one's own does not mislead
    "OPTIONS": {},
}
_url = env.env_str("DATABASE_URL")
if DATABASE_ROLE == "owner":
    _url = env.env_str("DATABASE_OWNER_URL") or _url
DATABASES: dict[str, dict[str, Any]] = {"default": env.database_settings(_url, _embedded)}
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
# jit costs more than it gives on short statements. Work memory for a list of some 800,000 ids: what does not fit is gone through
# anew for every row where conditions are joined by OR.
DATABASES["default"]["OPTIONS"]["options"] = "-c jit=off -c timezone=UTC -c work_mem=32MB"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- people ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# Acts that need a second person: who proposed or drafted cannot be who decides. A small office may take acts out; a careful one
# adds "unit.reorganise" (reorganising units). Asked by `organisation.access.second_person_needed` only.
SECOND_PERSON = frozenset(
    env.env_list("LANTOA_SECOND_PERSON", ["decision.issue", "certificate.revoke", "collection.reopen"])
)
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/dang-nhap/"
# Argon2id near OWASP's floor (19 MiB, 2 passes): Django's default costs 100 MB and half a second each,
# which turns the opening rush of a reporting day into a login problem.
PASSWORD_HASHERS = ["lantoa.accounts.hashers.Argon2Floor"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "lantoa.accounts.password_rules.HousePasswordRules"}]
PASSWORD_SHORTEST, PASSWORD_SHORTEST_WITH_SECOND_FACTOR, PASSWORD_LONGEST = 14, 10, 256
ACCOUNT_ADAPTER = "lantoa.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Sign-in by other services (OpenID Connect): only for accounts that were linked; none unless LANTOA_OIDC names some.
SOCIALACCOUNT_PROVIDERS = single_sign_on.library_settings(env.env_str("LANTOA_OIDC"))
SOCIALACCOUNT_ADAPTER = "lantoa.accounts.provider_adapter.LinkedOnlyAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "lantoa.accounts.mfa_adapter.HouseMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODE_COUNT, MFA_RECOVERY_CODE_DIGITS = 10, 8
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Tries are counted by accounts.throttle, which knows devices; the library's own counting is off.
ACCOUNT_RATE_LIMITS = False
# How many proxies of ours stand before the web server: their X-Forwarded-For says where a request comes from.
TRUSTED_PROXIES = env.env_int("LANTOA_PROXIES", 0)
# A one-time sign-in link on paper reaches a far unit within three days.
SIGN_IN_LINK_LIFE = timedelta(hours=env.env_int("LANTOA_LINK_HOURS", 72))
# A session ends after this long without a request that a person caused, and after this long in any case.
SESSION_IDLE = timedelta(minutes=env.env_int("LANTOA_IDLE_MINUTES", 30))
SESSION_LONGEST = timedelta(hours=env.env_int("LANTOA_SESSION_HOURS", 12))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
# An account that nobody signs in to for so long is listed, and closed, by `lantoa close-idle-accounts`.
ACCOUNT_IDLE_DAYS = env.env_int("LANTOA_IDLE_DAYS", 45)
# Names of roles whose holders set up a second factor before anything else. Production demands it of all above the reporter.
SECOND_FACTOR_ROLES = env.env_list("LANTOA_SECOND_FACTOR_ROLES", [])
# How long nothing more is asked after sign-in or a confirmation, before a second factor or a session is changed.
CONFIRMED_FOR = timedelta(minutes=10)
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lantoa.ui.error_views.csrf_failure"
# On disk, so that all processes of one machine count tries together.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": STATE / "cache"}
}

# --- mail -------------------------------------------------------------------------------------------------------
# The server that takes mail (lantoa/config/mail.py has the form); None: notices stand on the page only.
SMTP = mail.server(env.env_str("LANTOA_SMTP"))
SMTP_AUTHORITY = mail.authority(env.env_str("LANTOA_SMTP_CA"))
MAIL_FROM = env.env_str("LANTOA_MAIL_FROM") or f"lan-toa@{mail.host_of(SITE_ADDRESS)}"
SMTP_PATIENCE = 10.0  # seconds for each answer of the server
EMAIL_BACKEND = "lantoa.notifications.backend.OutboxBackend"

# --- language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [PROJECT / "lantoa" / "locale", PROJECT / "lantoa" / "locale" / "_third_party"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
# Django's own vi formats misread 1.000 and 03/04/2026; numbers and dates are read by core.vi_numbers and core.vi_dates
# and written by the tags of lantoa.ui.
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "lantoa.attachments.storage.DurableStorage",
        "OPTIONS": {"location": STATE / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Where the signed heads of the record go every hour; best a folder that is copied to another machine.
AUDIT_HEADS_DIR = env.env_str("AUDIT_HEADS_DIR") or str(STATE / "heads")
FILE_UPLOAD_HANDLERS = ["lantoa.attachments.upload_handler.InMemoryOnly"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# The default lets every site read the files; they are for our own pages.
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# How much a file may be (lantoa.attachments.limits; sizes in bytes, times in seconds). Shown to people where they upload.
UPLOAD_LIMITS = {
    "file": 20 * 1024 * 1024,
    "workbook_unpacked": 100 * 1024 * 1024,
    "document_unpacked": 60 * 1024 * 1024,
    "archive_ratio": 100,
    "archive_parts": 500,
    "sheets": 20,
    "rows": 10_000,
    "columns": 200,
    "pages": 200,
    "pixels": 40_000_000,
    "parser_cpu": 20,
    "parser_memory": 512 * 1024 * 1024,
    "parser_wait": 40,
    "parser_answer": 64 * 1024 * 1024,
    "parsers_at_once": 2,
}

# --- edges -----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- what the sample may do ------------------------------------------------------------------------------------
# Sample accounts have published passwords: only an environment that says so lets them sign in.
SAMPLE_ALLOWED = False

# Identities only: no names, no addresses with what was asked for, no values (lantoa/audit/logs.py).
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "lantoa.audit.logs.SafeFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "lantoa": {"level": "INFO"},
        # In place of Django's own handlers, one of which writes whole requests into mails to administrators.
        "django": {"handlers": [], "level": "WARNING"},
    },
}
