from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_replies")]

    operations = [
        migrations.RemoveConstraint(model_name="thread", name="comments_hang_on_a_reflection"),
        migrations.AddField(model_name="thread", name="beneath", field=models.CharField(blank=True, max_length=120)),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=Q(kind="comments", reflection__isnull=False, beneath="")
                | (Q(kind="comments", reflection=None) & ~Q(beneath=""))
                | (~Q(kind="comments") & Q(reflection=None, beneath="")),
                name="comments_hang_on_something",
            ),
        ),
    ]
