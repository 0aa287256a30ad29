"""Pages alone, for a WSGI server beside Daphne."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
application = get_wsgi_application()
