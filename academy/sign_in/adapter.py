"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter


class SignInAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: object) -> bool:
        """People come by the roster."""
        return False
