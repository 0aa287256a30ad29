from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("academy", "0004_sort_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="signinlink",
            name="page",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
