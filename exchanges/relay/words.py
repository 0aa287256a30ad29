"""The words of a relay, in the reader's language."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.hours.zones import zone
from academy.models import Edition, Membership
from academy.pages.dates import day_of, time_of
from academy.pages.texts import localized
from academy.typed.sentences import fill
from academy.voices import voices_of
from exchanges.models import RelayActKind

SENTENCES: dict[str, Any] = {
    RelayActKind.ASKED: _("%(who)s would like to do this exchange as a relay, in turns"),
    RelayActKind.BEGUN: _("The relay begins · %(title)s: the word is with %(holder)s"),
    RelayActKind.HANDED_ON: _("%(who)s hands the word on · %(title)s: it is with %(holder)s"),
    RelayActKind.EXTENDED: _("%(holder)s has the word for a day more · %(title)s"),
    RelayActKind.PASSED: _("The time of %(who)s is over · %(title)s: the word is with %(holder)s"),
    RelayActKind.SILENT: _("%(who)s kept silent, so the word passes on · %(title)s: it is with %(holder)s"),
    RelayActKind.ENDED: _("The last turn is over: all stages are done"),
}
LAST_HANDED_ON = _("%(who)s ends the last turn · %(title)s")
LAST_PASSED = _("The time of %(who)s is over · %(title)s")
YOURS = _("You have the word until %(day)s, %(time)s %(place)s")
YOURS_FROM = _("The word is yours from %(day)s, %(time)s %(place)s")
THEIRS = _("%(name)s has the word until %(day)s, %(time)s %(place)s")
THEIRS_FROM = _("%(name)s has the word from %(day)s, %(time)s %(place)s")
HEADING = _("Relay · stage %(number)s of %(of)s · %(title)s")
IN_TURNS = _("One of you has the word at a time, for a day or two. Whoever begins has it first.")
BEGIN, ASK = _("Begin the relay"), _("Do it as a relay")
HAND_ON, FINISH = _("Hand the word to %(name)s"), pgettext_lazy("a relay", "Finish")
KEEP, A_DAY_MORE = _("Go on to the next stage"), _("I need a day more")
FAULTS: dict[str, Any] = {
    "not_begun": _("The relay has not begun yet."),
    "live": _("The stages have begun already, so this exchange is no relay."),
    "not_yours": _("The word is not yours now. You may write all the same."),
    "extended": _("This turn has its day more already."),
    "alone": _("A relay needs two people."),
}


def describe(said: dict[str, Any], staged: Any, edition: Edition) -> str:
    """Returns the sentence of an act's message. ``said`` is ``Message.stage``."""
    relay, voices = said["relay"], voices_of(edition)
    titles = {entry["key"]: localized(entry["title"]) for entry in staged.stages}
    names = {
        name: voices[pk].given_name if pk in voices else ""
        for name, pk in (("who", said["by"]), ("holder", relay["holder"]))
    }
    sentence = SENTENCES[said["act"]]
    if relay["holder"] is None and said["act"] in {RelayActKind.PASSED, RelayActKind.SILENT}:
        sentence = LAST_PASSED
    elif relay["holder"] is None and said["act"] == RelayActKind.HANDED_ON:
        sentence = LAST_HANDED_ON
    return fill(sentence, {**names, "title": titles.get(relay["key"], "")})


def moment(sentence: Any, at: datetime.datetime, reader: Membership, **words: str) -> str:
    """Fills a sentence with the moment on the reader's clock, and the place where they are by then."""
    local = at.astimezone(zone(reader.whereabouts.zone_at(at)))
    place = reader.whereabouts.place_at(at)
    return fill(str(sentence), {"day": day_of(local), "time": time_of(local), "place": place, **words})
