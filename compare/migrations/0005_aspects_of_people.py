from typing import Any

from django.db import migrations, models


def as_the_pack_said(apps: Any, schema_editor: Any) -> None:
    """Until now nobody but a pack wrote aspects."""
    for aspect in apps.get_model("compare", "Aspect").objects.filter(from_pack={}).iterator():
        aspect.from_pack = {"place": aspect.place, "title": aspect.title, "question": aspect.question}
        aspect.save(update_fields=["from_pack"])


class Migration(migrations.Migration):
    dependencies = [("compare", "0004_doubts")]

    operations = [
        migrations.AddField(model_name="aspect", name="from_pack", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="aspect", name="closed_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(as_the_pack_said, migrations.RunPython.noop, elidable=True),
    ]
