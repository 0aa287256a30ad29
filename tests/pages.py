"""All pages of the demo, by visitor (``visitors`` of ``tests.demo``).

``/page/ > selector`` follows the first such link; ``selector := words`` fills a field; ``selector !`` presses a button.
"""

from playwright.sync_api import Page

from tests.demo import BARE, COURSE, LINK

TOPIC = COURSE + "topics/social-security/"
THREAD = TOPIC + "discussions/ > main .list a[href^='/threads/']"
EXCHANGE = COURSE + "exchanges/ > main a[href^='/exchanges/']"
PRESS = " > main .button.first !"
COMPARISON, PRACTICES = TOPIC + "comparison/", COURSE + "practices/"
ASPECT = COMPARISON + " > #branches h2 a"
PROVISION = ASPECT + " > main .side.east a[href^='/provisions/']"
BOARD, DELEGATION = COURSE + "board/", COURSE + "delegations/BJ/"
OWN_CARD = BOARD + "?of=mine > .lane.chosen .list a"
REFLECTION = TOPIC + "reflection/"
ROSTER = (
    "given_name,family_name,email,role,organisation_type,organisation,bloc,country,languages,time_zone,topics,"
    "availability_utc\n"
    "Adjoa,K.,no address,delegate,government,Ministry,ECOWAS,XX,fr,Africa/Porto-Novo,cooperation,mon 16:00\n"
    "Moussa,C.,moussa.c@example.org,guest,,,,,,Africa/Nowhere,,"
)
PAGES = {
    "stranger": {
        "sign-in": "/sign-in/",
        "sign-in-fault": "/sign-in/ > #email := nobody" + PRESS,
        "open-too-long": "/sign-in/ > main [name=csrfmiddlewaretoken] := stale" + PRESS,
        "unreadable": "/sign-in/?" + "a&" * 1001,
        "link": f"/enter/{LINK}/",
        "link-spent": "/enter/no-such-link/",
        # From here on a code has been requested, so that /sign-in/ redirects to the page of the code.
        "code": "/sign-in/ > #email := edna.a@example.org" + PRESS,
        "code-fault": "/sign-in/code/ > #code := 000000" + PRESS,
        "mailbox": "/mailbox/",
        "help-of-a-stranger": "/help/",
    },
    "delegate": {
        "today": COURSE,
        "topics": COURSE + "topics/",
        "topic": TOPIC,
        "topic-empty": TOPIC + "?show=waiting-CARICOM",
        "reflection": TOPIC + " > .voice h3 a",
        "reflection-change": "/reflections/1/change/",
        "reflection-history": TOPIC + " > main .bar-row a > main a[href$='/history/']",
        "write-reflection": COURSE + "topics/climate/reflection/",
        "change-reflection": REFLECTION,
        "change-reflection-fault": REFLECTION + " > [name=seen] := > #headline :=" + PRESS,
        "comparison": COMPARISON,
        "comparison-whole": COMPARISON + "?whole",
        "comparison-none": COMPARISON + "?show=one-side",
        "aspect": ASPECT,
        "aspect-fault": ASPECT + PRESS,
        "aspect-with-states": COMPARISON + " > #ilo-conventions h2 a",
        "view": ASPECT + " > main .voice footer a",
        "mark-fault": ASPECT + " > [id^=why-provision] := " + "w" * 700 + " > form[action$='/mark/'] .button !",
        "notes": COURSE + "notes/",
        "provision": PROVISION,
        "provision-fault": PROVISION + " > form[action*='/corrections/'] .button !",
        "practices": PRACTICES,
        "practice": PRACTICES + " > main .list a",
        "practices-beside": PRACTICES + "beside/?p=1&p=2",
        "practice-history": "/practices/1/history/",
        "new-practice": PRACTICES + "new/",
        "new-practice-fault": PRACTICES + "new/" + PRESS,
        "offers": COURSE + "offers/",
        "offers-none": COURSE + "offers/?topic=cooperation&shore=ECOWAS",
        "offer": COURSE + "offers/ > main .voice h3 a",
        "own-offer": COURSE + "offers/ > main .fold .list a",
        "new-offer": COURSE + "offers/new/?kind=need",
        "new-offer-fault": COURSE + "offers/new/" + PRESS,
        "interest": COURSE + "interest/",
        "note-fault": ASPECT + " > [id^=note-provision] := " + "w" * 5000 + " > form[action$='/note/'] .button !",
        "glossary": COURSE + "glossary/",
        "glossary-none": COURSE + "glossary/?q=zzzz",
        "discussions": TOPIC + "discussions/",
        "new-thread": TOPIC + "discussions/new/",
        "new-thread-fault": TOPIC + "discussions/new/" + PRESS,
        "thread": THREAD,
        "write-post-fault": THREAD + PRESS,
        "edit-post": THREAD + " > main a[href$='/edit/']",
        "post-history": THREAD + " > main a[href$='/history/']",
        "board": BOARD,
        "board-all": BOARD + "?of=all",
        "board-list": BOARD + "?of=all&state=noticed&before=1000000",
        "board-none": BOARD + "?of=mine&topic=cooperation",
        "card": OWN_CARD,
        "card-of-the-other-shore": BOARD + "?of=CARICOM > .lane.chosen .list a",
        "comment-card-fault": OWN_CARD + " > #comment .button !",
        "move-card-fault": OWN_CARD + " > #go .button.first !",
        "new-card": BOARD + "new/",
        "new-card-fault": BOARD + "new/ > [name=due] := 2020-01-31" + PRESS,
        "take-home": "/sources/practice/1/take-home/",
        "edit-card": OWN_CARD + " > main a[href$='/edit/']",
        "follow-up-altered": "/follow-ups/no-such-link/",
        "hour-tap-altered": "/hours/no-such-link/",
        "funnel": BOARD + "funnel/",
        "delegations": COURSE + "delegations/",
        "delegation": DELEGATION,
        "plan": DELEGATION + "plan/?with=noticed&with=history",
        "exchanges": COURSE + "exchanges/",
        "exchange": EXCHANGE,
        "exchange-fault": EXCHANGE + " > details form[action$='/hours/'] .button !",
        "room-empty": EXCHANGE + " > main a[href^='/rooms/']",
        "sheet-points": "/exchanges/1/points/",
        "sheet-history": EXCHANGE + " > main a[href^='/rooms/'] > a[href$='/alike/history/']",
        "announcements": COURSE + "announcements/",
        "telling": "/you/notices/",
        "followed": COURSE + "notices/followed/",
        "help": "/help/",
        "stop-mail": "/mail/stop/forged/",
        "outcomes": TOPIC + "outcomes/",
        "outcome": "/exchanges/1/ > main form[action$='/outcome/'] button !",
        "room-full": COURSE + "exchanges/ > main a[href='/exchanges/1/'] > main a[href^='/rooms/']",
        "message": "/rooms/7/ > .more-acts",
        "report": "/rooms/7/ > .say:not(.mine) .more-acts > main a[href^='/reports/']",
        "report-fault": THREAD + " > main a[href^='/reports/']" + PRESS,
        "lounge": TOPIC + " > main a[href^='/rooms/']",
        "conversations": COURSE + "conversations/",
        "conversation": COURSE + "conversations/ > main a[href^='/rooms/']",
        "people": COURSE + "people/",
        "notices": COURSE + "notices/",
        "you": "/you/",
        "you-fault": "/you/ > #id_given_name := > [type=time] := 09:00" + PRESS,
        "sign-out": "/sign-out/",
        "welcome": COURSE + "welcome/",
        "welcome-when": COURSE + "welcome/?step=2",
        "welcome-when-fault": COURSE + "welcome/?step=2 > #id_off_0 := 2999-01-01 > [name=step] ~ .row .first !",
        "welcome-told": COURSE + "welcome/?step=3",
        "not-found": "/no-such-page/",
        "forbidden": COURSE + "desk/",
    },
    "muted": {
        "topic-of-the-muted": TOPIC,
        "aspect-of-the-muted": ASPECT,
        "thread-of-the-muted": THREAD,
        "lounge-of-the-muted": TOPIC + " > main a[href^='/rooms/']",
    },
    "suspended": {
        "suspended": COURSE,
        "you-suspended": "/you/",
    },
    "facilitator": {
        "today-of-the-team": COURSE,
        "desk": COURSE + "desk/",
        "rounds": COURSE + "desk/rounds/",
        "round": COURSE + "desk/rounds/2/",
        "round-proposal": COURSE + "desk/rounds/6/",
        "round-people": COURSE + "desk/rounds/6/people/",
        "meetings": COURSE + "desk/meetings/",
        "round-repair": COURSE + "desk/rounds/5/repair/",
        "round-wish": COURSE + "desk/rounds/6/ > main a[href*='kind=part']",
        "new-round": COURSE + "desk/rounds/new/",
        "new-round-fault": COURSE + "desk/rounds/new/ > #id_first_day :=" + PRESS,
        "clock": COURSE + "desk/clock/",
        "new-announcement": COURSE + "announcements/new/",
        "new-announcement-fault": COURSE + "announcements/new/" + PRESS,
        "control": COURSE + "desk/control/",
        "moderation": COURSE + "desk/moderation/",
        "moderation-settled": COURSE + "desk/moderation/?settled",
        "provision-to-decide": COURSE + "desk/ > main a[href$='#corrections']",
        "provision-decided-fault": COURSE
        + "desk/ > main a[href$='#corrections'] > form[action*='/decision/'] .button !",
        "delegation-of-the-team": DELEGATION,
        "practice-of-the-team": "/practices/12/",
        "edit-practice": "/practices/12/edit/",
        "thread-to-moderate": THREAD,
        "person": COURSE + "people/ > main a[href*='/desk/people/']",
        "person-link": COURSE + "people/ > main a[href*='/desk/people/'] > main form[action$='/link/'] .button !",
        "person-suspended": COURSE + "desk/audit/ > main a[href*='/desk/people/']",
        "pack": COURSE + "desk/pack/",
        "setup": COURSE + "desk/setup/",
        "setup-fault": COURSE + "desk/setup/ > #id_ends := 2000-01-01 > main .button.first !",
        "item": COURSE + "desk/setup/ > main a[href*='/setup/format/']",
        "item-fault": COURSE + "desk/setup/ > main a[href*='/setup/format/'] > #id_pace := 99" + PRESS,
        "new-item": COURSE + "desk/setup/format/new/",
        "new-item-fault": COURSE + "desk/setup/format/new/" + PRESS,
        "aspect-at-the-desk": COURSE + "desk/setup/ > main a[href*='/setup/topic/'] > main a[href*='/aspects/']",
        "side": COURSE
        + "desk/setup/ > main a[href*='/setup/topic/'] > main a[href*='/aspects/'] > main a[href*='/sides/']",
        "side-fault": COURSE
        + "desk/setup/ > main a[href*='/setup/topic/'] > main a[href*='/aspects/'] > main a[href*='/sides/']"
        + " > #id_references := Without an address"
        + PRESS,
        "stage": COURSE + "desk/setup/ > main a[href*='/setup/format/'] > main a[href*='/stages/']",
        "stage-fault": COURSE
        + "desk/setup/ > main a[href*='/setup/format/'] > main a[href*='/stages/'] > #id_minutes := 0"
        + PRESS,
        "new-course": "/open-a-course/",
        "new-course-fault": "/open-a-course/" + PRESS,
        "new-person": COURSE + "desk/people/new/",
        "new-person-fault": COURSE + "desk/people/new/" + PRESS,
        "edit-person": COURSE + "people/ > main a[href*='/desk/people/'] > main a[href$='/edit/']",
        "roster": COURSE + "desk/roster/",
        "roster-fault": COURSE + "desk/roster/ > [type=file] := " + ROSTER + PRESS,
        "lounge-of-the-team": TOPIC + " > main a[href^='/rooms/']",
        "audit": COURSE + "desk/audit/",
    },
}

