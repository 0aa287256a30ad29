from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    name = "rooms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models import OuterRef
        from django.db.models.signals import post_delete

        from academy.access import read_alongside
        from academy.models import Membership, Person, Session
        from academy.pages.pages_above import hello
        from academy.signals import edition_opened, pack_changed, role_changed, signed_out
        from commons import signals, timetable
        from rooms import receivers
        from rooms.models import Message
        from rooms.moderation import moderated
        from rooms.reading import calling_back
        from rooms.reading.unread import rooms_with_news
        from rooms.registered import by_mail, followed, own_kinds, sources

        read_alongside("rooms_with_news", rooms_with_news(OuterRef("pk")))
        edition_opened.connect(receivers.on_topics_came)
        pack_changed.connect(receivers.on_topics_came)
        signed_out.connect(receivers.on_signed_out, sender=Person)
        post_delete.connect(receivers.on_session_deleted, sender=Session)
        role_changed.connect(receivers.on_membership_changed, sender=Membership)
        signals.measure_changed.connect(receivers.on_membership_changed, sender=Membership)
        signals.hidden.connect(receivers.on_hidden_or_restored, sender=Message)
        signals.restored.connect(receivers.on_hidden_or_restored, sender=Message)
        signals.settled.connect(receivers.on_settled, sender=Message)
        moderated.register()
        own_kinds.register_all()
        by_mail.register()
        sources.register()
        followed.register()
        hello.register("say_hello")
        timetable.register("unread", _("Calls back to rooms with unread messages"), calling_back.call_back, minutes=1)
        register_notices()
        register_acts()


def register_notices() -> None:
    from commons import notices
    from commons.telling import groups

    notices.register(notices.CALL, _("%(writer)s wrote to you in a room of yours."), groups.EXCHANGES)
    notices.register("called", _("%(who)s calls a facilitator to a room."), groups.DESK, urgent=True)
    notices.register(
        "opened_by_report",
        _("%(who)s, who runs the course, opened your room because of a report."),
        groups.ABOUT_ME,
    )
    notices.register(
        "opened_by_hand",
        _("%(who)s, who runs the course, opened your room because one of you called."),
        groups.ABOUT_ME,
    )


def register_acts() -> None:
    from commons.moderation import auditing

    auditing.register("open", _("Room opened"))
    auditing.register("answer", _("Call answered"))
    auditing.register("slow", _("Slow mode set"))
    auditing.register("speed up", _("Slow mode ended"))
    auditing.register("close", _("Room closed"))
    auditing.register("reopen", _("Room opened again"))
