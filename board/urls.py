"""What people take home: cards, delegations and their plans, offers and needs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
