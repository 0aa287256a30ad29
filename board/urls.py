"""URLs of the board, of delegations and their plans, of offers and needs."""

from django.urls import path

from board.views import board, card_forms, cards, offers

urlpatterns = [
    path("courses/<slug:course>/offers/", offers.offers, name="offers"),
    path("courses/<slug:course>/offers/new/", offers.new, name="new_offer"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/edit/", offers.edit, name="edit_offer"),
    path("offers/<int:pk>/withdrawal/", offers.withdraw, name="withdraw_offer"),
    path("offers/<int:pk>/withdrawal/remove/", offers.resume, name="resume_offer"),
    path("matches/<int:pk>/conversation/", offers.write_across, name="write_across"),
    path("courses/<slug:course>/board/", board.board, name="board"),
    path("courses/<slug:course>/board/new/", card_forms.new, name="new_card"),
    path("sources/<slug:kind>/<int:pk>/take-home/", card_forms.take_home, name="take_home"),
    path("cards/<int:pk>/", cards.card, name="card"),
    path("cards/<int:pk>/edit/", card_forms.edit, name="edit_card"),
    path("cards/<int:pk>/state/", cards.move, name="move_card"),
    path("cards/<int:pk>/owners/", cards.add_owner, name="add_owner"),
    path("cards/<int:pk>/owners/remove/", cards.leave, name="leave_card"),
    path("cards/<int:pk>/helpers/", cards.ask, name="ask_helper"),
    path("helpers/<int:pk>/answer/", cards.answer, name="answer_helper"),
]
