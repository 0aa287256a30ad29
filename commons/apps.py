from django.apps import AppConfig
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _


class CommonsConfig(AppConfig):
    name = "commons"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anymail.signals import inbound, tracking

        from academy.access import read_alongside
        from academy.mail import handovers
        from academy.pages.pages_above import help_page, telling
        from commons import notices, signals, timetable
        from commons.announcements import announcing
        from commons.inbound import handling, hooks
        from commons.marks import marked
        from commons.telling import mailing

        read_alongside("notices_wait", notices.number_unread(OuterRef("pk")))
        read_alongside("is_marked", Exists(marked.present_of(OuterRef("pk"))))
        read_alongside("is_announced", Exists(announcing.shown_in(OuterRef("edition"))))
        help_page.register("help")
        telling.register("telling")
        timetable.register("mail", _("Mail about what concerns people"), mailing.tell_what_is_due, minutes=0.5)
        inbound.connect(hooks.on_inbound)
        tracking.connect(hooks.on_tracking)
        timetable.register("inbound", _("Mail that came in"), handling.work_off, minutes=1)
        timetable.register("clearing", _("Old mail is deleted"), handovers.forget, minutes=24 * 60)
        signals.hidden.connect(notices.withdraw)
        announcing.register()
        register_notices()
        register_acts()


def register_notices() -> None:
    from academy.pages.texts import localized
    from commons import notices
    from commons.announcements import announcing
    from commons.telling import groups

    notices.register(
        announcing.KIND, _("Announcement: %(title)s"), groups.COURSE, text=lambda one: localized(one.texts)
    )
    notices.register("answer-lost", _("An answer by mail of %(who)s could not be taken: it failed here."), groups.DESK)
    notices.register("reported", _("Somebody reported a text. It waits for a facilitator."), groups.DESK)
    notices.register("hidden", _("A facilitator hid “%(excerpt)s”. Reason: %(reason)s"), groups.ABOUT_ME)
    notices.register("restored", _("A facilitator restored “%(excerpt)s”. Reason: %(reason)s"), groups.ABOUT_ME)
    notices.register("locked", _("A facilitator locked “%(excerpt)s”. Reason: %(reason)s"), groups.ABOUT_ME)
    notices.register("unlocked", _("A facilitator unlocked “%(excerpt)s”. Reason: %(reason)s"), groups.ABOUT_ME)
    notices.register(
        "muted", _("A facilitator asked you to pause writing for a while. Reason: %(reason)s"), groups.ABOUT_ME
    )
    notices.register("unmuted", _("You can write again. Reason: %(reason)s"), groups.ABOUT_ME)
    notices.register("lifted", _("Your suspension is lifted. Welcome back. Reason: %(reason)s"), groups.ABOUT_ME)


def register_acts() -> None:
    from commons.moderation import auditing

    auditing.register("hide", _("Hidden"))
    auditing.register("restore", _("Restored"))
    auditing.register("lock", _("Locked"))
    auditing.register("unlock", _("Unlocked"))
    auditing.register("mute", _("Muted"))
    auditing.register("unmute", _("Let write again"))
    auditing.register("suspend", _("Suspended"))
    auditing.register("lift", _("Suspension lifted"))
    auditing.register("settle", _("Report settled"))
