from django.apps import AppConfig


class AcademyConfig(AppConfig):
    name = "academy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy import voices
        from academy.pages import active

        active.replace_locals()
        voices.follow_changes()
