"""WebSocket addresses."""

from django.urls import path, re_path

from exchanges.consumers import no_such_room, room_socket

websocket_urlpatterns = [path("ws/rooms/<int:pk>/", room_socket), re_path("", no_such_room)]
