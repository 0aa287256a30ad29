from typing import Any

from django.db import migrations


def clear(apps: Any, schema_editor: Any) -> None:
    """Published rounds no longer keep the proposal that their exchanges were made of."""
    apps.get_model("exchanges", "Round").objects.exclude(published_at=None).update(proposal=None)


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0015_closed_formats")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop, elidable=True)]