# Pages of a course in which nobody has done anything yet.
BARE_PAGES = {
    "delegate": {
        "today": BARE,
        "topics": BARE + "topics/",
        "topic": BARE + "topics/climate/",
        "comparison": BARE + "topics/climate/comparison/",
        "aspect": BARE + "topics/climate/comparison/ > main .aspect h2 a",
        "practices": BARE + "practices/",
        "practice": BARE + "practices/ > main .list a",
        "discussions": BARE + "topics/climate/discussions/",
        "exchanges": BARE + "exchanges/",
        "lounge": BARE + "topics/climate/ > main a[href^='/rooms/']",
        "conversations": BARE + "conversations/",
        "people": BARE + "people/",
        "notices": BARE + "notices/",
        "notes": BARE + "notes/",
        "offers": BARE + "offers/",
        "first-welcome": "/",
    },
    "facilitator": {
        "home": "/",
        "today-of-the-team": BARE,
        "desk": BARE + "desk/",
        "setup": BARE + "desk/setup/",
        "rounds": BARE + "desk/rounds/",
        "new-round": BARE + "desk/rounds/new/",
        "new-gathering": BARE + "gatherings/new/",
        "new-gathering-fault": BARE + "gatherings/new/" + PRESS,
        "gathering": BARE + "gatherings/new/ > #gatheringform_question := What can we learn?"
        " > #gatheringform_tables := Who pays?" + PRESS,
        "moderation": BARE + "desk/moderation/",
        "person": BARE + "people/ > main a[href*='/desk/people/']",
        "roster": BARE + "desk/roster/",
        "audit": BARE + "desk/audit/",
    },
}

