from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy.models import Membership
        from academy.pages.pages_above import calendar_feed, own_exchanges
        from academy.signals import edition_opened, pack_changed, role_changed
        from board.cards import partners
        from commons import signals, waiting
        from exchanges import news, receivers, room_kinds
        from exchanges.calendars import replies
        from exchanges.gatherings import room_kinds as gathering_rooms
        from exchanges.outcomes import registering
        from exchanges.relay import passing
        from exchanges.rounds import check_ins
        from exchanges.scheduling import one_tap, telling
        from forum import tabs
        from rooms.models import Message

        edition_opened.connect(receivers.on_edition_opened)
        pack_changed.connect(receivers.on_pack_changed)
        role_changed.connect(receivers.on_role_changed, sender=Membership)
        signals.hidden.connect(receivers.on_hidden_or_restored, sender=Message)
        signals.restored.connect(receivers.on_hidden_or_restored, sender=Message)
        room_kinds.register_kinds()
        gathering_rooms.register_kinds()
        own_exchanges.register("exchanges")
        calendar_feed.register("calendar_feed")
        tabs.register(
            tabs.Tab(
                _("Lounge"),
                path=lambda topic: topic.lounge.get_absolute_url() if hasattr(topic, "lounge") else "",
                related=("lounge",),
            )
        )
        partners.register(check_ins.with_partners)
        registering.register()
        telling.register()
        one_tap.register()
        replies.register()
        passing.register()
        waiting.register(news.waiting_for)
        register_timetable()
        register_notices()
        register_acts()


def register_timetable() -> None:
    from commons import timetable
    from exchanges import reminding
    from exchanges.relay import passing
    from exchanges.rounds import computing, monthly

    timetable.register("hours", _("Reminders of agreed hours"), reminding.remind_of_hours, minutes=1)
    timetable.register("silence", _("Exchanges without a word"), reminding.nudge_the_silent, minutes=60)
    timetable.register("outcomes", _("Outcomes to be confirmed"), reminding.ask_again_for_outcomes, minutes=60)
    timetable.register("proposals", _("Pairs of many people"), computing.compute_asked, minutes=1)
    timetable.register("monthly", _("New partners each month after the course"), monthly.pair, minutes=60)
    timetable.register("relays", _("Relays: the word passes on"), passing.pass_words_on, minutes=5)


def register_notices() -> None:
    from commons import notices
    from commons.telling import groups
    from exchanges import reminding
    from exchanges.rounds import told

    for kind, sentence, group in reminding.SENTENCES:
        notices.register(kind, sentence, group, urgent=kind == "hour-soon", waits=kind == "silent")
    notices.register("gathering", _("A gathering of the whole course is open. Come in."), groups.EXCHANGES)
    notices.register("check-in", _("%(who)s asks how it goes: your check-in is open."), groups.EXCHANGES)
    notices.register("chair", _("You have a chair in the inner circle: write in the plenary."), groups.EXCHANGES)
    notices.register("paired", _("You are paired with %(partners)s."), groups.EXCHANGES)
    for kind, sentence, group in told.SENTENCES:
        notices.register(kind, sentence, group)


def register_acts() -> None:
    from commons.moderation import auditing
    from exchanges.rounds import wishes

    auditing.register("gather", _("Gathering opened"))
    auditing.register("gathered", _("Gathering ended"))
    for act, words in wishes.ACTS.items():
        auditing.register(act, words)
    auditing.register("mend", _("Published round changed"))
