"""Who meets whom: the best pairs and small groups across two blocs, and why. No database here; ``propose`` is the door.

people      who can be paired           weights    what a round values, and its window
matrix      the worth of every pair     worth      the worth of one pair, part by part
matching    the best pairs and trios    merging    groups of three and four from pairs
reasons     why, in words               proposals  the door: from delegates to groups, and their JSON
"""

from exchanges.pairing.people import Delegate, NoRound
from exchanges.pairing.proposals import Group, Proposal, Unplaced, propose
from exchanges.pairing.reasons import Words, told
from exchanges.pairing.weights import Values, Weights
from exchanges.pairing.worth import Worth, worth

__all__ = [
    "Delegate", "Group", "NoRound", "Proposal", "Unplaced", "Values", "Weights", "Words", "Worth", "propose", "told", "worth",
]  # fmt: skip
