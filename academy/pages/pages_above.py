"""Pages of higher floors to which pages of lower floors link.

A floor registers the name of its page's URL in its ``apps.py``; no lower floor names it.
"""

from django.core.exceptions import ImproperlyConfigured

from academy.pages.addresses import address


class PageAbove:
    """``what`` describes the page in words. The comment beside each page below lists the arguments of its link."""

    def __init__(self, what: str) -> None:
        self.what, self._name = what, ""

    def register(self, url_name: str) -> None:
        self._name = url_name

    def path(self, *args: int | str) -> str:
        """Returns the page's path. Raises ImproperlyConfigured when no app registered such a page."""
        if not self._name:
            raise ImproperlyConfigured(f"No app registered {self.what}.")
        return address(self._name, *args)


front_page = PageAbove("the page on which a member begins in a course")  # slug of the edition
person_record = PageAbove("a person's record for the facilitators")  # slug of the edition, id of the membership
hello = PageAbove("the address that begins a conversation with a person")  # slug of the edition, id of the membership
moderation = PageAbove("the queue of reports and calls for the facilitators")  # slug of the edition
roster = PageAbove("who is in the course, for the facilitators")  # slug of the edition
rounds = PageAbove("the rounds of pairing, for the facilitators")  # slug of the edition
round_page = PageAbove("one round, for the facilitators")  # slug of the edition, number of the round
new_course = PageAbove("the page on which a course is opened")
own_exchanges = PageAbove("a member's exchanges and conversations")  # slug of the edition
calendar_feed = PageAbove("a person's calendar feed")  # secret of the person
telling = PageAbove("the page on which one chooses when one is told")
help_page = PageAbove("the page that tells how the course goes")
take_home = PageAbove("the form that takes a source home")  # kind and id of the source
