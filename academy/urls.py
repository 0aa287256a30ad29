"""URLs of people and courses."""

from allauth.account import views as account
from django.urls import path

from academy.views.beginning import begin
from academy.views.codes import CodeView
from academy.views.home import home
from academy.views.languages import language
from academy.views.links import enter
from academy.views.people import people
from academy.views.profile import add_stay, profile, remove_stay, renew_calendar, sign_out_everywhere, welcome

urlpatterns = [
    path("", home, name="home"),
    path("sign-in/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/", account.request_login_code, name="account_login"),  # the name under which allauth looks for it
    path("sign-in/code/", CodeView.as_view(), name="account_confirm_login_code"),
    path("sign-out/", account.logout, name="account_logout"),
    path("enter/<str:token>/", enter, name="enter"),
    path("begin/<str:token>/", begin, name="begin"),
    path("language/", language, name="language"),
    path("you/", profile, name="profile"),
    path("you/stays/", add_stay, name="add_stay"),
    path("you/stays/removal/", remove_stay, name="remove_stay"),
    path("you/calendar/renewal/", renew_calendar, name="renew_calendar"),
    path("you/sign-out-everywhere/", sign_out_everywhere, name="sign_out_everywhere"),
    path("courses/<slug:course>/welcome/", welcome, name="welcome"),
    path("courses/<slug:course>/people/", people, name="people"),
]
