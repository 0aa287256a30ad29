"""WebSocket addresses."""

from typing import Any, cast

from django.urls import path, re_path

from rooms.live.consumers import no_such_room, room_socket

# Channels routes to ASGI applications as Django does to views.
websocket_urlpatterns = [path("ws/rooms/<int:pk>/", cast(Any, room_socket)), re_path("", cast(Any, no_such_room))]
