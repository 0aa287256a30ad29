import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0011_people_who_left"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="stopped_address",
            field=models.CharField(blank=True, default="", editable=False, max_length=254),
        ),
        migrations.CreateModel(
            name="Undelivered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("hard", "The address takes no mail."),
                            ("soft", "A full box, a busy server."),
                            ("complaint", "Its reader called it unwanted."),
                        ],
                        max_length=9,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("message_id", models.CharField(blank=True, max_length=250)),
                ("at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undelivered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(condition=models.Q(("confirmed_at", None)), fields=["person"], name="undelivered_open")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("message_id", ""), _negated=True),
                        fields=("person", "how", "message_id"),
                        name="undelivered_once_a_mail",
                    )
                ],
            },
        ),
    ]
