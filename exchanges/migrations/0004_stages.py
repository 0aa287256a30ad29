import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0001_initial"),
        ("exchanges", "0003_lookups_by_name"),
    ]

    operations = [
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
            ],
        ),
        migrations.AddField(
            model_name="format",
            name="pace",
            field=models.FloatField(default=1.5),
        ),
        migrations.AddField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[("said", "Said"), ("stage", "Stage")], db_default="said", default="said", max_length=5
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="stage",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="format",
            constraint=models.CheckConstraint(condition=models.Q(("pace__gt", 0)), name="a_format_takes_time"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "said"), ("stage__isnull", True)),
                    models.Q(("kind", "stage"), ("stage__isnull", False)),
                    _connector="OR",
                ),
                name="only_a_stage_message_has_a_stage",
            ),
        ),
        migrations.AddField(
            model_name="stageact",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="academy.membership"
            ),
        ),
        migrations.AddField(
            model_name="stageact",
            name="exchange",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stage_acts", to="exchanges.exchange"
            ),
        ),
        migrations.AddConstraint(
            model_name="stageact",
            constraint=models.UniqueConstraint(fields=("exchange", "number"), name="one_stage_act_per_number"),
        ),
        migrations.AddConstraint(
            model_name="stageact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "extended"), ("minutes__gte", 1), ("minutes__isnull", False)),
                    models.Q(models.Q(("kind", "extended"), _negated=True), ("minutes", None)),
                    _connector="OR",
                ),
                name="only_an_extension_has_minutes",
            ),
        ),
    ]
