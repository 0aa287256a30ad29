import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("board", "0001_cards"),
        ("board", "0002_offers"),
        ("board", "0003_follow_ups_and_advisers"),
        ("board", "0004_matches_indexed"),
        ("board", "0005_unopened_matches"),
        ("board", "0006_card_comments"),
        ("board", "0007_cards_counted"),
        ("board", "0008_card_edited_by"),
    ]

    initial = True

    dependencies = [
        ("academy", "0001_start"),
        ("compare", "0001_start"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delegation", models.SlugField(max_length=40)),
                ("language", models.CharField(default="en", max_length=8)),
                ("what", models.TextField()),
                ("why", models.TextField(blank=True)),
                ("law", models.TextField(blank=True)),
                ("institution", models.TextField(blank=True)),
                ("money", models.TextField(blank=True)),
                ("partners", models.TextField(blank=True)),
                ("data", models.TextField(blank=True)),
                ("next_step", models.TextField(blank=True)),
                ("due", models.DateField(blank=True, null=True)),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("edition", "everybody in the course"),
                            ("delegation", "only our delegation, and who is asked for help"),
                        ],
                        default="edition",
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noticed", "noticed"),
                            ("discussing", "discussing"),
                            ("planned", "planned"),
                            ("under_way", "under way"),
                            ("done", "done"),
                            ("dropped", "dropped"),
                        ],
                        default="noticed",
                        max_length=12,
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "bloc",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.bloc"),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cards", to="academy.edition"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.topic",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["edition", "state", "-id"], name="cards_of_a_state"),
                    models.Index(fields=["edition", "delegation", "state", "-id"], name="cards_of_a_delegation"),
                    models.Index(
                        fields=["edition", "state", "readers", "delegation", "hidden_at", "author"],
                        name="cards_counted",
                    ),
                ],
            },
        ),
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
        migrations.CreateModel(
            name="CardOwner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="owners", to="board.card"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="owned_cards", to="academy.membership"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("card", "member"), name="owner_once")],
            },
        ),
        migrations.CreateModel(
            name="CardSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "bloc",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="academy.bloc",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="board.card"
                    ),
                ),
                (
                    "source_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contenttypes.contenttype"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("card", "source_type", "source_id"), name="one_source_of_a_card")
                ],
            },
        ),
        migrations.CreateModel(
            name="CardState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noticed", "noticed"),
                            ("discussing", "discussing"),
                            ("planned", "planned"),
                            ("under_way", "under way"),
                            ("done", "done"),
                            ("dropped", "dropped"),
                        ],
                        max_length=12,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("sentence", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "it moved"),
                            ("stuck", "it is stuck"),
                            ("done", "it is done"),
                            ("dropped", "we let it go"),
                            ("later", "ask me later"),
                        ],
                        max_length=12,
                    ),
                ),
                ("asked_after", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="states", to="board.card"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Helper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked"), ("accepted", "accepted"), ("declined", "declined")],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("language", models.CharField(default="en", max_length=8)),
                ("sentence", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="helpers", to="board.card"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="helped_cards",
                        to="academy.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")), fields=["member", "-id"], name="helpers_who_are_asked"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("card", "member"), name="helper_once")],
            },
        ),
        migrations.CreateModel(
            name="Offering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("offer", "we can show how"), ("need", "we look for")], max_length=5),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("text", models.TextField()),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                ("at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "aspect",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="compare.aspect",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "bloc",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.bloc"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offerings", to="academy.edition"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="compare.practice",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.topic"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["edition", "-id"], name="offerings_newest"),
                    models.Index(fields=["topic", "-id"], name="offerings_of_a_topic"),
                    models.Index(fields=["edition", "bloc", "-id"], name="offerings_of_a_bloc"),
                    models.Index(fields=["topic", "bloc", "-id"], name="offerings_of_both"),
                    models.Index(fields=["author", "-id"], name="offerings_of_an_author"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "client_id"), name="one_offering_per_form"),
                    models.CheckConstraint(
                        condition=models.Q(("aspect", None), ("practice", None), _connector="OR"),
                        name="an_aspect_or_a_practice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "common",
                    models.CharField(
                        choices=[
                            ("aspect", "the same aspect"),
                            ("practice", "the same practice"),
                            ("topic", "the same topic"),
                            ("words", "the same words"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers_met",
                        to="board.offering",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs_met",
                        to="board.offering",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["need", "-id"], name="matches_of_a_need"),
                    models.Index(fields=["offer", "-id"], name="matches_of_an_offer"),
                    models.Index(
                        condition=models.Q(("ended_at", None), ("opened_at", None)),
                        fields=["need"],
                        name="unopened_of_a_need",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at", None), ("opened_at", None)),
                        fields=["offer"],
                        name="unopened_of_an_offer",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("need", "offer"), name="matched_once")],
            },
        ),
        migrations.CreateModel(
            name="Adviser",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delegation", models.SlugField(max_length=40)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="advisers", to="academy.edition"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="advised", to="academy.membership"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("edition", "delegation", "member"),
                        name="named_once_to_a_delegation",
                    )
                ],
            },
        ),
    ]
