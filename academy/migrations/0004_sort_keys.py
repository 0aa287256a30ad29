from typing import Any

from django.db import migrations

import academy.models.sort_keys


def fill(apps: Any, schema_editor: Any) -> None:
    people = apps.get_model("academy", "Person").objects.order_by("pk")
    for person in people.iterator():
        person.save(update_fields=["sort_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0003_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="sort_key",
            field=academy.models.sort_keys.SortKey(default="", editable=False, max_length=240),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
