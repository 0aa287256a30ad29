from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompareConfig(AppConfig):
    name = "compare"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy.access import read_alongside
        from academy.signals import edition_opened, pack_changed
        from commons.texts import terms
        from compare import glossary, moderated, receivers, sources
        from compare.comparing import versions, wanted
        from forum import openings

        edition_opened.connect(receivers.on_edition_opened)
        pack_changed.connect(receivers.on_pack_changed)
        versions.follow_changes()
        moderated.register()
        sources.register()
        terms.register(terms.Glossary(glossary.version, glossary.by_place, glossary.row))
        read_alongside("first_term", glossary.first_term())
        openings.register(openings.Opening("compare/_wanted.html", wanted.opening))
        register_tabs()
        register_notices()
        register_acts()


def register_tabs() -> None:
    from academy.pages.addresses import address
    from forum import tabs

    tabs.register(
        tabs.Tab(
            _("Comparison"),
            path=lambda topic: address("comparison", topic.edition.slug, topic.slug),
            related=("comparison",),
            is_read=True,
        )
    )
    tabs.register(
        tabs.Tab(
            _("Practices"),
            path=lambda topic: f"{address('practices', topic.edition.slug)}?topic={topic.slug}",
            is_read=True,
        )
    )


def register_notices() -> None:
    from commons import notices
    from commons.telling import groups

    notices.register(
        "corrected", _("Your correction to “%(title)s” was accepted. Reason: %(reason)s"), groups.DISCUSSIONS
    )
    notices.register(
        "not-corrected",
        _("Your correction to “%(title)s” was not accepted. Reason: %(reason)s"),
        groups.DISCUSSIONS,
    )
    notices.register("dispute-answered", _("%(who)s answered your dispute of “%(title)s”."), groups.DISCUSSIONS)
    notices.register("source-asked", _("%(who)s asks for the source of “%(title)s”."), groups.DISCUSSIONS)
    notices.register("source-answered", _("%(who)s answered about the source of “%(title)s”."), groups.DISCUSSIONS)


def register_acts() -> None:
    from commons.moderation import auditing

    auditing.register("accept-correction", _("Correction accepted"))
    auditing.register("refuse-correction", _("Correction refused"))
    auditing.register("edit-provision", _("Provision edited"))
    auditing.register("edit-practice", _("Practice edited"))
