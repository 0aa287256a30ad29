"""URLs of Today."""

from django.urls import path

from today.views import today

urlpatterns = [
    path("courses/<slug:course>/", today, name="today"),
]
