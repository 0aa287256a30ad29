import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commons", "0008_telling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="reply_to",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.CreateModel(
            name="ReceivedMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("sender", models.CharField(max_length=254, null=True)),
                ("recipient", models.CharField(blank=True, max_length=254)),
                ("raw", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "became",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("said", "a text in its writer's name"),
                            ("refused", "refused: its writer was told why"),
                            ("stranger", "from another address than its person's"),
                            ("astray", "to no address that takes answers"),
                            ("automatic", "an automatic answer, or mail of a list"),
                            ("report", "a report about mail that did not arrive, or was unwanted"),
                            ("calendar", "an answer to an invitation of a calendar"),
                            ("unreadable", "not readable as mail"),
                            ("faulty", "given up after several tries"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["next_at"], name="received_waiting"),
                    models.Index(fields=["at"], name="received_by_age"),
                    models.Index(fields=["person", "answered_at"], name="received_answered"),
                ],
            },
        ),
    ]
