"""The URL map of all floors."""

from django.conf import settings
from django.urls import include, path

from kapok.health import readyz
from kapok.metrics import metrics

urlpatterns = [
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("", include("desk.urls")),
    path("", include("today.urls")),
    path("", include("exchanges.urls")),
    path("", include("board.urls")),
    path("", include("compare.urls")),
    path("", include("forum.urls")),
    path("", include("rooms.urls")),
    path("", include("commons.urls")),
    path("", include("academy.urls")),
]

if settings.ENVIRONMENT.mail_hook:
    urlpatterns.insert(0, path("mail/hooks/", include("anymail.urls")))

handler400 = "commons.views.errors.bad_request"
handler403 = "commons.views.errors.forbidden"
handler404 = "commons.views.errors.not_found"
handler500 = "kapok.servers.busy.server_error"
