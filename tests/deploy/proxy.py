"""nginx as people meet it: its headers, its files, its limits, and its page when no process is behind it."""

import asyncio
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.deploy.installation import HOST, Installation, Visitor


def what_nginx_serves(several: Installation, visitor: Visitor) -> None:
    page = visitor.web.get("/you/")
    assert page.status_code == 200
    for once in ("x-content-type-options", "strict-transport-security", "x-frame-options", "content-security-policy"):
        assert len(page.headers.get_list(once)) == 1, once
    assert re.fullmatch(r"[0-9a-f]{32}", page.headers["x-request-id"]), "nginx's, as its log has it"
    address = re.findall(r'href="(/static/css/kapok\.[0-9a-f]{12}\.css)"', page.text)[0]
    style = visitor.web.get(address, headers={"Accept-Encoding": "gzip"})
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert style.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in style.headers["vary"].lower()
    assert style.headers["content-type"].startswith("text/css")
    assert "x-request-id" not in style.headers, "no process of ours was asked"
    nothing = visitor.web.get("/static/js/../../etc/kapok.env")
    assert nothing.status_code in {400, 404}
    missing = visitor.web.get("/static/none.js")
    assert (missing.status_code, missing.headers["x-content-type-options"]) == (404, "nosniff")
    metrics = visitor.web.get("/metrics")
    assert metrics.status_code == 403, "through nginx it takes the token"
    plain = httpx.get(f"http://127.0.0.1:{several.variables['KAPOK_HTTP_PORT']}/you/", headers={"Host": HOST})
    assert (plain.status_code, plain.headers["location"]) == (301, f"https://{HOST}:{several.port}/you/")


def a_hall_of_people_behind_one_address_is_let_in(visitor: Visitor) -> None:
    """Three hundred requests at once pass the limit that stops a machine."""
    with ThreadPoolExecutor(20) as threads:
        statuses = set(threads.map(lambda _n: visitor.web.get("/healthz").status_code, range(300)))
    assert statuses == {200}


def a_machine_is_stopped_and_nobody_else(visitor: Visitor) -> None:
    """A machine at another address sends requests as fast as it can, until a hundred are refused."""
    refused: list[httpx.Response] = []
    enough = threading.Event()

    def ask(_n: int) -> None:
        with visitor.browser_at("127.0.0.2") as machine:
            while not enough.is_set():
                answer = machine.get("/healthz")
                if answer.status_code == 429:
                    refused.append(answer)
                    if len(refused) > 100:
                        enough.set()

    with ThreadPoolExecutor(8) as threads:
        asking = threads.map(ask, range(8))
        try:
            while not enough.wait(0.2):
                assert visitor.web.get("/you/").status_code == 200
        finally:
            enough.set()
        list(asking)
        assert visitor.web.get("/you/").status_code == 200
    with visitor.browser_at("127.0.0.2") as neighbour:
        neighbour.cookies = visitor.web.cookies
        assert neighbour.get(f"/rooms/{visitor.room}/changes?since=0&wait=1").status_code == 200, "rooms go on"
    told_to_come_again(refused[0], "réessayez dans quelques secondes", "tente de novo", "try again in a few seconds")


def told_to_come_again(answer: httpx.Response, *words: str) -> None:
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["strict-transport-security"]
    assert all(said in answer.text for said in words), answer.text


def without_pages_people_are_told(several: Installation, visitor: Visitor) -> None:
    several.run("systemctl stop $(printf 'kapok-pages@%s ' $KAPOK_PAGES_PORTS)")
    answer = visitor.web.get("/")
    assert answer.status_code == 503
    told_to_come_again(answer, "réessayez", "tente de novo", "try again")
    assert visitor.web.get("/enter/a-token-that-nobody-else-may-read/").status_code == 503, "and it is in no log"
    assert asyncio.run(visitor.send("rooms talk on"))["message"]
