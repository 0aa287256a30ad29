"""URLs of the board, of delegations and their plans, of offers and needs."""

from django.urls import path

from board.views import board, card_forms, cards, delegations, follow_ups, funnel, offers

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
    path("cards/<int:pk>/comments/", cards.comment, name="comment_card"),
    path("cards/<int:pk>/owners/", cards.add_owner, name="add_owner"),
    path("cards/<int:pk>/owners/remove/", cards.leave, name="leave_card"),
    path("cards/<int:pk>/helpers/", cards.ask, name="ask_helper"),
    path("helpers/<int:pk>/answer/", cards.answer, name="answer_helper"),
    path("follow-ups/<str:token>/", follow_ups.follow_up, name="follow_up"),
    path("courses/<slug:course>/board/funnel/", funnel.funnel, name="funnel"),
    path("courses/<slug:course>/board/funnel.csv", funnel.as_csv, name="funnel_csv"),
    path("courses/<slug:course>/delegations/", delegations.listing, name="delegations"),
    path("courses/<slug:course>/delegations/<slug:key>/", delegations.delegation, name="delegation"),
    path("courses/<slug:course>/delegations/<slug:key>/plan/", delegations.plan, name="plan"),
    path(
        "courses/<slug:course>/delegations/<slug:key>/plan.docx",
        delegations.plan_document,
        {"kind": "docx"},
        name="plan_document",
    ),
    path(
        "courses/<slug:course>/delegations/<slug:key>/plan.pdf",
        delegations.plan_document,
        {"kind": "pdf"},
        name="plan_pdf",
    ),
    path("courses/<slug:course>/delegations/<slug:key>/advisers/", delegations.name_adviser, name="name_adviser"),
    path("courses/<slug:course>/delegations/<slug:key>/advisers/remove/", delegations.end_adviser, name="end_adviser"),
]
