"""Tables that forum and exchanges share: notices, moderation records, the audit log, marks, the demo's mailbox."""

from commons.models.audit import AuditEntry
from commons.models.letters import Letter
from commons.models.marks import Mark
from commons.models.moderation import Hiding, Lock, Mute, Report, Suspension
from commons.models.notices import Notice

__all__ = ["AuditEntry", "Hiding", "Letter", "Lock", "Mark", "Mute", "Notice", "Report", "Suspension"]
