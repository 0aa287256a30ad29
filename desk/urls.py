"""URLs of the desk."""

from django.urls import path

from desk.views import moderation
from desk.views.desk import desk
from desk.views.roster import roster

urlpatterns = [
    path("courses/<slug:course>/desk/", desk, name="desk"),
    path("courses/<slug:course>/desk/moderation/", moderation.moderation, name="moderation"),
    path("courses/<slug:course>/desk/reports/<int:pk>/settlement/", moderation.settle, name="settle"),
    path("courses/<slug:course>/desk/audit/", moderation.audit, name="audit"),
    path("courses/<slug:course>/desk/people/<int:pk>/", moderation.person_record, name="person_record"),
    path("courses/<slug:course>/desk/people/<int:pk>/link/", moderation.person_link, name="person_link"),
    path("courses/<slug:course>/desk/roster/", roster, name="roster"),
]
