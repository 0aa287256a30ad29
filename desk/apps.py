from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from academy.pages import pages_above
        from commons import notices, timetable
        from commons.moderation import auditing
        from commons.telling import groups
        from desk.people import not_taken

        pages_above.person_record.register("person_record")
        pages_above.moderation.register("moderation")
        pages_above.new_course.register("new_course")
        auditing.register("open_course", _("Course opened"))
        auditing.register("set_up", _("Course changed"))
        auditing.register("add_item", _("Topic, question or format added"))
        auditing.register("remove_item", _("Topic, question or format removed"))
        auditing.register("close_item", _("Topic, question or format put out of use"))
        auditing.register("reopen_item", _("Topic, question or format used again"))
        auditing.register("copy_format", _("Format copied"))
        auditing.register("add_person", _("Added to the course"))
        auditing.register("correct_person", _("Corrected on the roster"))
        auditing.register("remove_person", _("Removed from the course"))
        auditing.register("merge_people", _("Two people merged"))
        auditing.register("choose_phase", _("Phase of the course chosen"))
        timetable.register("invitations", _("Invitations that nobody takes"), not_taken.tell_of_them, minutes=60)
        notices.register(
            not_taken.KIND,
            _("People who were invited three days ago have not come yet: %(people)s. See the roster."),
            groups.DESK,
            waits=True,
        )
        pages_above.roster.register("roster")
        pages_above.rounds.register("rounds")
        pages_above.round_page.register("round")
