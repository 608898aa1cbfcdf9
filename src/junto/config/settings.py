"""Django's settings: derived from `junto.config.env`, with nothing else to turn."""

import junto._sqlite  # noqa: I001 - must come before anything that binds sqlite3

import os
from pathlib import Path
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

import junto
from junto.config import assets, databases, datadir, env as environment

ENV = environment.load(os.environ)
PACKAGE = Path(junto.__file__).parent

DATA_DIR = ENV.data_dir.absolute()
datadir.prepare(DATA_DIR)
SECRETS_DIR = DATA_DIR / "secrets"
FILES_DIR = DATA_DIR / "files"
PUBLIC_URL = ENV.public_url
DEMO = ENV.demo

SECRET_KEY = ENV.secret_key or datadir.load_or_make(
    SECRETS_DIR / "secret_key", datadir.new_secret_key
)
SEALING_KEYS = ENV.sealing_keys or tuple(
    datadir.load_or_make(SECRETS_DIR / "sealing_keys", datadir.new_sealing_key).split()
)

DEBUG = False
ALLOWED_HOSTS = ENV.allowed_hosts
ROOT_URLCONF = "junto.config.urls"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"


INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "django_cotton",
    "django_tasks",
    "django_tasks_db",
    "channels",
    "junto.foundation.events",
    "junto.foundation.outbox",
    "junto.foundation.jobs",
    "junto.foundation.schedule",
    "junto.foundation.idempotency",
    "junto.foundation.drafts",
    "junto.foundation.roundkeys",
    "junto.domain.organizations",
    "junto.domain.accounts",
    "junto.domain.people",
    "junto.domain.assessments",
    "junto.domain.catalog",
    "junto.domain.programs",
    "junto.domain.groups",
    "junto.domain.goals",
    "junto.domain.sessions",
    "junto.domain.feedback",
    "junto.domain.asks",
    "junto.domain.recognition",
    "junto.domain.notes",
    "junto.domain.circle",
    "junto.domain.reviews",
    "junto.domain.overview",
    "junto.interfaces.live",
    "junto.interfaces.web.ui",
    "junto.interfaces.web.accounts",
    "junto.interfaces.web.home",
    "junto.interfaces.web.people",
    "junto.interfaces.web.imports",
    "junto.interfaces.web.programs",
    "junto.interfaces.web.groups",
    "junto.interfaces.web.mentoring",
    "junto.interfaces.web.rounds",
    "junto.interfaces.web.formats",
    "junto.interfaces.web.sessions",
    "junto.interfaces.web.room",
    "junto.interfaces.web.quiz",
    "junto.interfaces.web.after",
    "junto.interfaces.web.circle",
    "junto.interfaces.web.reviews",
    "junto.interfaces.web.advice",
    "junto.interfaces.web.notes",
    "junto.interfaces.web.feedback",
    "junto.interfaces.web.asks",
    "junto.interfaces.web.organization",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "junto.foundation.http.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "junto.foundation.idempotency.middleware.IdempotencyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "junto.interfaces.web.ui.context.form_token",
            ],
        },
    }
]

FORM_RENDERER = "junto.interfaces.web.ui.forms.Renderer"

DATABASES = {
    "default": databases.configuration(ENV.database_url, DATA_DIR),
    "keys": databases.keys_configuration(ENV.keys_database_url, DATA_DIR),
}
DATABASE_ROUTERS = ["junto.foundation.roundkeys.router.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "junto.interfaces.web.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Whoever is here was invited; an address is never looked up for a stranger.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = bool(ENV.email_host)
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENV.is_https else "http"

# The prefix makes browsers refuse a cookie that another host of the same domain has planted.
_COOKIE_PREFIX = "__Host-" if ENV.is_https else ""
SESSION_ENGINE = "junto.config.sessions"
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}junto"
SESSION_COOKIE_AGE = ENV.session_days * 24 * 60 * 60
SESSION_COOKIE_SECURE = ENV.is_https
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}junto_csrf"
CSRF_COOKIE_SECURE = ENV.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [ENV.public_url]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.is_https else 0

STATIC_URL = f"{assets.PREFIX}{assets.digest(assets.roots(PACKAGE))}/"

LANGUAGE_CODE = "en"
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGES: list[tuple[str, Any]] = [("en", _("English"))]
PSEUDO_LANGUAGES = [("en-xa", "[Éñĝļîšĥ one two]"), ("ar-xb", "Right-to-left English")]
LANG_INFO.update(
    {
        "en-xa": {"bidi": False, "code": "en-xa", "name": "Pseudo", "name_local": "[Éñĝļîšĥ]"},
        "ar-xb": {"bidi": True, "code": "ar-xb", "name": "Mirrored", "name_local": "Mirrored"},
    }
)
if ENV.pseudo_locales:
    LANGUAGES = [*LANGUAGES, *PSEUDO_LANGUAGES]

# Uploads end up in the data directory and never in a shared temporary one.
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "tmp")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

MAIL_IS_ON = bool(ENV.email_host)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL_IS_ON
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = ENV.email_host
EMAIL_PORT = ENV.email_port
EMAIL_HOST_USER = ENV.email_user
EMAIL_HOST_PASSWORD = ENV.email_password
EMAIL_USE_TLS = ENV.email_security == "starttls"
EMAIL_USE_SSL = ENV.email_security == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
REDIS_URL = ENV.redis_url
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {
        # Junto keeps no access log: who read what, and when, would order anonymous answers.
        "uvicorn.access": {"handlers": [], "propagate": False},
        # Anybody can send a wrong host name; it is answered with 400 and is no event of ours.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # A wrong address or a form sent twice is everyday life; only what breaks is logged.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        # Says when it starts and stops; the supervisor says what matters about that.
        "django_tasks_db": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
LOGGING_CONFIG = "logging.config.dictConfig"
