from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0003_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="takes_part",
            field=models.CharField(
                choices=[("come", "delegates who have come"), ("everybody", "all delegates on the roster")],
                default="come",
                max_length=10,
            ),
        ),
    ]
