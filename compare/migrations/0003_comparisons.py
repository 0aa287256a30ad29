import django.db.models.deletion
from django.db import migrations, models

import compare.models.comparisons


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0011_people_who_left"),
        ("compare", "0002_open_objections"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "topic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="comparison",
                        serialize=False,
                        to="academy.topic",
                    ),
                ),
                ("version", models.BigIntegerField(default=compare.models.comparisons.another)),
            ],
        ),
    ]
