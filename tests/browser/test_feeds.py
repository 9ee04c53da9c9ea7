"""An editor follows a feed of a site on this machine, in real Chromium, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.local_server import Answer, LocalServer

pytestmark = [pytest.mark.browser, pytest.mark.model]

READ = 60_000
WHOLE = "<p>" + "Le président du Kazakhstan a reçu ses hôtes à Astana, et ils ont parlé du rail {0}. " * 30 + "</p>"
PAGE = (
    "<html lang=fr><head><title>Un accord à Bakou</title></head><body><nav>Accueil</nav><article>"
    "<h1>Un accord à Bakou</h1>"
    + "<p>À Bakou, les deux ministres {0} ont signé un accord sur le gaz, après des mois.</p>" * 9
    + "</article></body></html>"
)


def rss(name: str, *items: str) -> Answer:
    head = f"<title>Journal {name}</title><link>https://journal.example/</link>"
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'
    return Answer(body.encode(), content_type="application/rss+xml")


def item(title: str, *, link: str = "", text: str = "") -> str:
    address, body = f"<link>{link}</link>" if link else "", f"<description><![CDATA[{text}]]></description>"
    return f"<item><guid isPermaLink='false'>{title}</guid><title>{title}</title>{address}{body}</item>"


def row(page: Page, number: str):  # type: ignore[no-untyped-def]
    return page.locator(f"#feed-{number}")


def look_again_until(page: Page, path: str, place: str, words: str) -> None:
    for _ in range(60):
        page.goto(path)
        if page.locator(place, has_text=words).count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{words} never stood in {place}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_feed_is_followed_edited_and_publishes(open_page, administrator, app, sites: LocalServer, scripts):
    name = "avec" if scripts else "sans"
    sites.set(f"/{name}/accord", Answer(PAGE.format(name).encode()))
    teaser = item(f"Accord {name}", link=sites.url(f"/{name}/accord"), text="Un teaser.")
    whole = item(f"Astana {name}", text=WHOLE.format(name))
    address = sites.set(f"/{name}/rss", rss(name, teaser, whole))

    desk = open_page("/feeds/", storage_state=administrator, java_script_enabled=scripts)
    number = pages.follow_feed(desk, app, address)
    # Nobody reloads the page: it does so itself, or a part of it.
    expect(row(desk, number)).to_contain_text(f"Journal {name}", timeout=READ)
    if not scripts:
        # Once it was asked, the page is at rest: whoever wants to see more looks again.
        look_again_until(desk, "/feeds/", f"#feed-{number} .feed-facts", "2 articles")
    expect(row(desk, number).locator(".feed-facts")).to_contain_text("2 articles", timeout=READ)
    expect(row(desk, number).locator(".feed-state")).to_have_text("En service")

    row(desk, number).locator("h2 a").click()
    desk.wait_for_url(f"**/feeds/{number}/")
    latest = desk.locator(".feed-articles li")
    expect(latest).to_have_count(2, timeout=READ)
    expect(latest.first).to_contain_text("Brouillon")
    desk.locator(".feed-articles a", has_text=f"Accord {name}").click()
    desk.wait_for_url("**/upload/*/")
    expect(desk.locator("#text")).to_contain_text(f"les deux ministres {name} ont signé")
    expect(desk.locator("#text")).not_to_contain_text("Un teaser")

    desk.goto(f"/feeds/{number}/edit/")
    desk.locator("input[name=title]").fill(f"Le nôtre <{name}>")
    desk.locator("input[name=folder]").fill("Presse")
    desk.locator("select[name=status]").select_option("published")
    desk.locator("main form button[type=submit]").click()
    desk.wait_for_url(f"**/feeds/{number}/")
    expect(desk.locator("h1")).to_have_text(f"Le nôtre <{name}>")

    new = item(f"Rail {name}", text=WHOLE.format(f"{name} de l’Est"))
    sites.set(f"/{name}/rss", rss(name, new, teaser, whole))
    desk.locator(f"#ask-{number}").click()
    reader = open_page("/")
    if not scripts:
        look_again_until(desk, f"/feeds/{number}/", ".feed-articles", f"Rail {name}")
    published = desk.locator(".feed-articles li", has_text=f"Rail {name}")
    expect(published).to_contain_text("Publié", timeout=READ)
    expect(latest).to_have_count(3)
    reader.goto(published.locator("a").get_attribute("href"))
    expect(reader.locator("h1")).to_have_text(f"Rail {name}")
    expect(reader.locator("main")).to_contain_text(f"Le nôtre <{name}>")


def test_focus_stays_on_its_button_while_the_list_renews_itself(open_page, administrator, app, sites: LocalServer):
    address = sites.set("/lent/rss", Answer(rss("lent").body, content_type="application/rss+xml", delay=5))
    desk = open_page("/feeds/", storage_state=administrator)
    number = pages.follow_feed(desk, app, address)
    desk.locator(f"#edit-{number}").focus()
    expect(row(desk, number)).to_contain_text("Journal lent", timeout=READ)
    assert desk.evaluate("document.activeElement.id") == f"edit-{number}"


def test_a_switch_is_one_by_keyboard_and_says_how_it_stands(open_page, administrator, app, sites: LocalServer):
    address = sites.set("/clavier/rss", rss("clavier"))
    desk = open_page("/feeds/", storage_state=administrator)
    number = pages.follow_feed(desk, app, address)
    expect(row(desk, number)).to_contain_text("Journal clavier", timeout=READ)
    switch = row(desk, number).get_by_role("button", name="Suivi", pressed=True)
    switch.focus()
    desk.keyboard.press("Space")
    expect(row(desk, number).get_by_role("button", name="Suivi", pressed=False)).to_be_visible()
    expect(row(desk, number).locator(".feed-state")).to_have_text("À l’arrêt")
    assert desk.url.endswith(f"#feed-{number}")


def test_a_list_goes_out_and_comes_in_and_what_is_none_is_refused(open_page, administrator, app, sites: LocalServer):
    address = sites.set("/liste/rss", rss("liste"))
    desk = open_page("/feeds/", storage_state=administrator)
    pages.follow_feed(desk, app, address)
    with desk.expect_download() as taken:
        desk.locator("a[href$='newsroom.opml']").click()
    assert taken.value.suggested_filename == "newsroom.opml"
    written = taken.value.path().read_bytes()
    assert address.encode() in written
    for data, says in ((written, "déjà suivi"), (b"<html/>", "pas une liste de flux")):
        desk.goto("/feeds/import/")
        file = {"name": "liste.opml", "mimeType": "text/x-opml", "buffer": data}
        desk.locator("input[type=file]").set_input_files(file)
        desk.locator("main form button[type=submit]").click()
        expect(desk.locator("main")).to_contain_text(re.compile(says))
