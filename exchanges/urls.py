"""URLs of exchanges."""

from django.urls import path

from exchanges.views.calendars import feed, invitation
from exchanges.views.exchanges import exchange, exchanges
from exchanges.views.hours import accept, call_off, object_to, propose
from exchanges.views.sheets import history
from exchanges.views.stages import stage

urlpatterns = [
    path("courses/<slug:course>/exchanges/", exchanges, name="exchanges"),
    path("exchanges/<int:pk>/", exchange, name="exchange"),
    path("exchanges/<int:pk>/invitation.ics", invitation, name="invitation"),
    path("calendar/<slug:secret>.ics", feed, name="calendar_feed"),
    path("exchanges/<int:pk>/hours/", propose, name="propose_hour"),
    path("exchanges/<int:pk>/hours/removal/", call_off, name="call_off_hour"),
    path("exchanges/<int:pk>/hours/<int:number>/acceptance/", accept, name="accept_hour"),
    path("exchanges/<int:pk>/hours/<int:number>/objection/", object_to, name="object_to_hour"),
    path("exchanges/<int:pk>/stage/<slug:act>/", stage, name="stage"),
    path("exchanges/<int:pk>/sheet/<slug:key>/history/", history, name="sheet_history"),
]
