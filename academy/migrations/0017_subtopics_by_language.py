from typing import Any

from django.db import migrations, models


def by_language(apps: Any, schema_editor: Any) -> None:
    for topic in apps.get_model("academy", "Topic").objects.exclude(subtopics={}):
        if isinstance(topic.subtopics, list):
            topic.subtopics = {"en": "\n".join(topic.subtopics)} if topic.subtopics else {}
            topic.save(update_fields=["subtopics"])


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0016_handovers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="topic",
            name="subtopics",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(by_language, migrations.RunPython.noop),
    ]
