import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import academy.models.people
import academy.models.sort_keys


class Migration(migrations.Migration):
    replaces = [
        ("academy", "0001_initial"),
        ("academy", "0002_people_version"),
        ("academy", "0003_sessions"),
        ("academy", "0004_sort_keys"),
        ("academy", "0005_link_page"),
        ("academy", "0006_roster_file"),
        ("academy", "0007_calendar_stamp"),
        ("academy", "0008_phase"),
        ("academy", "0009_invitations"),
        ("academy", "0010_whereabouts"),
        ("academy", "0011_people_who_left"),
        ("academy", "0012_undelivered"),
        ("academy", "0013_closed_items"),
        ("academy", "0014_minutes_of_mail"),
        ("academy", "0015_notices_stamp"),
        ("academy", "0016_handovers"),
        ("academy", "0017_subtopics_by_language"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bloc",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("shore", models.CharField(choices=[("west", "west"), ("east", "east")], max_length=4)),
                ("names", models.JSONField(default=dict)),
                ("short", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["shore", "code"],
            },
        ),
        migrations.CreateModel(
            name="MinuteOfMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minute", models.DateTimeField(unique=True)),
                ("sent", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("content", models.JSONField()),
                ("loaded_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=2, unique=True)),
                ("names", models.JSONField(default=dict)),
                ("languages", models.JSONField(default=list)),
                ("time_zones", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("given_name", models.CharField(max_length=80, verbose_name="given name")),
                ("family_name", models.CharField(blank=True, max_length=80, verbose_name="family name")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the browser's.",
                        max_length=8,
                        verbose_name="language of the pages",
                    ),
                ),
                (
                    "languages",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Language codes, the usual one first.",
                        verbose_name="languages you work in",
                    ),
                ),
                ("time_zone", models.CharField(default="UTC", max_length=64, verbose_name="time zone")),
                (
                    "stays",
                    models.JSONField(
                        blank=True, default=list, help_text="Other places: first day, last day, zone, place."
                    ),
                ),
                ("sort_key", academy.models.sort_keys.SortKey(default="", editable=False, max_length=240)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("calendar_stamp", models.CharField(blank=True, default="", editable=False, max_length=16)),
                ("notices_stamp", models.CharField(blank=True, default="", editable=False, max_length=16)),
                (
                    "sign_in_stamp",
                    models.CharField(default=academy.models.people.new_sign_in_stamp, editable=False, max_length=16),
                ),
                ("stopped_address", models.CharField(blank=True, default="", editable=False, max_length=254)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. "
                        "A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="one_person_per_address"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("titles", models.JSONField(default=dict)),
                ("part_of", models.JSONField(default=dict)),
                ("place", models.CharField(blank=True, max_length=80)),
                ("time_zone", models.CharField(max_length=64)),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("membership_date", models.DateField(help_text="The day whose bloc membership holds in this edition.")),
                (
                    "own_reflection_first",
                    models.BooleanField(
                        default=False, help_text="The other shore opens once one's own reflection is published."
                    ),
                ),
                (
                    "chosen_phase",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "before the course"),
                            ("session", "in session"),
                            ("after", "after the course"),
                            ("archived", "archived"),
                        ],
                        max_length=8,
                    ),
                ),
                ("people_version", models.PositiveBigIntegerField(default=0, editable=False)),
                (
                    "demo_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When it was filled as a demo.", null=True
                    ),
                ),
                ("blocs", models.ManyToManyField(related_name="editions", to="academy.bloc")),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="academy.pack"
                    ),
                ),
            ],
            options={
                "ordering": ["-starts", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))), name="edition_ends_after_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.CharField(max_length=36, unique=True)),
                ("address", models.EmailField(max_length=254)),
                ("message_id", models.CharField(blank=True, max_length=250)),
                ("began_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("fault", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["address"], name="handovers_in_doubt"
                    ),
                    models.Index(fields=["began_at"], name="handovers_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("delegate", "delegate"),
                            ("resource", "resource person"),
                            ("facilitator", "facilitator"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=160, verbose_name="organisation")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("government", "government"),
                            ("employers", "employers"),
                            ("workers", "workers"),
                            ("secretariat", "regional body"),
                            ("facilitator", "course team"),
                        ],
                        max_length=20,
                        verbose_name="kind of organisation",
                    ),
                ),
                ("ranked_topics", models.JSONField(blank=True, default=list)),
                ("free_hours", models.JSONField(blank=True, default=list)),
                (
                    "days_off",
                    models.JSONField(blank=True, default=list, help_text="Days on which the free hours do not hold."),
                ),
                ("welcomed_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                ("muted_until", models.DateTimeField(blank=True, null=True)),
                (
                    "bloc",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="academy.bloc",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="academy.edition"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="academy.state",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "edition"), name="one_membership_per_edition")
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("fault", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="academy.membership"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["began_at", "id"], name="invitations_that_wait")],
            },
        ),
        migrations.CreateModel(
            name="Prompt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40)),
                ("place", models.PositiveSmallIntegerField()),
                ("texts", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prompts", to="academy.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "place"],
                "constraints": [models.UniqueConstraint(fields=("edition", "key"), name="one_prompt_per_key")],
            },
        ),
        migrations.CreateModel(
            name="RosterFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255)),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roster_file", to="academy.membership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("next_path", models.CharField(default="/", max_length=500)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("page", models.CharField(blank=True, max_length=64)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BlocMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("associate", models.BooleanField(default=False)),
                (
                    "bloc",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="academy.bloc"
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="academy.state"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("bloc", "state", "since"), name="one_bloc_membership_per_start"),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"),
                        name="ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60)),
                ("place", models.PositiveSmallIntegerField()),
                ("titles", models.JSONField(default=dict)),
                ("descriptions", models.JSONField(default=dict)),
                ("focus", models.JSONField(default=dict)),
                ("subtopics", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="topics", to="academy.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "place"],
                "constraints": [models.UniqueConstraint(fields=("edition", "slug"), name="one_topic_per_slug")],
            },
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
