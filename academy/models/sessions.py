"""Sessions of browsers."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from academy.models.people import Person


class Session(AbstractBaseSession):
    """``person``: the signed-in person of the signed data, so that one query reads both."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
