import django.db.models.deletion
from django.db import migrations, models

import academy.pages.numbers


class Migration(migrations.Migration):
    replaces = [
        ("compare", "0001_initial"),
        ("compare", "0002_open_objections"),
        ("compare", "0003_comparisons"),
        ("compare", "0004_doubts"),
        ("compare", "0005_aspects_of_people"),
    ]

    initial = True

    dependencies = [
        ("academy", "0001_start"),
        ("forum", "0001_start"),
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
                ("version", models.BigIntegerField(default=academy.pages.numbers.another)),
            ],
        ),
        migrations.CreateModel(
            name="Aspect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60)),
                ("place", models.PositiveSmallIntegerField()),
                ("title", models.JSONField(default=dict)),
                ("question", models.JSONField(default=dict)),
                ("from_pack", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="aspects", to="academy.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["topic", "place"],
                "constraints": [models.UniqueConstraint(fields=("topic", "slug"), name="one_aspect_per_slug")],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="en", max_length=8)),
                ("source", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                ("reason", models.TextField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DisputeAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="en", max_length=8)),
                ("text", models.TextField()),
                ("settles", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="compare.dispute"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Practice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.JSONField(default=dict)),
                ("who", models.JSONField(default=dict)),
                ("years", models.CharField(blank=True, max_length=60)),
                ("done", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("possible", models.JSONField(default=dict)),
                ("asks", models.JSONField(default=list)),
                ("references", models.JSONField(default=list)),
                ("slug", models.SlugField(blank=True, max_length=60)),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("verified", "source seen"),
                            ("known", "well established"),
                            ("doubtful", "to be checked"),
                        ],
                        max_length=12,
                    ),
                ),
                ("from_pack", models.JSONField(default=dict)),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="practices", to="academy.edition"
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
                ("topics", models.ManyToManyField(related_name="practices", to="academy.topic")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("author", None)), fields=("edition", "slug"), name="one_practice_per_slug"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("law", "law"),
                            ("institution", "institutions"),
                            ("money", "money"),
                            ("partners", "partners"),
                            ("data", "data"),
                        ],
                        max_length=12,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="compare.practice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "author", "kind"), name="one_need_of_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.JSONField(default=dict)),
                ("who", models.JSONField(default=dict)),
                ("years", models.CharField(blank=True, max_length=60)),
                ("done", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("possible", models.JSONField(default=dict)),
                ("asks", models.JSONField(default=list)),
                ("references", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="compare.practice"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Provision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instrument", models.JSONField(default=dict)),
                ("articles", models.CharField(blank=True, max_length=120)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_force", "in force"),
                            ("adopted", "adopted"),
                            ("partial", "partly applied"),
                            ("policy", "policy"),
                            ("case_law", "case law"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_gap", models.BooleanField(default=False, help_text="The bloc has nothing of its own.")),
                ("summary", models.JSONField(default=dict)),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("verified", "source seen"),
                            ("known", "well established"),
                            ("doubtful", "to be checked"),
                        ],
                        max_length=12,
                    ),
                ),
                ("references", models.JSONField(default=list)),
                ("doubt", models.JSONField(default=dict)),
                ("from_pack", models.JSONField(default=dict)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="provisions", to="compare.aspect"
                    ),
                ),
                (
                    "bloc",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.bloc"),
                ),
                (
                    "state",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="academy.state",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", None)), fields=("aspect", "bloc"), name="one_cell_per_bloc"
                    ),
                    models.UniqueConstraint(fields=("aspect", "bloc", "state"), name="one_row_per_state"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__isnull", False), models.Q(("status", ""), _negated=True), _connector="OR"
                        ),
                        name="a_cell_has_a_status",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="dispute",
            name="provision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="disputes", to="compare.provision"
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="en", max_length=8)),
                ("source", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                ("changes", models.JSONField(default=dict)),
                (
                    "decision",
                    models.CharField(
                        blank=True, choices=[("accepted", "accepted"), ("refused", "refused")], max_length=10
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_language", models.CharField(default="en", max_length=8)),
                ("decision_reason", models.TextField(blank=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "provision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="compare.provision"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("decision", ""), ("hidden_at", None)),
                        fields=["provision"],
                        name="waiting_corrections",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True), models.Q(("decided_at", None), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_decision_has_its_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="en", max_length=8)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("answer_language", models.CharField(default="en", max_length=8)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="academy.membership",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_requests",
                        to="compare.practice",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("texts", models.JSONField(default=dict)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="academy.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "place"],
                "constraints": [models.UniqueConstraint(fields=("edition", "place"), name="one_term_per_place")],
            },
        ),
        migrations.CreateModel(
            name="View",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "law",
                    models.CharField(
                        choices=[
                            ("alike", "alike"),
                            ("form", "different in form"),
                            ("level", "different in level"),
                            ("one_side", "only on one side"),
                            ("unclear", "unclear"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                (
                    "practice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("alike", "alike"),
                            ("form", "different in form"),
                            ("level", "different in level"),
                            ("one_side", "only on one side"),
                            ("unclear", "unclear"),
                        ],
                        max_length=10,
                    ),
                ),
                ("practice_why", models.TextField(blank=True)),
                ("language", models.CharField(default="en", max_length=8)),
                ("at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="views", to="compare.aspect"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("aspect", "author"), name="one_view_per_aspect")],
            },
        ),
        migrations.CreateModel(
            name="ViewVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "law",
                    models.CharField(
                        choices=[
                            ("alike", "alike"),
                            ("form", "different in form"),
                            ("level", "different in level"),
                            ("one_side", "only on one side"),
                            ("unclear", "unclear"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                (
                    "practice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("alike", "alike"),
                            ("form", "different in form"),
                            ("level", "different in level"),
                            ("one_side", "only on one side"),
                            ("unclear", "unclear"),
                        ],
                        max_length=10,
                    ),
                ),
                ("practice_why", models.TextField(blank=True)),
                ("language", models.CharField(default="en", max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="compare.view"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("hidden_at", None), ("settled_at", None)),
                fields=["provision"],
                name="open_disputes",
            ),
        ),
    ]
