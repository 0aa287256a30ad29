"""URLs of rooms and conversations."""

from django.urls import path

from rooms.views.blocks import block, unblock
from rooms.views.conversations import conversations, say_hello
from rooms.views.hands import lower_hand, raise_hand
from rooms.views.measures import close, reopen, slow, unslow
from rooms.views.messages import message
from rooms.views.rooms import room, room_changes, room_messages, room_sheet

urlpatterns = [
    path("courses/<slug:course>/conversations/", conversations, name="conversations"),
    path("courses/<slug:course>/people/<int:pk>/hello/", say_hello, name="say_hello"),
    path("rooms/<int:pk>/", room, name="room"),
    path("rooms/<int:pk>/changes", room_changes, name="room_changes"),
    path("rooms/<int:pk>/messages", room_messages, name="room_messages"),
    path("rooms/<int:pk>/sheet", room_sheet, name="room_sheet"),
    path("rooms/<int:pk>/block/", block, name="block"),
    path("rooms/<int:pk>/block/remove/", unblock, name="unblock"),
    path("rooms/<int:pk>/hand/", raise_hand, name="raise_hand"),
    path("rooms/<int:pk>/hand/remove/", lower_hand, name="lower_hand"),
    path("rooms/<int:pk>/slow/", slow, name="slow"),
    path("rooms/<int:pk>/slow/remove/", unslow, name="unslow"),
    path("rooms/<int:pk>/close/", close, name="close"),
    path("rooms/<int:pk>/close/remove/", reopen, name="reopen"),
    path("rooms/<int:room>/messages/<int:pk>/", message, name="message"),
]
