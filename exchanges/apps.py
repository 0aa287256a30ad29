from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    name = "exchanges"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy.pages_above import calendar_feed, own_exchanges
        from academy.signals import edition_opened, pack_changed
        from commons import notices, waiting
        from exchanges import news, receivers, room_kinds
        from exchanges.outcomes import registering
        from exchanges.scheduling import telling
        from forum import tabs

        edition_opened.connect(receivers.on_edition_opened)
        pack_changed.connect(receivers.on_pack_changed)
        room_kinds.register_kinds()
        own_exchanges.register("exchanges")
        calendar_feed.register("calendar_feed")
        tabs.register(
            tabs.Tab(
                _("Lounge"),
                path=lambda topic: topic.lounge.get_absolute_url() if hasattr(topic, "lounge") else "",
                related=("lounge",),
            )
        )
        notices.register("paired", _("You are paired with %(partners)s."))
        telling.register()
        registering.register()
        waiting.register(news.waiting_for)