# The page that shows each template of a page; ``tests.browser.test_pages`` fails for a missing one.
SHOWN = {
    "400.html": "unreadable",
    "403.html": "forbidden",
    "commons/unsent.html": "open-too-long",
    "404.html": "not-found",
    "academy/enter.html": "link",
    "academy/home.html": "home",
    "academy/link_spent.html": "link-spent",
    "academy/people.html": "people",
    "academy/profile.html": "you",
    "academy/welcome.html": "welcome",
    "account/confirm_login_code.html": "code",
    "account/logout.html": "sign-out",
    "account/request_login_code.html": "sign-in",
    "board/board.html": "board",
    "board/card.html": "card",
    "board/card_form.html": "new-card",
    "board/delegation.html": "delegation",
    "board/delegations.html": "delegations",
    "board/follow_up_closed.html": "follow-up-altered",
    "board/funnel.html": "funnel",
    "board/offer.html": "offer",
    "board/offer_form.html": "new-offer",
    "board/offers.html": "offers",
    "board/plan.html": "plan",
    "commons/followed.html": "followed",
    "commons/help.html": "help",
    "commons/mailbox.html": "mailbox",
    "commons/mark.html": "mark-fault",
    "commons/notes.html": "notes",
    "commons/notices.html": "notices",
    "commons/report.html": "report",
    "compare/aspect.html": "aspect",
    "compare/comparison.html": "comparison",
    "compare/glossary.html": "glossary",
    "compare/interest.html": "interest",
    "compare/practice.html": "practice",
    "compare/practice_form.html": "new-practice",
    "compare/practice_history.html": "practice-history",
    "compare/practices.html": "practices",
    "compare/practices_beside.html": "practices-beside",
    "compare/provision.html": "provision",
    "compare/view.html": "view",
    "desk/audit.html": "audit",
    "desk/course_new.html": "new-course",
    "desk/desk.html": "desk",
    "desk/item.html": "item",
    "desk/stage.html": "stage",
    "desk/aspect.html": "aspect-at-the-desk",
    "desk/side.html": "side",
    "desk/clock.html": "clock",
    "desk/control.html": "control",
    "desk/meetings.html": "meetings",
    "desk/moderation.html": "moderation",
    "desk/pack.html": "pack",
    "desk/person.html": "person",
    "desk/person_form.html": "new-person",
    "desk/roster.html": "roster",
    "desk/round.html": "round",
    "desk/round_new.html": "new-round",
    "desk/round_people.html": "round-people",
    "desk/round_proposal.html": "round-proposal",
    "desk/round_repair.html": "round-repair",
    "desk/round_wish.html": "round-wish",
    "desk/rounds.html": "rounds",
    "desk/setup.html": "setup",
    "rooms/conversations.html": "conversations",
    "exchanges/exchange.html": "exchange",
    "exchanges/hour_tap_closed.html": "hour-tap-altered",
    "exchanges/exchanges.html": "exchanges",
    "commons/stop_mail.html": "stop-mail",
    "commons/announcement_form.html": "new-announcement",
    "commons/announcements.html": "announcements",
    "commons/telling.html": "telling",
    "exchanges/gathering.html": "gathering",
    "exchanges/gathering_new.html": "new-gathering",
    "exchanges/outcome.html": "outcome",
    "exchanges/outcomes.html": "outcomes",
    "exchanges/points.html": "sheet-points",
    "exchanges/sheet_history.html": "sheet-history",
    "rooms/message.html": "message",
    "rooms/room.html": "room-full",
    "today/today.html": "today",
    "forum/discussions.html": "discussions",
    "forum/edit_post.html": "edit-post",
    "forum/new_thread.html": "new-thread",
    "forum/post_history.html": "post-history",
    "forum/reflection.html": "reflection",
    "forum/reflection_change.html": "reflection-change",
    "forum/reflection_history.html": "reflection-history",
    "forum/thread.html": "thread",
    "forum/topic.html": "topic",
    "forum/topics.html": "topics",
    "forum/write_post.html": "write-post-fault",
    "forum/write_reflection.html": "write-reflection",
}
OF_AN_EMPTY_DATABASE = ["academy/begin.html"]
"""The demo has an administrator; tests.desk.courses.test_courses opens it."""
BY_MAIL = ["board/follow_up.html", "exchanges/hour_tap.html"]
"""Only a link in a mail opens it; tests.board.test_follow_ups and tests.exchanges.scheduling.test_one_tap do."""
# A working server never shows 500.html, so the tests render it themselves, with each of these contexts.
BROKEN = {"broken": {}, "busy": {"busy": True}}


