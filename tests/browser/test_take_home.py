"""From what one reads to what one does at home, by two delegates on two phones, and the plan on paper."""

from playwright.sync_api import Page, expect

from tests.demo import COURSE, PHONE, Demo, open_link

WHAT = "One form for the periods"
PRINTED = "() => getComputedStyle(document.querySelector('.no-print')).display"


def signed_in(phone, served: Demo, who: str, **options: object) -> Page:
    page = phone(viewport=PHONE, **options).new_page()
    open_link(page, served.link(who))
    return page


def test_a_delegate_reads_marks_says_and_takes_home_and_a_partner_helps(phone, served: Demo) -> None:
    kerwin = signed_in(phone, served, "kerwin.l@example.org")
    kerwin.goto(f"{served.base}{COURSE}topics/social-security/comparison/")
    kerwin.locator("#totalisation h2 a").click()
    theirs = kerwin.locator(".side.east .marking")
    theirs.locator("summary", has_text="Say why").click()
    theirs.get_by_label("Why? One sentence, if you like").fill("Nobody should lose ten years.")
    kerwin.reload()
    expect(theirs.get_by_label("Why? One sentence, if you like")).to_have_value("Nobody should lose ten years.")
    theirs.get_by_role("button", name="Save with the reason").click()
    expect(theirs.locator("[aria-pressed=true]")).to_be_visible()
    expect(theirs).to_contain_text("“Nobody should lose ten years.”")
    theirs.locator("summary", has_text="Note for later").click()
    theirs.get_by_label("Your note: nobody else reads it").fill("Ask who fills in the form.")
    theirs.get_by_role("button", name="Save the note").click()
    expect(theirs).to_contain_text("Ask who fills in the form.")

    say = kerwin.locator("#say")
    say.get_by_label("different in level").first.check()
    say.get_by_label("Why? One sentence, if you like").fill("Theirs covers more branches.")
    say.get_by_role("button", name="Save").click()
    expect(kerwin.locator(".between")).to_contain_text("different in level")

    theirs.get_by_role("link", name="Take home").click()
    expect(kerwin.get_by_label("Why?")).to_have_value("Nobody should lose ten years.")
    kerwin.get_by_label("What would you try at home?").fill(WHAT)
    kerwin.get_by_role("button", name="Take home").click()
    expect(kerwin.locator("h1")).to_have_text(WHAT)
    card = kerwin.url
    asked = kerwin.locator("#helper option", has_text="Adjoa").first.get_attribute("value")
    kerwin.get_by_label("Who could help?").select_option(asked)
    kerwin.get_by_role("button", name="Ask across for help").click()
    expect(kerwin.locator("#helpers")).to_contain_text("asked, no answer yet")

    adjoa = signed_in(phone, served, "adjoa.k@example.org", locale="fr", color_scheme="dark")
    adjoa.goto(served.base + COURSE)
    adjoa.get_by_role("link", name=WHAT).first.click()
    adjoa.locator("#help textarea").fill("Oui, j’ai le nôtre.")
    adjoa.locator("#help .button.first").click()
    adjoa.locator("#comment textarea").fill("Combien de **pages** ?")
    adjoa.locator("#comment .button").click()
    expect(adjoa.locator("#comments")).to_contain_text("Combien de pages ?")

    kerwin.goto(card)
    expect(kerwin.locator("#helpers")).to_contain_text("helps")
    expect(kerwin.locator("#comments")).to_contain_text("Combien de pages ?")
    kerwin.locator("#go [value=planned]").check()
    kerwin.locator("#go textarea").fill("The board meets in May.")
    kerwin.reload()
    expect(kerwin.locator("#go textarea")).to_have_value("The board meets in May.")
    kerwin.locator("#go .button.first").click()
    expect(kerwin.locator("#history li").first).to_contain_text("Planned")
    expect(kerwin.locator("#go textarea")).to_have_value("")

    kerwin.goto(f"{served.base}{COURSE}delegations/JM/")
    kerwin.get_by_role("link", name="The plan, to print").click()
    kerwin.emulate_media(media="print")
    expect(kerwin.get_by_role("heading", name=WHAT)).to_be_visible()
    assert kerwin.evaluate(PRINTED) == "none"
    assert kerwin.pdf(format="A4").startswith(b"%PDF")
