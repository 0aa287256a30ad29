"""URLs of exchanges."""

from django.urls import path

from exchanges.views import check_ins, gatherings, outcomes
from exchanges.views.calendars import feed, invitation
from exchanges.views.exchanges import exchange, exchanges
from exchanges.views.hours import accept, call_off, object_to, propose
from exchanges.views.monthly import monthly_partner
from exchanges.views.one_tap import hour_tap
from exchanges.views.partners import ask_for_another
from exchanges.views.relay import relay
from exchanges.views.sheets import history, points
from exchanges.views.stages import stage

urlpatterns = [
    path("courses/<slug:course>/exchanges/", exchanges, name="exchanges"),
    path("courses/<slug:course>/check-ins/", check_ins.check_in_all, name="check_in_all"),
    path("courses/<slug:course>/monthly-partner/", monthly_partner, name="monthly_partner"),
    path("exchanges/<int:pk>/check-in/", check_ins.check_in, name="check_in"),
    path("courses/<slug:course>/gatherings/new/", gatherings.new_gathering, name="new_gathering"),
    path("gatherings/<int:pk>/", gatherings.gathering, name="gathering"),
    path("gatherings/<int:pk>/table/", gatherings.own_table, name="own_table"),
    path("gatherings/<int:pk>/<slug:act>/", gatherings.act, name="gathering_act"),
    path("exchanges/<int:pk>/", exchange, name="exchange"),
    path("exchanges/<int:pk>/invitation.ics", invitation, name="invitation"),
    path("hours/<str:token>/", hour_tap, name="hour_tap"),
    path("calendar/<slug:secret>.ics", feed, name="calendar_feed"),
    path("exchanges/<int:pk>/hours/", propose, name="propose_hour"),
    path("exchanges/<int:pk>/hours/removal/", call_off, name="call_off_hour"),
    path("exchanges/<int:pk>/hours/<int:number>/acceptance/", accept, name="accept_hour"),
    path("exchanges/<int:pk>/hours/<int:number>/objection/", object_to, name="object_to_hour"),
    path("exchanges/<int:pk>/another-partner/", ask_for_another, name="another_partner"),
    path("exchanges/<int:pk>/stage/<slug:act>/", stage, name="stage"),
    path("exchanges/<int:pk>/relay/<slug:act>/", relay, name="relay"),
    path("exchanges/<int:pk>/points/", points, name="sheet_points"),
    path("rooms/<int:pk>/sheet/<slug:key>/history/", history, name="sheet_history"),
    path("exchanges/<int:pk>/outcome/", outcomes.make, name="make_outcome"),
    path("outcomes/<int:pk>/", outcomes.page, name="outcome"),
    path("outcomes/<int:pk>.docx", outcomes.document, {"kind": "docx"}, name="outcome_document"),
    path("outcomes/<int:pk>.pdf", outcomes.document, {"kind": "pdf"}, name="outcome_pdf"),
    path("outcomes/<int:pk>/part/", outcomes.write_part, name="write_part"),
    path("outcomes/<int:pk>/worksheet/", outcomes.gather, name="gather_outcome"),
    path("outcomes/<int:pk>/confirmation/", outcomes.confirm, name="confirm_outcome"),
    path("outcomes/<int:pk>/refusal/", outcomes.refuse, name="refuse_outcome"),
    path("outcomes/<int:pk>/removal/", outcomes.take_back, name="take_back_outcome"),
    path("outcomes/<int:pk>/comments/", outcomes.comment, name="comment_outcome"),
    path("courses/<slug:course>/topics/<slug:topic>/outcomes/", outcomes.of_topic, name="outcomes"),
]
