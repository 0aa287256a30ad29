"""The demo's worksheets: who wrote which version of a field, and over which earlier ones."""

import datetime
import uuid
from typing import Any

from academy.models import Membership
from commons.texts.rendering import to_html
from rooms.models import Message, MessageKind

Members = dict[str, Membership]


def versions(
    rows: list[dict[str, Any]], members: Members, shift: datetime.timedelta
) -> tuple[list[Message], list[list[Message]]]:
    """Returns the versions of the worksheet's fields, unsaved, and for each the versions that it is written over.

    A field that one member has filled is taken up by the next owner of a peer assist, who leaves what stands there.
    """
    made: list[Message] = []
    over: list[list[Message]] = []
    for row in rows:
        before = [version for version in made if version.field == row["field"] and version.stands]
        texts = row.get("clash", [row])
        for each in texts:
            body = "\n\n".join([*(version.body for version in before), each["text"]])
            made.append(_version(row["field"], body, each, members, shift))
            over.append(before)
        if "joined" in row:
            made.append(_version(row["field"], row["joined"]["text"], row["joined"], members, shift))
            over.append(made[-1 - len(texts) : -1])
        for version in {id(version): version for version in (*before, *over[-1])}.values():
            version.stands = False
    return made, over


def write_over(made: list[Message], over: list[list[Message]]) -> None:
    """Says of each stored version which ones it is written over."""
    for version, earlier in zip(made, over, strict=True):
        version.over = [each.pk for each in earlier]
    Message.objects.bulk_update(made, ["over"])


def _version(field: str, body: str, entry: dict[str, Any], members: Members, shift: datetime.timedelta) -> Message:
    return Message(
        kind=MessageKind.FIELD,
        field=field,
        over=[],
        stands=True,
        author=members[entry["by"]],
        client_id=uuid.uuid4(),
        body=body,
        html=to_html(body),
        language=entry["language"],
        sent_at=datetime.datetime.fromisoformat(entry["at"]) + shift,
    )
