from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0007_calendar_stamp"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="chosen_phase",
            field=models.CharField(
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
    ]
