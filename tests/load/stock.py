"""Kapok's pages under the handler that Django ships, to measure ours against."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
application = get_asgi_application()
