import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("forum", "0001_initial"),
        ("forum", "0002_replies"),
        ("forum", "0003_comments_beneath"),
        ("forum", "0004_bounded_pages"),
        ("forum", "0005_nudged"),
        ("forum", "0006_asked_again"),
        ("forum", "0007_readers_who_decline"),
    ]

    initial = True

    dependencies = [
        ("academy", "0001_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="TopicTally",
            fields=[
                (
                    "topic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="academy.topic",
                    ),
                ),
                ("discussions", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="en", max_length=8)),
                ("body", models.TextField(verbose_name="text")),
                ("html", models.TextField()),
                ("client_id", models.UUIDField(default=uuid.uuid4)),
                ("posted_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answered_by",
                        to="forum.post",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="academy.membership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PostVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField()),
                ("html", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="forum.post"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Reflection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="en", max_length=8)),
                ("headline", models.CharField(blank=True, max_length=160)),
                ("answers", models.JSONField(default=dict)),
                ("answers_html", models.JSONField(default=dict)),
                ("draft", models.JSONField(blank=True, null=True)),
                ("draft_saved_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("nudged", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("asked_again_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reflections", to="academy.membership"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reflections", to="academy.topic"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["topic", "-published_at"], name="reflections_newest_first"),
                    models.Index(
                        condition=models.Q(("answered_at", None)),
                        fields=["topic", "published_at"],
                        name="reflections_that_wait",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("topic", "author"), name="one_reflection_per_topic")],
            },
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="academy.membership"
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readers", to="forum.reflection"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None), ("declined_at", None)),
                        fields=["membership", "asked_at"],
                        name="readings_that_wait",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("reflection", "membership"), name="asked_once")],
            },
        ),
        migrations.CreateModel(
            name="Crossing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.state"
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="crossings", to="forum.reflection"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("reflection", "state"), name="a_state_crosses_once")],
            },
        ),
        migrations.CreateModel(
            name="ReflectionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("headline", models.CharField(max_length=160)),
                ("answers", models.JSONField(default=dict)),
                ("answers_html", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField()),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="forum.reflection"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="forum.post"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="academy.membership"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["to", "-post"], name="replies_newest_first")],
                "constraints": [models.UniqueConstraint(fields=("to", "post"), name="one_reply_to_each")],
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("beneath", models.CharField(blank=True, max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question"),
                            ("experience", "experience"),
                            ("proposal", "proposal"),
                            ("announcement", "announcement"),
                            ("comments", "comments"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=160, verbose_name="title")),
                ("language", models.CharField(default="en", max_length=8)),
                ("opened_at", models.DateTimeField()),
                ("posts_count", models.PositiveIntegerField(default=0)),
                ("last_post_at", models.DateTimeField(blank=True, null=True)),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("sample", models.BooleanField(default=False, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="academy.membership"
                    ),
                ),
                (
                    "reflection",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thread",
                        to="forum.reflection",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="threads", to="academy.topic"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["topic", "-last_post_at", "-id"], name="threads_freshest_first"),
                    models.Index(fields=["kind", "-id"], name="threads_of_a_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("beneath", ""), ("kind", "comments"), ("reflection__isnull", False)),
                            models.Q(
                                ("kind", "comments"), ("reflection", None), models.Q(("beneath", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("kind", "comments"), _negated=True), ("beneath", ""), ("reflection", None)
                            ),
                            _connector="OR",
                        ),
                        name="comments_hang_on_something",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="post",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="forum.thread"
            ),
        ),
        migrations.CreateModel(
            name="ThreadRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_post_id", models.BigIntegerField(default=0)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reads", to="forum.thread"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("thread", "membership"), name="one_read_mark_per_thread")
                ],
            },
        ),
        migrations.CreateModel(
            name="PostReaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("useful", "useful for us"),
                            ("same", "we do this too"),
                            ("more", "tell me more"),
                            ("thanks", "thank you"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reactions", to="forum.post"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post", "membership", "kind"), name="one_reaction_of_a_kind")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["thread", "id"], name="posts_in_order"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("author", "client_id"), name="a_post_is_sent_once"),
        ),
    ]
