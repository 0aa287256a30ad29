"""A changed renderer also applies to texts that were stored before."""

import uuid

from django.core.management import call_command

from desk.rendering import render_again
from forum.models import Post, PostVersion, Reflection, ReflectionVersion
from forum.posting import edit
from rooms.messages import frames, posting
from rooms.models import Message


def test_every_stored_text_is_rendered_again_and_a_second_run_changes_nothing(
    publish, write, adjoa, kerwin, topic, capsys
) -> None:
    publish(adjoa, "One", "# said")
    publish(adjoa, "Two", "# said")
    edit(write(kerwin, "~~said~~"), by=kerwin, body="~~said again~~")
    act = frames.Send(uuid.uuid4(), "- [x] said")
    posting.post(posting.Work(topic.lounge.room_id, kerwin.pk, act))
    rows = [(model, "html") for model in (Post, PostVersion, Message)]
    rows += [(model, "answers_html") for model in (Reflection, ReflectionVersion)]
    right = [list(model.objects.order_by("pk").values_list(field, flat=True)) for model, field in rows]
    assert all(right)
    for model, field in rows:
        model.objects.update(**{field: "old" if field == "html" else {"old": "old"}})
    call_command("render_again")
    assert capsys.readouterr().out == f"{sum(map(len, right))} texts changed.\n"
    assert [list(model.objects.order_by("pk").values_list(field, flat=True)) for model, field in rows] == right
    assert render_again() == 0
