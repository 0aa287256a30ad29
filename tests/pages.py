"""Every page, as the demo shows it, by who looks at it. ``/page/ > selector`` follows the first such link."""

from playwright.sync_api import Page

from tests.demo import BARE, COURSE

TOPIC = COURSE + "topics/social-security/"
EXCHANGE = COURSE + "exchanges/ > main a[href^='/exchanges/']"
PAGES = {
    "stranger": {
        "sign-in": "/sign-in/",
        "mailbox": "/mailbox/",
        "link-spent": "/enter/no-such-link/",
    },
    "delegate": {
        "today": COURSE,
        "topics": COURSE + "topics/",
        "topic": TOPIC,
        "topic-empty": TOPIC + "?show=waiting-CARICOM",
        "reflection": TOPIC + " > .voice h3 a",
        "write-reflection": COURSE + "topics/climate/reflection/",
        "discussions": TOPIC + "discussions/",
        "new-thread": TOPIC + "discussions/new/",
        "thread": TOPIC + "discussions/ > main .list a[href^='/threads/']",
        "exchanges": COURSE + "exchanges/",
        "exchange": EXCHANGE,
        "room-empty": EXCHANGE + " > main a[href^='/rooms/']",
        "room-full": COURSE + "exchanges/ > main a[href='/exchanges/1/'] > main a[href^='/rooms/']",
        "message": "/rooms/7/ > .more-acts",
        "report": "/rooms/7/ > .say:not(.mine) .more-acts > main a[href^='/reports/']",
        "lounge": TOPIC + " > main a[href^='/rooms/']",
        "conversations": COURSE + "conversations/",
        "conversation": COURSE + "conversations/ > main a[href^='/rooms/']",
        "people": COURSE + "people/",
        "notices": COURSE + "notices/",
        "you": "/you/",
        "welcome": COURSE + "welcome/",
        "not-found": "/no-such-page/",
        "forbidden": COURSE + "desk/",
    },
    "facilitator": {
        "today-of-the-team": COURSE,
        "desk": COURSE + "desk/",
        "rounds": COURSE + "desk/rounds/",
        "round": COURSE + "desk/rounds/2/",
        "new-round": COURSE + "desk/rounds/new/",
        "moderation": COURSE + "desk/moderation/",
        "person": COURSE + "people/ > main a[href*='/desk/people/']",
        "roster": COURSE + "desk/roster/",
        "lounge-of-the-team": TOPIC + " > main a[href^='/rooms/']",
        "audit": COURSE + "desk/audit/",
    },
}

# The same pages of a course in which nobody has done anything yet.
BARE_PAGES = {
    "delegate": {
        "today": BARE,
        "topics": BARE + "topics/",
        "topic": BARE + "topics/climate/",
        "discussions": BARE + "topics/climate/discussions/",
        "exchanges": BARE + "exchanges/",
        "lounge": BARE + "topics/climate/ > main a[href^='/rooms/']",
        "conversations": BARE + "conversations/",
        "people": BARE + "people/",
        "notices": BARE + "notices/",
        "home": "/",
    },
    "facilitator": {
        "today-of-the-team": BARE,
        "desk": BARE + "desk/",
        "rounds": BARE + "desk/rounds/",
        "new-round": BARE + "desk/rounds/new/",
        "moderation": BARE + "desk/moderation/",
        "person": BARE + "people/ > main a[href*='/desk/people/']",
        "roster": BARE + "desk/roster/",
        "audit": BARE + "desk/audit/",
    },
}


def go(page: Page, base: str, address: str, language: str = "en") -> None:
    """Open the page in the language, as its foot offers it."""
    first, *links = address.split(" > ")
    page.goto(base + first)
    for link in links:
        page.goto(base + str(page.locator(link).first.get_attribute("href", timeout=5000)))
    if (
        page.locator("html").get_attribute("lang") != language
        and page.locator(f".foot button[lang={language}]").count()
    ):
        page.locator(f".foot button[lang={language}]").click()
        page.wait_for_load_state()
