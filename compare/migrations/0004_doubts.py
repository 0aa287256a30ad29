from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compare", "0003_comparisons")]

    operations = [
        migrations.AddField(model_name="provision", name="doubt", field=models.JSONField(default=dict)),
    ]
