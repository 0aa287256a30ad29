"""URLs of Today, exchanges and rooms."""

from django.urls import path

from exchanges.views.exchanges import exchange, exchanges
from exchanges.views.messages import message
from exchanges.views.rooms import room, room_changes, room_messages
from exchanges.views.stages import stage
from exchanges.views.today import today

urlpatterns = [
    path("courses/<slug:course>/", today, name="today"),
    path("courses/<slug:course>/exchanges/", exchanges, name="exchanges"),
    path("exchanges/<int:pk>/", exchange, name="exchange"),
    path("exchanges/<int:pk>/stage/<slug:act>/", stage, name="stage"),
    path("rooms/<int:pk>/", room, name="room"),
    path("rooms/<int:pk>/changes", room_changes, name="room_changes"),
    path("rooms/<int:pk>/messages", room_messages, name="room_messages"),
    path("rooms/<int:room>/messages/<int:pk>/", message, name="message"),
]
