from django.apps import AppConfig


class AcademyConfig(AppConfig):
    name = "academy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy import active, voices

        active.replace_locals()
        voices.follow_changes()
