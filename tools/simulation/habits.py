"""The habits of the made-up people: what they do, and how often. Each is a guess with a reason; nothing here is a
result.

The figures tell whether a course works for such people, not how real people will behave.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Habit:
    """``chance``: each time that they could do it, 0 to 1."""

    chance: float
    why: str


HABITS = {
    # whether they come at all
    "comes when invited": Habit(0.7, "a known institution invites; some follow the second letter"),
    "comes by oneself in session": Habit(0.6, "a day; the course is their work for two weeks, with days of travel"),
    "comes by oneself afterwards": Habit(0.03, "a day; back at their desks, once a month without a call"),
    "follows a mail": Habit(0.5, "a mail; half are read too late or not at all"),
    # what they do when they are there, each time
    "marks": Habit(0.6, "one tap, the lightest act"),
    "says why": Habit(0.4, "a sentence costs more than a tap"),
    "publishes a reflection": Habit(0.3, "half an hour of writing, so not at every visit"),
    "answers a reflection": Habit(0.6, "they were asked by name"),
    "says what has changed": Habit(0.4, "they are asked once, and have written the text already"),
    "answers an answer": Habit(0.3, "a talk goes on for a while"),
    "proposes an hour": Habit(0.6, "the hours are offered ready to tap"),
    "accepts an hour": Habit(0.75, "it lies within their own free hours"),
    "objects to an hour": Habit(0.4, "of those who did not accept it"),
    "begins a relay": Habit(0.5, "pairs without a common hour have only this"),
    "writes when it is their turn": Habit(0.7, "it is their word, and it passes on without them"),
    "gathers the outcome": Habit(0.5, "somebody has to begin"),
    "says one's own part": Habit(0.6, "the worksheet has most of it"),
    "confirms": Habit(0.7, "one tap after reading"),
    "declines": Habit(0.1, "of those who did not confirm: partners differ about what was said"),
    "lets everybody read": Habit(0.7, "officials are careful with what bears their name"),
    "takes it home": Habit(0.8, "the box is ticked already"),
    "takes a mark home": Habit(0.03, "most cards come from a talk, some from reading"),
    "moves a card": Habit(0.1, "work at home is slow"),
    "answers how it goes": Habit(0.6, "one tap out of the mail"),
    # in the exchange
    "keeps the hour": Habit(0.85, "meetings at home, power cuts, other zones"),
    "writes a field": Habit(0.8, "each stage asks for it"),
    "gathers it at once": Habit(0.6, "the last stage leads there"),
}

ANSWERS = {"moved": 35, "stuck": 20, "done": 10, "dropped": 10, "later": 25}
"""Answers how cards go at home, in hundredths: most move or wait, some depend on others, a tenth each is done or
dropped."""
