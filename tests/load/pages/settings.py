"""Kapok's settings with one more address, ``/empty/``, for the benchmark of pages."""

from kapok.settings import *  # noqa: F403 (these are all settings)

ROOT_URLCONF = "tests.load.pages.urls"
