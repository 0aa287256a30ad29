"""Pages that a higher floor has and that pages from here on link to.

The floor that has such a page registers the name of its URL in its ``apps.py``; nobody below names it.
"""

from django.core.exceptions import ImproperlyConfigured

from academy.addresses import address


class PageAbove:
    """``what`` says in words which page is meant; a link to it takes the arguments that stand beside it below."""

    def __init__(self, what: str) -> None:
        self.what, self._name = what, ""

    def register(self, url_name: str) -> None:
        self._name = url_name

    def path(self, *args: int | str) -> str:
        """The page's path. Raises ImproperlyConfigured when no app registered such a page."""
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
own_exchanges = PageAbove("a member's exchanges and conversations")  # slug of the edition
