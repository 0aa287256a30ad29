from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0010_whereabouts"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="membership",
            name="kind",
            field=models.CharField(
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
    ]
