"""Conversations of two, blocks, raised hands, openings; every room says who can read it."""

import django.db.models.deletion
from django.db import migrations, models


def say_who_reads(apps, schema_editor):
    """Rooms from before: those of exchanges as the default says, the others are everybody's."""
    apps.get_model("exchanges", "Room").objects.filter(kind__in=["lounge", "plenary"]).update(readers="everybody")


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0001_initial"),
        ("commons", "0002_audit_only_grows"),
        ("exchanges", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Hand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("lowered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="room",
            name="room_belongs_to_its_kind",
        ),
        migrations.AddField(
            model_name="room",
            name="blocked_by_first_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="room",
            name="blocked_by_second_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="room",
            name="first",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="academy.membership",
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="readers",
            field=models.CharField(
                choices=[
                    ("members", "its members alone"),
                    ("members_and_facilitators", "its members, and the facilitators"),
                    ("everybody", "everybody in the course"),
                ],
                default="members_and_facilitators",
                max_length=24,
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="second",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="academy.membership",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="readers",
            field=models.CharField(
                choices=[
                    ("members_and_facilitators", "its members, and the facilitators"),
                    ("members", "its members alone"),
                ],
                default="members_and_facilitators",
                max_length=24,
            ),
        ),
        migrations.RunPython(say_who_reads, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("blocked_by_first_at", None),
                        ("blocked_by_second_at", None),
                        ("first", None),
                        ("second", None),
                        ("exchange__isnull", False),
                        ("kind", "exchange"),
                        ("topic", None),
                    ),
                    models.Q(
                        ("blocked_by_first_at", None),
                        ("blocked_by_second_at", None),
                        ("first", None),
                        ("second", None),
                        ("exchange", None),
                        ("kind", "lounge"),
                        ("topic__isnull", False),
                    ),
                    models.Q(
                        ("blocked_by_first_at", None),
                        ("blocked_by_second_at", None),
                        ("first", None),
                        ("second", None),
                        ("exchange", None),
                        ("kind", "plenary"),
                        ("topic", None),
                    ),
                    models.Q(
                        ("first__isnull", False),
                        ("first__lt", models.F("second")),
                        ("second__isnull", False),
                        ("exchange", None),
                        ("kind", "direct"),
                        ("topic", None),
                    ),
                    _connector="OR",
                ),
                name="room_belongs_to_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "exchange"), ("readers__in", ["members_and_facilitators", "members"])),
                    models.Q(("kind__in", ["lounge", "plenary"]), ("readers", "everybody")),
                    models.Q(("kind", "direct"), ("readers", "members")),
                    _connector="OR",
                ),
                name="room_is_read_as_its_kind_allows",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="one_conversation_for_two"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("readers__in", ["members_and_facilitators", "members"])),
                name="round_says_who_reads_its_rooms",
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="exchanges.room"
            ),
        ),
        migrations.AddField(
            model_name="hand",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="academy.membership"
            ),
        ),
        migrations.AddField(
            model_name="hand",
            name="lowered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="academy.membership",
            ),
        ),
        migrations.AddField(
            model_name="hand",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="hands", to="exchanges.room"
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="academy.membership"
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="hand",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="openings",
                to="exchanges.hand",
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="commons.report",
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="exchanges.room"
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)), fields=("room", "by"), name="blocked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="hand",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lowered_at", None)), fields=("room", "by"), name="one_hand_up_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hand__isnull", False), ("report", None)),
                    models.Q(("hand", None), ("report__isnull", False)),
                    _connector="OR",
                ),
                name="opened_for_one_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(fields=("by", "report"), name="opened_once_for_a_report"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(fields=("by", "hand"), name="opened_once_for_a_hand"),
        ),
    ]
