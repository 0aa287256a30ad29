from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("board", "0006_card_comments")]

    operations = [
        migrations.AddIndex(
            model_name="card",
            index=models.Index(
                fields=["edition", "state", "readers", "delegation", "hidden_at", "author"], name="cards_counted"
            ),
        ),
    ]
