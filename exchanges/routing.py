"""WebSocket addresses."""

from django.urls import path, re_path

from exchanges.consumers import NoSuchRoom, RoomConsumer

websocket_urlpatterns = [path("ws/rooms/<int:pk>/", RoomConsumer.as_asgi()), re_path("", NoSuchRoom.as_asgi())]
