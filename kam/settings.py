"""Settings. Everything that differs between installations comes from the environment."""

import django_stubs_ext
from django.contrib.messages import constants as messages
from django.utils.translation import gettext_lazy as _

from kam.env import BASE_DIR, read
from kam.lib import urls

django_stubs_ext.monkeypatch()
ENV = read()

SECRET_KEY = ENV.secret_key or urls.secret_key(ENV.var / "secret_key")
DEBUG = ENV.debug
ALLOWED_HOSTS = [host.strip() for host in ENV.allowed_hosts.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [ENV.site_url]
SITE_URL = ENV.site_url
ROOT_URLCONF = "kam.urls"
WSGI_APPLICATION = "kam.wsgi.application"

INSTALLED_APPS = [
    "kam.apps.KamConfig",
    "plans",
    "tiering",
    "relationships",
    "accounts",
    "staff",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kam.views.health.HealthMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kam.middleware.RequestIdMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "staff.middleware.LanguageMiddleware",
    "staff.middleware.CompanyTimeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kam.middleware.FormAddressMiddleware",
    "kam.middleware.VaryMiddleware",
    "kam.middleware.OwnerMiddleware",
    "kam.middleware.HistoryMiddleware",
    "kam.middleware.MergedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
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
            "builtins": ["django_cotton.templatetags.cotton", "kam.templatetags.kam"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kam.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "kam.lib.controls.Renderer"

# Database: one kind everywhere. A page that takes 30 s is a fault, not patience.
DATABASES = {
    "default": {
        **urls.database(ENV.database_url),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "options": f"-c statement_timeout={ENV.statement_timeout_ms} -c lock_timeout=10s",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": urls.cache(ENV.redis_url),
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# People
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "staff.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "staff.login_forms.LoginForm",
    "change_password": "staff.login_forms.ChangePasswordForm",
    "reset_password": "staff.login_forms.ResetPasswordForm",
    "reset_password_from_key": "staff.login_forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a reset for a stranger sends nothing
# Django's own, not allauth's: that one writes an address row whenever a link is only looked at.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.proxies  # whose X-Forwarded-For tells the visitor's address
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}

# Language and time: the company's time zone is a row (staff.Company); this is its first value.
LANGUAGE_CODE = ENV.language
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["kam.formats"]
USE_TZ = True
TIME_ZONE = ENV.time_zone
FIRST_COMPANY = {
    "base_currency": ENV.base_currency,
    "time_zone": ENV.time_zone,
    "language": ENV.language,
}

# Files
STATIC_URL = "static/"
STATIC_ROOT = ENV.var / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = ENV.var / "media"
COLUMNS_ROOT = ENV.var / "columns"  # what-if columns; may be deleted at any time
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
IMPORT_MAX_BYTES = 200 * 1024 * 1024
IMPORT_MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
IMPORT_MAX_WORKBOOK_BYTES = 400 * 1024 * 1024
IMPORT_MAX_RATIO = 200

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
CSRF_FAILURE_VIEW = "kam.views.errors.csrf_failure"

# Mail
if ENV.email_url:
    globals().update(urls.email(ENV.email_url))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = ENV.var / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from

# Background work: beat only ticks; what is due is decided from rows (design §2).
CELERY_BROKER_URL = urls.broker(ENV.redis_url)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 4 * 3600}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(ENV.var / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "night": {"task": "tiering.tasks.night", "schedule": 60.0, "options": {"expires": 55}},
    "due-actions": {
        "task": "relationships.tasks.tell_due_actions",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "stale-imports": {
        "task": "accounts.tasks.sweep_imports",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "notices": {
        "task": "staff.tasks.mail_notices",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "old-notices": {
        "task": "staff.tasks.forget_notices",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "relations-people": {
        "task": "relationships.tasks.follow_people",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "relations-time": {
        "task": "relationships.tasks.follow_time",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600},
    },
    "plans": {
        "task": "plans.tasks.begin_approved",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "problems": {
        "task": "plans.tasks.follow_problems",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "vacancies": {
        "task": "plans.tasks.tell_vacancies",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "care": {"task": "relationships.tasks.care", "schedule": 300.0, "options": {"expires": 290}},
}

MESSAGE_TAGS = {messages.ERROR: "danger"}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "kam.lib.logs.RequestIdFilter"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
        },
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": ENV.log_format,
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}
