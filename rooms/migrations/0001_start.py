import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("rooms", "0001_initial"),
        ("rooms", "0002_reasons_of_any_length"),
        ("rooms", "0003_bounded_pages"),
        ("rooms", "0004_worksheets"),
        ("rooms", "0005_speakers"),
    ]

    initial = True

    dependencies = [
        ("academy", "0001_start"),
        ("commons", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("rev", models.BigIntegerField()),
                ("first_rev", models.BigIntegerField()),
                ("client_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("said", "Said"), ("stage", "Stage"), ("field", "Field")],
                        db_default="said",
                        default="said",
                        max_length=5,
                    ),
                ),
                ("stage", models.JSONField(blank=True, null=True)),
                ("field", models.CharField(blank=True, db_default="", default="", max_length=40)),
                ("over", models.JSONField(blank=True, null=True)),
                ("stands", models.BooleanField(db_default=False, default=False)),
                ("body", models.TextField()),
                ("html", models.TextField()),
                ("language", models.CharField(default="en", max_length=8)),
                ("sent_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="academy.membership"
                    ),
                ),
                (
                    "reply_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="rooms.message",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("pair", models.CharField(blank=True, max_length=41, null=True, unique=True)),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("members", "its members alone"),
                            ("members_and_facilitators", "its members, and the facilitators"),
                            ("everybody", "everybody in the course"),
                        ],
                        default="members_and_facilitators",
                        max_length=24,
                    ),
                ),
                ("last_rev", models.BigIntegerField(default=0)),
                ("last_seq", models.BigIntegerField(default=0)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("only_speakers_at", models.DateTimeField(blank=True, null=True)),
                ("slow_seconds", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rooms", to="academy.edition"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["edition", "kind"], name="rooms_of_a_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "direct"), ("pair__isnull", False)),
                            models.Q(models.Q(("kind", "direct"), _negated=True), ("pair", None)),
                            _connector="OR",
                        ),
                        name="a_conversation_names_its_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["lounge", "plenary"]), ("readers", "everybody")),
                            models.Q(("kind", "direct"), ("readers", "members")),
                            models.Q(
                                models.Q(("kind__in", ["lounge", "plenary", "direct"]), _negated=True),
                                ("readers__in", ["members_and_facilitators", "members"]),
                            ),
                            _connector="OR",
                        ),
                        name="room_is_read_as_its_kind_allows",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "plenary")), fields=("edition",), name="one_plenary"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField()),
                ("rev", models.BigIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="rooms.message"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="rooms.room"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("client_id", "author", "room"), name="an_act_is_done_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="room",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="rooms.room"
            ),
        ),
        migrations.CreateModel(
            name="Lounge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lounge", to="academy.topic"
                    ),
                ),
                (
                    "room",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lounge", to="rooms.room"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("lowered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "lowered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hands", to="rooms.room"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lowered_at", None)), fields=("room", "by"), name="one_hand_up_each"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="rooms.room"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("room", "by"), name="blocked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="commons.report",
                    ),
                ),
                (
                    "hand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accesses",
                        to="rooms.hand",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="accesses", to="rooms.room"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["room", "-id"], name="accesses_newest_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hand__isnull", False), ("report", None)),
                            models.Q(("hand", None), ("report__isnull", False)),
                            _connector="OR",
                        ),
                        name="access_has_one_cause",
                    ),
                    models.UniqueConstraint(fields=("by", "report"), name="one_access_for_a_report"),
                    models.UniqueConstraint(fields=("by", "hand"), name="one_access_for_a_hand"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoomMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("slow", "slow mode"), ("closed", "closed")], max_length=8)),
                ("seconds", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measures", to="rooms.room"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("room", "kind"), name="one_measure_of_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "slow"), ("seconds__gte", 1)),
                            models.Q(("kind", "closed"), ("seconds", None)),
                            _connector="OR",
                        ),
                        name="slow_mode_has_seconds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoomMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("blocked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="room_memberships",
                        to="academy.membership",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="rooms.room"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("room", "membership"), name="a_member_of_a_room_once")],
            },
        ),
        migrations.CreateModel(
            name="RoomRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rev", models.BigIntegerField(default=0)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reads", to="rooms.room"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("room", "membership"), name="one_read_mark_per_room")],
            },
        ),
        migrations.CreateModel(
            name="Speaker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="speakers", to="rooms.room"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("room", "membership"), name="a_speaker_of_a_room_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageReaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("emoji", models.CharField(max_length=16)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reactions", to="rooms.message"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("message", "membership", "emoji"), name="one_emoji_each")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("stands", True)), fields=["room", "field"], name="versions_that_stand"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("field", ""), _negated=True),
                fields=["room", "field", "seq"],
                name="versions_of_a_field",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("client_id", "author", "room"), name="a_message_is_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("room", "seq"), name="one_message_per_place"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("room", "rev"), name="one_message_per_revision"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("kind", "stage"), _negated=True), ("stage__isnull", True)),
                    models.Q(("kind", "stage"), ("stage__isnull", False)),
                    _connector="OR",
                ),
                name="only_a_stage_message_has_a_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "field"), ("over__isnull", False), models.Q(("field", ""), _negated=True)),
                    models.Q(
                        models.Q(("kind", "field"), _negated=True),
                        ("field", ""),
                        ("over__isnull", True),
                        ("stands", False),
                    ),
                    _connector="OR",
                ),
                name="only_a_field_message_has_a_field",
            ),
        ),
    ]
