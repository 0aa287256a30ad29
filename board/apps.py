from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    name = "board"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy.pages import pages_above
        from board import sources
        from board.follow_ups import answering, asking
        from board.offering import registering
        from commons import notices, timetable
        from commons.moderation import auditing
        from commons.telling import groups

        sources.register()
        registering.register()
        answering.register()
        pages_above.take_home.register("take_home")
        timetable.register("follow-ups", _("Cards that ask how it goes"), asking.ask_owners, minutes=60)
        notices.register("follow-up", _("How does it go with “%(title)s”?"), groups.BOARD)
        notices.register("card-owner", _("%(who)s made you an owner of the card “%(title)s”."), groups.BOARD)
        notices.register("card-noticed", _("%(who)s moved the card “%(title)s” back to “noticed”."), groups.BOARD)
        notices.register("card-discussing", _("%(who)s moved the card “%(title)s” to “discussing”."), groups.BOARD)
        notices.register("card-planned", _("%(who)s moved the card “%(title)s” to “planned”."), groups.BOARD)
        notices.register("card-under_way", _("%(who)s moved the card “%(title)s” to “under way”."), groups.BOARD)
        notices.register("card-done", _("%(who)s moved the card “%(title)s” to “done”."), groups.BOARD)
        notices.register("card-dropped", _("%(who)s dropped the card “%(title)s”."), groups.BOARD)
        notices.register("helper-asked", _("%(who)s asks for your help with the card “%(title)s”."), groups.BOARD)
        notices.register("helper-accepted", _("%(who)s helps with the card “%(title)s”."), groups.BOARD)
        notices.register("helper-declined", _("%(who)s cannot help with the card “%(title)s”."), groups.BOARD)
        notices.register("card-comment", _("%(who)s said something about the card “%(title)s”."), groups.BOARD)
        notices.register("need-met", _("%(who)s can show what you look for: “%(excerpt)s”"), groups.BOARD)
        notices.register("offer-met", _("%(who)s looks for what you can show: “%(excerpt)s”"), groups.BOARD)
        notices.register("adviser", _("%(who)s named you to the delegation “%(title)s”."), groups.BOARD)
        notices.register("has-adviser", _("%(who)s named %(name)s to your delegation."), groups.BOARD)
        auditing.register("name-adviser", _("Resource person named to a delegation"))
        auditing.register("end-adviser", _("Resource person no longer named to a delegation"))
