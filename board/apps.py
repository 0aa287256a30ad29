from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    name = "board"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from board.offering import registering
        from commons import notices

        registering.register()
        notices.register("need-met", _("%(who)s can show what you look for: “%(excerpt)s”"))
        notices.register("offer-met", _("%(who)s looks for what you can show: “%(excerpt)s”"))
