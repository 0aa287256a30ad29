"""URLs of comparing: the comparison of a topic, aspects, provisions, practices and the glossary."""

from django.urls import path

from compare.views import aspects, comparison, glossary, interest, practice_forms, practices, provisions

TOPIC = "courses/<slug:course>/topics/<slug:topic>/comparison"
PRACTICES = "courses/<slug:course>/practices/"

urlpatterns = [
    path(f"{TOPIC}/", comparison.page, name="comparison"),
    path(f"{TOPIC}.json", comparison.as_json, name="comparison_json"),
    path(f"{TOPIC}.csv", comparison.as_csv, name="comparison_csv"),
    path("aspects/<int:pk>/", aspects.page, name="aspect"),
    path("aspects/<int:pk>/views/", aspects.say, name="say_view"),
    path("aspects/<int:pk>/comments/", aspects.comment, name="comment_aspect"),
    path("views/<int:pk>/", aspects.view, name="view"),
    path("provisions/<int:pk>/", provisions.page, name="provision"),
    path("provisions/<int:pk>/disputes/", provisions.dispute, name="dispute"),
    path("provisions/<int:pk>/corrections/", provisions.correct, name="correct"),
    path("disputes/<int:pk>/answers/", provisions.answer, name="answer_dispute"),
    path("corrections/<int:pk>/decision/", provisions.decide, name="decide"),
    path(PRACTICES, practices.listing, name="practices"),
    path(f"{PRACTICES}new/", practice_forms.new, name="new_practice"),
    path(f"{PRACTICES}beside/", practices.choose, name="choose_practices"),
    path("practices/<int:pk>/", practices.page, name="practice"),
    path("practices/<int:pk>/beside/<int:other>/", practices.beside, name="practices_beside"),
    path("practices/<int:pk>/edit/", practice_forms.edit, name="edit_practice"),
    path("practices/<int:pk>/history/", practices.history, name="practice_history"),
    path("practices/<int:pk>/needs/", practices.say_needs, name="say_needs"),
    path("practices/<int:pk>/comments/", practices.comment, name="comment_practice"),
    path("practices/<int:pk>/source-requests/", practices.ask_source, name="ask_source"),
    path("source-requests/<int:pk>/answer/", practices.answer_source, name="answer_source"),
    path("courses/<slug:course>/interest/", interest.page, name="interest"),
    path("courses/<slug:course>/interest.csv", interest.as_csv, name="interest_csv"),
    path("courses/<slug:course>/topics/<slug:topic>/interest.csv", interest.as_csv, name="interest_of_topic_csv"),
    path("courses/<slug:course>/glossary/", glossary.page, name="glossary"),
]
