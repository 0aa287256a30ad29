"""The page where the code from an e-mail is typed."""

from allauth.account.views import ConfirmLoginCodeView
from django.http import HttpResponse

from academy.sign_in.codes import CodeForm


class CodeView(ConfirmLoginCodeView):
    form_class = CodeForm

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        """Counts a try only when a code was compared."""
        if form.has_error("code", "incorrect_code"):
            return super().form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form))
