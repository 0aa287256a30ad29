"""The form for one person of a course."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.forms import LONGEST_NAME, SPOKEN, ZoneSelect, dress, zones
from academy.models import Edition, Kind, Membership, Role, State
from academy.pages.texts import localized
from academy.typed.fields import TypedLine
from commons.sending.meanwhile import SharedForm

ROLES = [(role.value, role.label) for role in (Role.DELEGATE, Role.RESOURCE, Role.FACILITATOR)]
LONGEST_ORGANISATION = 160


class MemberForm(SharedForm):
    """Name, address, role, where the person comes from, languages and zone.

    ``cleaned_data`` has ``bloc`` and ``state`` as rows or None. Languages and zone follow the country when left empty.
    """

    given_name = TypedLine(label=_("Given name"), longest=LONGEST_NAME)
    family_name = TypedLine(label=_("Family name"), longest=LONGEST_NAME, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    bloc = forms.ChoiceField(label=_("Bloc"), required=False)
    state = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=[("", "–"), *Kind.choices], required=False)
    organisation = TypedLine(label=_("Organisation"), longest=LONGEST_ORGANISATION, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=SPOKEN, required=False, widget=forms.CheckboxSelectMultiple
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, required=False, widget=ZoneSelect)

    def __init__(self, edition: Edition, member: Membership | None, data: Any = None) -> None:
        self.edition, self.member = edition, member
        self.blocs = {bloc.code: bloc for bloc in edition.blocs.all()}
        self.states = {state.code: state for state in State.objects.all()}
        super().__init__(data, initial=_initial(member) if member else {"role": Role.DELEGATE})
        blocs = [(code, localized(bloc.short)) for code, bloc in self.blocs.items()]
        states = sorted(((code, localized(state.names)) for code, state in self.states.items()), key=lambda one: one[1])
        self.fields["bloc"].choices = [("", "–"), *blocs]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", "–"), *states]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", _("that of the country")), *zones()]  # type: ignore[attr-defined]
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        bloc, state = (self.blocs.get(cleaned.get("bloc", "")), self.states.get(cleaned.get("state", "")))
        if cleaned.get("role") == Role.DELEGATE:
            for name, found in (("bloc", bloc), ("state", state)):
                if found is None and not self.has_error(name):
                    self.add_error(name, _("A delegate needs one."))
        if bloc and state and not bloc.states_on(self.edition.membership_date).filter(pk=state.pk).exists():
            self.add_error("state", _("This country was not a member of that bloc when the course began."))
        cleaned["bloc"], cleaned["state"] = bloc, state
        cleaned["languages"] = self._languages(cleaned.get("languages", []), state)
        cleaned["time_zone"] = cleaned.get("time_zone") or (state.time_zones[0] if state else self.edition.time_zone)
        if cleaned.get("role") == Role.FACILITATOR and not cleaned.get("kind"):
            cleaned["kind"] = Kind.FACILITATOR.value
        return cleaned

    def _languages(self, chosen: list[str], state: State | None) -> list[str]:
        """Keeps the order of the member's own, and languages that the form does not offer."""
        own = self.member.person.languages if self.member else []
        offered = dict(SPOKEN)
        kept = [code for code in own if code in chosen or code not in offered]
        found = kept + [code for code in chosen if code not in kept]
        return found or (list(state.languages) if state else ["en"])


def _initial(member: Membership) -> dict[str, Any]:
    person = member.person
    names = ("given_name", "family_name", "email", "languages", "time_zone")
    initial = {name: getattr(person, name) for name in names}
    initial |= {name: getattr(member, name) for name in ("role", "kind", "organisation")}
    return initial | {
        "bloc": member.bloc.code if member.bloc else "",
        "state": member.state.code if member.state else "",
    }
