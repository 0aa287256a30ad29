"""The history of a worksheet's field."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from academy.voices import voices_of
from commons.pages import page_before
from commons.withheld import is_withheld
from exchanges.models import Exchange
from exchanges.sheets.fields import fields_of
from rooms.models import Message
from rooms.views.answers import room_for

SIZE = 20


def history(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Shows who wrote what, and when: for those who may enter the room."""
    exchange = get_object_or_404(Exchange.objects.select_related("round__format", "round__edition"), pk=pk)
    _room, membership = room_for(request, exchange.room_id)
    field = next((one for one in fields_of(exchange.round.format, exchange.edition) if one.key == key), None)
    if field is None:
        raise Http404
    versions, older = page_before(request, Message.objects.filter(room=exchange.room_id, field=key), SIZE)
    voices_of(exchange.edition).lend(versions)
    for version in versions:
        version.withheld = is_withheld(membership, version)
    context = {
        "section": "exchanges",
        "exchange": exchange,
        "field": field,
        "versions": versions,
        "older": older,
    }
    return render(request, "exchanges/sheet_history.html", context)