def go(page: Page, base: str, address: str, language: str = "en", ways: dict[str, str] | None = None) -> None:
    """Opens the page in the language, then fills in fields and presses buttons as the address says. ``ways`` keeps
    where this reader's links led, so that the next visit takes one page instead of several.
    """
    first, *steps = address.split(" > ")
    acts = [step for step in steps if ":=" in step or step.endswith("!")]
    links = steps[: len(steps) - len(acts)]
    way, ways = " > ".join([first, *links]), {} if ways is None else ways
    if way in ways:
        page.goto(base + ways[way])
    else:
        page.goto(base + first)
        for link in links:
            ways[way] = str(page.locator(link).first.get_attribute("href"))
            page.goto(base + ways[way])
    speak(page, language)
    for act in acts:
        do(page, act)


def speak(page: Page, language: str) -> None:
    """Switches the language at the foot of the page, when the page offers it."""
    offer = page.locator(f".foot button[lang={language}]")
    if page.locator("html").get_attribute("lang") != language and offer.count():
        with page.expect_navigation():
            offer.click()


def do(page: Page, act: str) -> None:
    """Does ``selector !`` or ``selector := words``, without the browser's own checks, so that the server's show."""
    selector, fills, words = (part.strip() for part in act.partition(":="))
    found = page.locator(selector.removesuffix("!")).first
    if not fills:
        with page.expect_navigation():
            found.evaluate("button => { button.form.noValidate = true; button.click(); }")
    elif found.get_attribute("type") == "file":
        found.set_input_files({"name": "roster.csv", "mimeType": "text/csv", "buffer": words.encode()})
    else:
        found.evaluate("(field, words) => { field.value = words; }", words)
