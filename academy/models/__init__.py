"""People, blocs and states, course packs, editions and their members."""

from academy.models.blocs import Bloc, BlocMembership, State
from academy.models.editions import Closable, Edition, Pack, Phase, Prompt, Topic
from academy.models.handovers import Handover
from academy.models.invitations import Invitation, MinuteOfMail
from academy.models.memberships import Kind, Membership, Role
from academy.models.people import Person
from academy.models.rosters import RosterFile
from academy.models.sessions import Session
from academy.models.sign_in import SignInLink
from academy.models.undelivered import Undelivered

__all__ = [
    "Bloc",
    "BlocMembership",
    "Closable",
    "Edition",
    "Handover",
    "Invitation",
    "Kind",
    "Membership",
    "MinuteOfMail",
    "Pack",
    "Person",
    "Phase",
    "Prompt",
    "Role",
    "RosterFile",
    "Session",
    "SignInLink",
    "State",
    "Topic",
    "Undelivered",
]
