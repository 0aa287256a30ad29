import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("academy", "0009_invitations"), ("board", "0005_unopened_matches")]

    operations = [
        migrations.CreateModel(
            name="CardComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="en", max_length=8)),
                ("body", models.TextField()),
                ("html", models.TextField()),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                ("at", models.DateTimeField()),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="board.card"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["card", "id"], name="comments_of_a_card")],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "client_id"), name="a_card_comment_is_sent_once")
                ],
            },
        ),
    ]
