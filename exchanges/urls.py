"""URLs of exchanges."""

from django.urls import path

from exchanges.views.exchanges import exchange, exchanges
from exchanges.views.sheets import history
from exchanges.views.stages import stage

urlpatterns = [
    path("courses/<slug:course>/exchanges/", exchanges, name="exchanges"),
    path("exchanges/<int:pk>/", exchange, name="exchange"),
    path("exchanges/<int:pk>/stage/<slug:act>/", stage, name="stage"),
    path("exchanges/<int:pk>/sheet/<slug:key>/history/", history, name="sheet_history"),
]
