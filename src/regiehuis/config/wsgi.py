"""The WSGI application for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regiehuis.config.settings")
application = get_wsgi_application()

from regiehuis.config import telemetry  # noqa: E402  (it reads the settings)

telemetry.start("web")
