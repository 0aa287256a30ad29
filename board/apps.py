from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    name = "board"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy import pages_above
        from board import sources
        from board.offering import registering
        from commons import notices
        from commons.moderation import auditing

        sources.register()
        registering.register()
        pages_above.take_home.register("take_home")
        notices.register("card-owner", _("%(who)s made you an owner of the card “%(title)s”."))
        notices.register("card-noticed", _("%(who)s moved the card “%(title)s” back to “noticed”."))
        notices.register("card-discussing", _("%(who)s moved the card “%(title)s” to “discussing”."))
        notices.register("card-planned", _("%(who)s moved the card “%(title)s” to “planned”."))
        notices.register("card-under_way", _("%(who)s moved the card “%(title)s” to “under way”."))
        notices.register("card-done", _("%(who)s moved the card “%(title)s” to “done”."))
        notices.register("card-dropped", _("%(who)s dropped the card “%(title)s”."))
        notices.register("helper-asked", _("%(who)s asks for your help with the card “%(title)s”."))
        notices.register("helper-accepted", _("%(who)s helps with the card “%(title)s”."))
        notices.register("helper-declined", _("%(who)s cannot help with the card “%(title)s”."))
        notices.register("need-met", _("%(who)s can show what you look for: “%(excerpt)s”"))
        notices.register("offer-met", _("%(who)s looks for what you can show: “%(excerpt)s”"))
        notices.register("adviser", _("%(who)s named you to the delegation “%(title)s”."))
        notices.register("has-adviser", _("%(who)s named %(name)s to your delegation."))
        auditing.register("name-adviser", _("Resource person named to a delegation"))
        auditing.register("end-adviser", _("Resource person no longer named to a delegation"))
