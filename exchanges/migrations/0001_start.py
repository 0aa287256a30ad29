import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("exchanges", "0001_initial"),
        ("exchanges", "0002_bounded_pages"),
        ("exchanges", "0003_hours"),
        ("exchanges", "0004_takes_part"),
        ("exchanges", "0005_outcomes"),
        ("exchanges", "0006_attendance"),
        ("exchanges", "0007_pins"),
        ("exchanges", "0008_partner_wishes"),
        ("exchanges", "0009_relay"),
        ("exchanges", "0010_indexed_by_time"),
        ("exchanges", "0011_proposal_asked"),
        ("exchanges", "0012_gatherings"),
        ("exchanges", "0013_roles"),
        ("exchanges", "0014_monthly_wishes"),
        ("exchanges", "0015_closed_formats"),
        ("exchanges", "0016_published_without_proposals"),
        ("exchanges", "0017_proposal_began"),
    ]

    initial = True

    dependencies = [
        ("academy", "0001_start"),
        ("board", "0001_start"),
        ("forum", "0001_start"),
        ("rooms", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="Exchange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worth", models.FloatField(default=0)),
                ("asynchronous", models.BooleanField(default=False)),
                ("begins_at", models.DateTimeField(blank=True, null=True)),
                ("own_stages", models.JSONField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "room",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exchange", to="rooms.room"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exchanges", to="academy.topic"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Format",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60)),
                ("place", models.PositiveSmallIntegerField()),
                ("titles", models.JSONField(default=dict)),
                ("purposes", models.JSONField(default=dict)),
                ("smallest_group", models.PositiveSmallIntegerField()),
                ("largest_group", models.PositiveSmallIntegerField()),
                ("stages", models.JSONField(default=list)),
                ("pace", models.FloatField(default=1.5)),
                ("rules", models.JSONField(blank=True, default=dict)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="formats", to="academy.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "slug"), name="one_format_per_slug"),
                    models.CheckConstraint(condition=models.Q(("pace__gt", 0)), name="a_format_takes_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gathering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.TextField()),
                ("language", models.CharField(default="en", max_length=8)),
                ("stages", models.JSONField(default=list)),
                ("turns", models.PositiveSmallIntegerField(default=0)),
                ("chairs", models.PositiveSmallIntegerField(default=0)),
                ("reached", models.PositiveIntegerField(blank=True, null=True)),
                ("bound", models.PositiveIntegerField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gatherings", to="academy.edition"
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
                    "format",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gatherings", to="exchanges.format"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gatherings", to="rooms.room"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["edition", "-id"], name="gatherings_newest_first")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("room",), name="one_gathering_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_ended_gathering_says_who_ended_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comings", to="exchanges.gathering"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("gathering", "membership"), name="one_comes_once")],
            },
        ),
        migrations.CreateModel(
            name="Chair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("sat_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seated", to="exchanges.gathering"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)), fields=("gathering", "membership"), name="one_chair_each"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GatheringAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("begun", "Begun"),
                            ("paused", "Paused"),
                            ("resumed", "Resumed"),
                            ("extended", "Extended"),
                            ("moved_on", "Moved On"),
                            ("ended", "Ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="exchanges.gathering"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "number"), name="one_gathering_act_per_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("sequence", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("replaced", "Replaced"), ("refused", "Refused"), ("called_off", "Called Off")],
                        max_length=10,
                    ),
                ),
                ("sentence", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=8)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="exchanges.exchange"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["exchange", "-id"], name="hours_newest_first"),
                    models.Index(fields=["exchange", "-sequence"], name="hours_by_version"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("agreed_at", None), ("ended_at", None)),
                        fields=("exchange",),
                        name="one_open_proposal",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("agreed_at__isnull", False), ("ended_at", None)),
                        fields=("exchange",),
                        name="one_agreed_hour",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at", None), ("sequence", None)),
                            models.Q(("agreed_at__isnull", False), ("sequence__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_agreed_hour_has_a_sequence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at", None)),
                            models.Q(("ended_at__isnull", False), models.Q(("end", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="an_ended_hour_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
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
                    "hour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acceptances", to="exchanges.hour"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hour", "by"), name="one_acceptance_each")],
            },
        ),
        migrations.CreateModel(
            name="MonthlyWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="monthly_wish",
                        to="academy.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("together", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "readers",
                    models.CharField(
                        blank=True,
                        choices=[("edition", "everybody in the course"), ("members", "those who read the room")],
                        max_length=8,
                    ),
                ),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="academy.edition"
                    ),
                ),
                (
                    "exchange",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcome", to="exchanges.exchange"
                    ),
                ),
                (
                    "thread",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum.thread",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="academy.topic"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("readers", "edition")), fields=["topic", "-id"], name="outcomes_of_a_topic"
                    ),
                    models.Index(
                        condition=models.Q(("published_at", None)), fields=["made_at"], name="outcomes_that_wait"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("readers", "")),
                            models.Q(("published_at__isnull", False), models.Q(("readers", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_published_outcome_has_readers",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("confirms", models.BooleanField()),
                (
                    "readers",
                    models.CharField(
                        choices=[("edition", "everybody in the course"), ("members", "those who read the room")],
                        default="members",
                        max_length=8,
                    ),
                ),
                (
                    "quotes",
                    models.CharField(
                        choices=[
                            ("name", "with my name"),
                            ("role", "with my role and bloc"),
                            ("none", "without me: “a delegate of” my bloc"),
                        ],
                        default="none",
                        max_length=4,
                    ),
                ),
                ("takes_home", models.BooleanField(default=True)),
                ("sentence", models.TextField(blank=True)),
                ("language", models.CharField(default="en", max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="exchanges.outcome"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["outcome", "member", "-id"], name="answers_to_an_outcome")],
            },
        ),
        migrations.CreateModel(
            name="OutcomePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="en", max_length=8)),
                ("noticed", models.TextField(blank=True)),
                ("could_adopt", models.TextField(blank=True)),
                ("why", models.TextField(blank=True)),
                ("law", models.TextField(blank=True)),
                ("institution", models.TextField(blank=True)),
                ("money", models.TextField(blank=True)),
                ("partners", models.TextField(blank=True)),
                ("data", models.TextField(blank=True)),
                ("first_step", models.TextField(blank=True)),
                ("due", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="board.card",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="exchanges.outcome"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("outcome", "member"), name="one_part_each")],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reasons", models.JSONField(default=dict)),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="exchanges.exchange",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="academy.membership",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("exchange", "membership"), name="one_seat_each")],
            },
        ),
        migrations.CreateModel(
            name="Parting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=8)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("first", "second"), name="parted_once")],
            },
        ),
        migrations.CreateModel(
            name="RelayAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("begun", "Begun"),
                            ("handed_on", "Handed On"),
                            ("extended", "Extended"),
                            ("passed", "Passed"),
                            ("silent", "Silent"),
                            ("ended", "Ended"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("turn", models.PositiveSmallIntegerField(default=0)),
                ("places", models.JSONField(default=dict)),
                ("plan", models.JSONField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="relay_acts", to="exchanges.exchange"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "exchange"], name="relay_acts_by_kind")],
                "constraints": [
                    models.UniqueConstraint(fields=("exchange", "number"), name="one_relay_act_per_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "begun")), fields=("exchange",), name="a_relay_begins_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "ended")), fields=("exchange",), name="a_relay_ends_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "extended")),
                        fields=("exchange", "turn"),
                        name="a_turn_is_extended_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "begun"), ("plan__isnull", False)),
                            models.Q(models.Q(("kind", "begun"), _negated=True), ("plan__isnull", True)),
                            _connector="OR",
                        ),
                        name="only_a_beginning_has_a_plan",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("members_and_facilitators", "its members, and the facilitators"),
                            ("members", "its members alone"),
                        ],
                        default="members_and_facilitators",
                        max_length=24,
                    ),
                ),
                (
                    "takes_part",
                    models.CharField(
                        choices=[
                            ("come", "delegates who have come"),
                            ("everybody", "all delegates on the roster"),
                            ("monthly", "those who asked for a new partner each month"),
                        ],
                        default="come",
                        max_length=10,
                    ),
                ),
                ("weights", models.JSONField(blank=True, default=dict)),
                ("opens", models.DateTimeField(verbose_name="opens")),
                ("closes", models.DateTimeField(verbose_name="closes")),
                ("proposal", models.JSONField(blank=True, null=True)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("proposal_asked_at", models.DateTimeField(blank=True, null=True)),
                ("proposal_began_at", models.DateTimeField(blank=True, null=True)),
                ("proposal_fault", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="academy.edition"
                    ),
                ),
                (
                    "format",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="exchanges.format"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "proposal_asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="academy.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "number"), name="one_round_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))), name="round_closes_after_it_opens"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("readers__in", ["members_and_facilitators", "members"])),
                        name="round_says_who_reads_its_rooms",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=8)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pins", to="exchanges.round"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "first", "second"), name="pinned_once")],
            },
        ),
        migrations.CreateModel(
            name="PartnerWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sentence", models.TextField()),
                ("language", models.CharField(blank=True, max_length=8)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="partner_wishes", to="exchanges.round"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "membership"), name="another_partner_once_a_round")
                ],
            },
        ),
        migrations.AddField(
            model_name="exchange",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="exchanges", to="exchanges.round"
            ),
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("takes_part", models.BooleanField()),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="exchanges.round"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "membership"), name="one_attendance_each")],
            },
        ),
        migrations.CreateModel(
            name="StageAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("begun", "Begun"),
                            ("paused", "Paused"),
                            ("resumed", "Resumed"),
                            ("extended", "Extended"),
                            ("moved_on", "Moved On"),
                            ("ended", "Ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stage_acts", to="exchanges.exchange"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="stage_acts_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("exchange", "number"), name="one_stage_act_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "extended"), ("minutes__gte", 1), ("minutes__isnull", False)),
                            models.Q(models.Q(("kind", "extended"), _negated=True), ("minutes", None)),
                            _connector="OR",
                        ),
                        name="only_an_extension_has_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Table",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("question", models.TextField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tables", to="exchanges.gathering"
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "room",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="table", to="rooms.room"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "number"), name="one_table_per_number"),
                    models.UniqueConstraint(fields=("gathering", "host"), name="a_host_of_one_table"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("turn", models.PositiveSmallIntegerField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="exchanges.gathering"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="exchanges.table"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "turn", "membership"), name="one_seat_in_a_turn")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(fields=["begins_at"], name="exchanges_by_hour"),
        ),
    ]
