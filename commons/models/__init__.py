"""Tables that forum and exchanges share: notices, moderation records, the audit log, marks and notes, letters."""

from commons.models.announcements import Announcement
from commons.models.audit import AuditEntry
from commons.models.following import Following, Stance
from commons.models.inbound import Became, ReceivedMail
from commons.models.letters import Letter
from commons.models.marks import Mark, Note
from commons.models.moderation import Hiding, Lock, Mute, Report, Suspension
from commons.models.notices import Notice
from commons.models.telling import TellingChoice, Timetabled, TimetableRun, When

__all__ = [
    "Announcement",
    "AuditEntry",
    "Became",
    "Following",
    "Hiding",
    "Letter",
    "Lock",
    "Mark",
    "Mute",
    "Note",
    "Notice",
    "ReceivedMail",
    "Report",
    "Stance",
    "Suspension",
    "TellingChoice",
    "TimetableRun",
    "Timetabled",
    "When",
]
