"""Django's settings. ``kapok.environment`` reads and checks the values that an installation may choose."""

import hashlib
import os
import sys
from email.utils import parseaddr
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kapok import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = environment.read(os.environ)

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
DEMO = ENVIRONMENT.demo
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ENVIRONMENT.allowed_hosts if host != "*"]

INSTALLED_APPS = [
    "daphne",
    "kapok",
    "desk",
    "today",
    "exchanges",
    "board",
    "compare",
    "forum",
    "rooms",
    "commons",
    "academy",
    "channels",
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "kapok.servers.watching.Watched",
    "kapok.safety.SafetyHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "kapok.health.HealthChecks",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "academy.middleware.SignedInMiddleware",
    "academy.middleware.ReaderMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "commons.sending.middleware.SignInFirst",
    "commons.sending.middleware.says_what_was_sent",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "kapok.urls"
ASGI_APPLICATION = "kapok.asgi.application"
WSGI_APPLICATION = "kapok.wsgi.application"

STRICT_TEMPLATES = False
COMPILED_TEMPLATES = ENVIRONMENT.data / "templates"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "commons.frame.frame",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "kapok.jinja.environment", "context_processors": CONTEXT_PROCESSORS},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": CONTEXT_PROCESSORS,
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People, sign-in ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "academy.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_request_login_code"
SESSION_ENGINE = "academy.sign_in.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
ACCOUNT_ADAPTER = "academy.sign_in.adapter.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# A whole delegation may share one address of a hotel, and a stranger's attempts must not lock a person out for long.
ACCOUNT_RATE_LIMITS = {"request_login_code": "60/m/ip,6/m/key", "login_failed": "60/m/ip"}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Behind the https proxy all requests come from its address, so one stranger could use up everybody's limit.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.https else 0

# Languages and times --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("pt", _("Portuguese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "kapok.formats"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# Static files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = ENVIRONMENT.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "kapok.static_storage.HashedModules"},
}

# Live rooms, cache, background work -----------------------------------------------------------------------------------
_installation = hashlib.sha256(f"{SECRET_KEY}{DATABASES['default']['NAME']}".encode()).hexdigest()[:12]
if ENVIRONMENT.redis_urls:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # The prefix separates installations that share a Redis.
            "CONFIG": {"hosts": ENVIRONMENT.redis_urls, "prefix": f"kapok-{_installation}"},
        }
    }
    # The cache uses only the first, because Django would treat the others as its replicas.
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENVIRONMENT.redis_urls[0]}
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# With several Redis servers, each carries the announcements of its own rooms.
ROOMS_HAVE_GROUPS = len(ENVIRONMENT.redis_urls) > 1
# Messages a second per person and room, and the burst after a pause.
ROOM_RATE = ENVIRONMENT.room_rate
# Frames go to the kernel at once when Daphne allows it.
WRITE_AT_ONCE = ENVIRONMENT.write_at_once
# An ending process closes its sockets over this many seconds.
DRAIN_SECONDS = ENVIRONMENT.drain
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Mail -----------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CALENDAR_ORGANIZER = ENVIRONMENT.sender
EMAIL_BACKEND = "commons.mail.MailboxBackend" if DEMO else "django.core.mail.backends.console.EmailBackend"
if ENVIRONMENT.email:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(ENVIRONMENT.email)
MAIL_PER_MINUTE = ENVIRONMENT.mail_per_minute

# Answers to Kapok's mail come to such addresses; "" when this installation takes no mail.
REPLY_ADDRESS = ENVIRONMENT.reply_address or ("reply+KEY@kapok.localhost" if DEMO else "")
SENDER_ADDRESS = parseaddr(DEFAULT_FROM_EMAIL)[1]
if ENVIRONMENT.mail_hook:
    INSTALLED_APPS.append("anymail")
    # A provider's own signing key, like ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY, is read from the environment.
    _own = {name.removeprefix("ANYMAIL_"): key for name, key in os.environ.items() if name.startswith("ANYMAIL_")}
    MIDDLEWARE.insert(MIDDLEWARE.index("kapok.health.HealthChecks"), "kapok.servers.mail_hooks.MailHooks")
    ANYMAIL = {**_own, "WEBHOOK_SECRET": ENVIRONMENT.mail_hook}

# Safety ---------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "commons.views.errors.csrf_failure"
# What a mail provider posts may be larger (kapok/servers/mail_hooks.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024


# Logs and metrics -----------------------------------------------------------------------------------------------------
LOGGING = logs.configuration(ENVIRONMENT.log or ("plain" if sys.stderr.isatty() else "json"))
METRICS_TOKEN = ENVIRONMENT.metrics_token
