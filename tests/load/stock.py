"""Kapok's pages under Django's own ASGI handler, as the baseline for Kapok's handler."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
application = get_asgi_application()
