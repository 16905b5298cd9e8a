"""All settings, read once from the environment. docs/beheer/instellingen.md lists every variable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from regiehuis.config import sign_in_services
from regiehuis.platform import postgres

env = Env()
PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
STATE = postgres.state_directory(CHECKOUT)
VERSION = "0.1.0"
API_VERSION = "1.0.0"  # of the API's contract: the first number stands in its addresses

DEBUG = False
DEMO = env.bool("REGIEHUIS_DEMO", False)
SETUP_CODE = env.str("REGIEHUIS_SETUP_CODE", "")
PORT = env.int("PORT", 8000)
DRAIN_FILE = env.str("REGIEHUIS_DRAIN_FILE", "")  # regiehuis web makes it when it was asked to stop


METRICS_TOKEN = env.str("REGIEHUIS_METRICS_TOKEN", "")  # empty: /metrics does not exist
WORKER_METRICS_PORT = env.int("REGIEHUIS_WORKER_METRICS_PORT", 0)
TRACES_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", "")
TRACES_SHARE = env.float("OTEL_TRACES_SAMPLER_ARG", 1.0)
if 0 < len(METRICS_TOKEN) < 24:
    raise ImproperlyConfigured("REGIEHUIS_METRICS_TOKEN is te kort: neem minstens 24 willekeurige tekens (docs/beheer/instellingen.md).")


def local_secret_key() -> str:
    """Return the key of this checkout; made on first use, readable by its owner only."""
    path = STATE / "secret_key"
    if not path.exists():
        STATE.mkdir(parents=True, exist_ok=True, mode=0o711)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


# The application role always, except in the commands that change the schema (REGIEHUIS_DATABASE_ROLE=owner).
AS_OWNER = env.str("REGIEHUIS_DATABASE_ROLE", "app") == "owner"
EMBEDDED = postgres.Server(home=STATE)
EMBEDDED_DATABASE = "regiehuis_demo" if DEMO else "regiehuis"  # demo people have a public password: never beside real data
EXTERNAL_DATABASE = env.str("DATABASE_URL", "")
if EXTERNAL_DATABASE:
    wanted = ["SECRET_KEY", "ALLOWED_HOSTS", *(["DATABASE_OWNER_URL"] if AS_OWNER else [])]  # web and worker need not know the owner
    missing = [name for name in wanted if not env.str(name, "")]
    if missing:
        raise ImproperlyConfigured(
            f"Regiehuis start niet: met DATABASE_URL zijn ook nodig: {', '.join(missing)}. Zie docs/beheer/instellingen.md."
        )
    if DEMO:
        raise ImproperlyConfigured("De demo gebruikt alleen de eigen database. Haal DATABASE_URL weg, of start met --no-demo.")
SECRET_KEY = env.str("SECRET_KEY", "") or local_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("REGIEHUIS_HTTPS", bool(EXTERNAL_DATABASE))
BASE_URL = env.str("REGIEHUIS_BASE_URL", f"http://localhost:{PORT}")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [BASE_URL] if HTTPS else [])

_urls = {
    "DATABASE_URL": EXTERNAL_DATABASE or EMBEDDED.url("regiehuis_app", EMBEDDED_DATABASE),
    "DATABASE_OWNER_URL": env.str("DATABASE_OWNER_URL", "") or EMBEDDED.url("regiehuis_owner", EMBEDDED_DATABASE),
}
APPLICATION_DATABASE = _urls["DATABASE_URL"]
DATABASES = {"default": dj_database_url.parse(_urls["DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL"])}
DATABASES["default"].update({"CONN_MAX_AGE": 0, "ATOMIC_REQUESTS": False})
# A short reconnect_timeout: the pool would else wait ever longer between attempts, and stay away long after the database is back.
_pool = {"min_size": 1, "max_size": 6, "timeout": 5, "reconnect_timeout": 4}
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = False if AS_OWNER else _pool

INSTALLED_APPS = [
    "regiehuis.platform",
    "regiehuis.platform.ui",
    "regiehuis.organisations",
    "regiehuis.accounts",
    "regiehuis.audit",
    "regiehuis.trail",
    "regiehuis.documents",
    "regiehuis.help",
    "regiehuis.notifications",
    "regiehuis.scan",
    "regiehuis.demo",
    "django_cotton",
    "django_structlog",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    *(["regiehuis.config.telemetry.TracingMiddleware"] if TRACES_ENDPOINT else []),
    "regiehuis.platform.metrics.MetricsMiddleware",
    "regiehuis.platform.middleware.ProbeMiddleware",
    "regiehuis.platform.middleware.SecurityHeadersMiddleware",
    "regiehuis.platform.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "regiehuis.platform.middleware.CleanCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "regiehuis.platform.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "regiehuis.accounts.middleware.SessionActivityMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "regiehuis.organisations.middleware.TenantMiddleware",
]

ROOT_URLCONF = "regiehuis.config.urls"
WSGI_APPLICATION = "regiehuis.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "platform" / "ui" / "templates"],
        "APP_DIRS": False,
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
            "builtins": ["django_cotton.templatetags.cotton", "regiehuis.platform.ui.templatetags.rh"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "regiehuis.organisations.context.page",
                "regiehuis.help.context.page",
                "regiehuis.notifications.context.page",
            ],
        },
    }
]
COTTON_DIR = "cotton"

AUTH_USER_MODEL = "accounts.User"
# Sign-in services (OpenID Connect) are the operator's: an organisation cannot register one, as our server and every page trust it.
OIDC_ALLOWS_LOOPBACK = not HTTPS  # development and tests
SIGN_IN_SERVICES = sign_in_services.load(env.str("REGIEHUIS_SIGN_IN_SERVICES", ""), allow_loopback=OIDC_ALLOWS_LOOPBACK)
ROLES_BY_CLAIMS = "regiehuis.organisations.facade"
SOCIALACCOUNT_ADAPTER = "regiehuis.accounts.adapters.SignInServiceAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "regiehuis.accounts.oidc.provider.ServiceProvider"}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "regiehuis.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account comes only from an invitation sent to that address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # or who finds a session open would link a way in of their own
# How long the owner of an account can object before a lost second step goes: a day, so that a night passes. A choice of ours, no norm.
SECOND_STEP_RESET_HOURS = env.int("REGIEHUIS_SECOND_STEP_RESET_HOURS", 24)
if not 1 <= SECOND_STEP_RESET_HOURS <= 336:
    raise ImproperlyConfigured("REGIEHUIS_SECOND_STEP_RESET_HOURS moet tussen 1 en 336 uur liggen (docs/beheer/instellingen.md).")
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "regiehuis.accounts.adapters.SecondStepAdapter"
MFA_FORMS = {
    "add_webauthn": "regiehuis.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "regiehuis.accounts.forms.RenamePasskeyForm",
    "login_webauthn": "regiehuis.accounts.forms.SignInByPasskeyForm",
    "authenticate_webauthn": "regiehuis.accounts.forms.SecondStepByPasskeyForm",
    "reauthenticate_webauthn": "regiehuis.accounts.forms.ConfirmByPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # as a sign-in by password: nobody guesses a passkey
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # development and tests; browsers then still ask for localhost
MFA_TOTP_ISSUER = "Regiehuis"
MFA_TOTP_TOLERANCE = 1  # one period of 30 seconds: clocks of phones drift
USERSESSIONS_TRACK_ACTIVITY = False  # regiehuis.accounts.middleware does it, once in five minutes

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else f"regiehuis_{PORT}_session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else f"regiehuis_{PORT}_csrf"
CSRF_FAILURE_VIEW = "regiehuis.platform.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^livez$", "^readyz$", "^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("REGIEHUIS_BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *(origin for service in SIGN_IN_SERVICES.values() for origin in service.origins)],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "platform_cache"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True


def is_hashed_name(_path: str, url: str) -> bool:
    """Return whether the build put a hash in the name, so that browsers may keep the file for ever."""
    return "/static/dist/assets/" in url


WHITENOISE_IMMUTABLE_FILE_TEST = is_hashed_name

EMAIL_URL = env.str("EMAIL_URL", "")
if EMAIL_URL and not DEMO:
    _mail = dj_email_url.parse(EMAIL_URL)
    if "EMAIL_BACKEND" not in _mail:
        raise ImproperlyConfigured(
            "EMAIL_URL is niet te lezen. Gebruik smtp://, submission:// of smtp://...?ssl=True (docs/beheer/instellingen.md)."
        )
    EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Regiehuis <regiehuis@localhost>")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "mailto:security@localhost")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = None

DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING_CONFIG = "regiehuis.config.logging.configure"
LOGGING = {"json": env.bool("LOG_JSON", bool(EXTERNAL_DATABASE)), "level": env.str("LOG_LEVEL", "INFO")}
SILENCED_SYSTEM_CHECKS: list[str] = []
