from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy import pages_above

        pages_above.person_record.register("person_record")
        pages_above.moderation.register("moderation")
        pages_above.roster.register("roster")
        pages_above.rounds.register("rounds")
        pages_above.round_page.register("round")
