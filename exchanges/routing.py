"""WebSocket addresses."""

from django.urls import path

from exchanges.consumers import RoomConsumer

websocket_urlpatterns = [path("ws/rooms/<int:pk>/", RoomConsumer.as_asgi())]
