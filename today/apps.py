from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "today"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy.pages.pages_above import front_page

        front_page.register("today")
