"""URLs of notices, marks, reports and measures."""

from django.urls import path

from commons.views import announcements, following, marks, measures, telling
from commons.views.health import healthz, robots
from commons.views.help import help_page
from commons.views.mailbox import mailbox
from commons.views.notices import notices
from commons.views.reports import report
from commons.views.unsent import unsent

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    path("help/", help_page, name="help"),
    path("mailbox/", mailbox, name="mailbox"),
    path("unsent/", unsent, name="unsent"),
    path("you/notices/", telling.telling, name="telling"),
    path("you/notices/mail/", telling.confirm_address, name="confirm_address"),
    path("you/notices/renewal/", telling.renew_feed, name="renew_notices_feed"),
    path("feed/<slug:secret>.atom", telling.feed, name="notices_feed"),
    path("mail/stop/<str:token>/", telling.stop, name="stop_mail"),
    path("courses/<slug:course>/notices/", notices, name="notices"),
    path("courses/<slug:course>/notices/followed/", following.followed, name="followed"),
    path("courses/<slug:course>/announcements/", announcements.announcements, name="announcements"),
    path("courses/<slug:course>/announcements/new/", announcements.new_announcement, name="new_announcement"),
    path(
        "courses/<slug:course>/announcements/<int:pk>/edit/", announcements.edit_announcement, name="edit_announcement"
    ),
    path("courses/<slug:course>/notes/", marks.notes, name="notes"),
    path("sources/<slug:kind>/<int:pk>/mark/", marks.mark, name="mark"),
    path("sources/<slug:kind>/<int:pk>/mark/remove/", marks.unmark, name="unmark"),
    path("following/<slug:kind>/<int:pk>/", following.follow, name="follow"),
    path("marks/<int:pk>/", marks.marked, name="marked"),
    path("sources/<slug:kind>/<int:pk>/note/", marks.note, name="note"),
    path("sources/<slug:kind>/<int:pk>/note/remove/", marks.unnote, name="unnote"),
    path("reports/<slug:kind>/<int:pk>/", report, name="report"),
    path("moderation/<slug:kind>/<int:pk>/hiding/", measures.hide, name="hide"),
    path("moderation/<slug:kind>/<int:pk>/hiding/remove/", measures.restore, name="restore"),
    path("moderation/<slug:kind>/<int:pk>/lock/", measures.lock, name="lock"),
    path("moderation/<slug:kind>/<int:pk>/lock/remove/", measures.unlock, name="unlock"),
    path("courses/<slug:course>/people/<int:pk>/mute/", measures.mute, name="mute"),
    path("courses/<slug:course>/people/<int:pk>/mute/remove/", measures.unmute, name="unmute"),
    path("courses/<slug:course>/people/<int:pk>/suspension/", measures.suspend, name="suspend"),
    path("courses/<slug:course>/people/<int:pk>/suspension/remove/", measures.lift_suspension, name="lift_suspension"),
]
