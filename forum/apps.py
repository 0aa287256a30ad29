from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commons import notices, signals, timetable
        from commons.marks.sources import WayOn, register_way_on
        from commons.telling import groups
        from forum import shores
        from forum.models import Post, Reflection, Thread
        from forum.reflecting import nudging, readers, writing_from
        from forum.registered import by_mail, followed, moderated, sources

        moderated.register()
        followed.register()
        sources.register()
        by_mail.register()
        register_way_on(WayOn(_("Write from this"), writing_from.path))
        signals.hidden.connect(readers.recheck_answers, sender=Post)
        signals.restored.connect(readers.recheck_answers, sender=Post)
        signals.hidden.connect(followed.on_post_hidden, sender=Post)
        signals.hidden.connect(followed.on_hidden, sender=Reflection)
        signals.hidden.connect(followed.on_hidden, sender=Thread)
        signals.hidden.connect(shores.recount_its_topic, sender=Thread)
        signals.restored.connect(shores.recount_its_topic, sender=Thread)
        timetable.register("readers", _("Readers of reflections without an answer"), nudging.nudge, minutes=30)
        notices.register(
            "what-changed",
            _("Your exchange is over. What has it changed? Look at “%(headline)s” again."),
            groups.OUTCOMES,
        )
        notices.register(
            "reader-again", _("“%(headline)s” of %(who)s still waits for your answer."), groups.READING, waits=True
        )
        notices.register(
            "nobody-answers", _("Nobody of another bloc has answered “%(headline)s” of %(who)s."), groups.DESK
        )
        notices.register(
            "reader", _("%(who)s published “%(headline)s”. You are its reader: please answer it."), groups.READING
        )
        notices.register("comment", _("%(who)s answered your reflection “%(title)s”."), groups.READING)
        notices.register("answer", _("%(who)s answered in “%(title)s”."), groups.DISCUSSIONS)
        notices.register("followed", _("New answers in “%(title)s”."), groups.DISCUSSIONS)
        notices.register("topic-news", _("Somebody wrote in the topic “%(title)s”."), groups.DISCUSSIONS)
        notices.register("announcement", _("Announcement: %(title)s"), groups.COURSE)
