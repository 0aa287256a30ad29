"""What people take home: cards, delegations and their plans, offers and needs."""

from django.urls import path

from board.views import offers

urlpatterns = [
    path("courses/<slug:course>/offers/", offers.offers, name="offers"),
    path("courses/<slug:course>/offers/new/", offers.new, name="new_offer"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/edit/", offers.edit, name="edit_offer"),
    path("offers/<int:pk>/withdrawal/", offers.withdraw, name="withdraw_offer"),
    path("offers/<int:pk>/withdrawal/remove/", offers.resume, name="resume_offer"),
    path("matches/<int:pk>/conversation/", offers.write_across, name="write_across"),
]
