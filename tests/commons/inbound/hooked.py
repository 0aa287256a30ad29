"""The addresses of an installation whose mail provider posts mail to it."""

from django.urls import include, path

from kapok.urls import urlpatterns as ours

urlpatterns = [path("mail/hooks/", include("anymail.urls")), *ours]
