# SPDX-License-Identifier: Apache-2.0
"""What people see, in Debian's Chromium: figures, sizes, colours, words, and what is said when something is gone."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from checks import contains, equal, lacks
from gym import PATIENCE_S, Browser, Feed, until

# Name, width, height, scheme, language.
SIZES = [("phone", 390, 844, "dark", "en"), ("phone-wide", 844, 390, "light", "de"), ("tablet", 820, 1180, "light", "en"), ("wall", 1920, 1080, "dark", "de")]
CHROMIUM = "/usr/bin/chromium"


@contextlib.contextmanager
def chromium():
    with sync_playwright() as playwright:
        # As root Chromium wants no sandbox of its own; containers have little shared memory.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def page(browser, width=390, height=844, scheme="dark", language="en", **options):
    """A page that tolerates no error in its console and no breach of its policy."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale=language, **options)
    context.set_default_timeout(PATIENCE_S * 1000)
    page = context.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.faults = faults
    try:
        yield page
        equal(faults, [], "errors in the browser's console")
    finally:
        context.close()


def value(page, index=0):
    return page.text_content("#figure%d .value" % index)


def wait_for(page, script):
    """Waits for a condition on the page; a function, since the policy forbids code made of text."""
    page.wait_for_function("() => " + script)


# ---- Live -----------------------------------------------------------------------------------------------------------


def figures_agree(gym, captures):
    """Every speed that the page shows is one that the socket has sent, and they move."""
    with chromium() as browser, page(browser) as phone:
        feed = Feed(gym)
        until("a set", lambda: feed.frame().get("phase") == "active")
        phone.goto(gym.running().address + "/")
        wait_for(phone, "document.getElementById('live').dataset.style === 'active'")
        phone.evaluate("""() => {
          window.seen = [];
          const value = document.querySelector('#figure0 .value');
          new MutationObserver(() => window.seen.push(value.textContent)).observe(value, { childList: true, characterData: true, subtree: true });
        }""")
        sent, end = [], time.monotonic() + 8
        while time.monotonic() < end:
            sent.append("%.1f" % (feed.frame().get("motion", {}).get("displaySpeedMps", 0) * 3.6))
        seen = phone.evaluate("() => window.seen")
        assert len(seen) >= 3, "the figures do not move: %r" % seen
        # A figure that the page shows was sent, to within what one more frame may differ by at the edge of the sample.
        tenth = {round(float(s) * 10) for s in sent}
        strange = [s for s in seen if not any(abs(round(float(s) * 10) - t) <= 1 for t in tenth)]
        equal(strange, [], "speeds that the socket never sent")
        return "%d changes in %d frames" % (len(seen), len(sent))


def digits_are_large(gym, captures):
    """Digits have a quarter of the screen's short side, and nothing of the figures is cut off or below the edge."""
    said = []
    with chromium() as browser:
        for name, width, height, scheme, language in SIZES:
            with page(browser, width, height, scheme, language) as screen:
                screen.goto(gym.running().address + "/")
                wait_for(screen, "document.querySelectorAll('.figure:not([hidden])').length === 3")
                sizes = screen.evaluate("""() => [...document.querySelectorAll('.figure:not([hidden]) .value')].map((value) => {
                  const style = getComputedStyle(value);
                  const ink = document.createElement('canvas').getContext('2d');
                  ink.font = style.fontWeight + ' ' + style.fontSize + ' ' + style.fontFamily;
                  const box = value.getBoundingClientRect();
                  return { text: value.textContent, digit: ink.measureText('0').actualBoundingBoxAscent, left: box.left, right: box.right, bottom: box.bottom };
                })""")
                for size in sizes:
                    assert size["left"] >= 0 and size["right"] <= width and size["bottom"] <= height, (name, size)
                    if len(size["text"]) <= 4:
                        assert size["digit"] >= min(width, height) / 4, (name, size)
                bar = screen.evaluate("() => document.getElementById('bar').getBoundingClientRect().bottom")
                assert bar <= height, "%s: the bar is below the edge" % name
                said.append("%s %.0f px" % (name, min(size["digit"] for size in sizes)))
                save(screen, captures, "live-" + name)
    return ", ".join(said)


def save(page, captures, name, whole=False):
    if captures:
        os.makedirs(captures, exist_ok=True)
        page.screenshot(path="%s/%s.png" % (captures, name), full_page=whole)


def sound_after_a_tap(gym, captures):
    with chromium() as browser, page(browser) as phone:
        phone.goto(gym.running().address + "/")
        phone.click("#sound")
        equal(phone.get_attribute("#sound", "aria-pressed"), "true")
        # On http there is no wake lock but for this computer itself.
        wait_for(phone, "document.getElementById('screen').textContent.length > 0")


def words_not_only_colour(gym, captures):
    """Every state that has a colour of its own has a word of its own."""
    with chromium() as browser, page(browser, language="de") as phone:
        phone.goto(gym.running().address + "/")
        wait_for(phone, "document.getElementById('headline').textContent.length > 0")
        phone.evaluate("""() => {
          window.words = {};
          const live = document.getElementById('live'), headline = document.getElementById('headline');
          setInterval(() => { window.words[live.dataset.style + ': ' + headline.textContent] = 1; }, 50);
        }""")
        wait_for(phone, "Object.keys(window.words).some((w) => w.startsWith('rest')) && Object.keys(window.words).some((w) => w.startsWith('active'))")
        words = phone.evaluate("() => Object.keys(window.words)")
        assert not {w.split(": ")[1] for w in words if w.startswith("rest")} & {w.split(": ")[1] for w in words if w.startswith("active")}, words
        return ", ".join(sorted(words))


def without_scripts(gym, captures):
    with chromium() as browser, page(browser, java_script_enabled=False) as phone:
        phone.goto(gym.running().address + "/")
        assert value(phone) not in (None, ""), "no figure"
        first = phone.text_content("body")
        until("the page loads again by itself", lambda: phone.text_content("body") != first)
        phone.goto(gym.address + "/sets")
        contains(phone.text_content("h1"), "Sets")


def rating_on_the_page(gym, captures):
    """The walker says with one tap each how the set was."""
    import json
    browser_without_screen = Browser(gym)
    with chromium() as browser, page(browser) as phone:
        # A walker who claims a set is signed in, gets on the machine, and walks the next one.
        from people import claim_code
        phone.goto(gym.address + "/C/" + claim_code(gym))
        phone.fill("main input[name=name]", "Cem")
        phone.click("main form button")
        phone.wait_for_url("**/set/*")
        phone.goto(gym.running().address + "/")
        phone.click(".controls form button")
        until("the question after the set", lambda: gym.running() and phone.is_visible("#rating"))
        phone.click("#rating button[name=rpe][value='7']")
        phone.click("#rating button[name=pain][value='1']")
        wait_for(phone, "document.querySelectorAll('#rating [aria-pressed=true]').length === 2")
        save(phone, captures, "rating-phone", whole=True)
        noted = until("the notes", lambda: next((r for r in json.loads(gym.run("sets", "--json").stdout) if r.get("pain") == 1), None))
        equal((noted["rpe"], noted["walker"]), (7, "Cem"))
        # Later cases claim sets that are no one's.
        left = phone.evaluate("""() => fetch(document.querySelector('.controls form').action, { method: 'POST',
          body: new URLSearchParams({ form: document.querySelector('#rating [name=form]').value, none: 'yes' }) }).then((answer) => answer.ok)""")
        assert left, "Cem stays on the machine"
        lacks(browser_without_screen.get("/").text, "Cem")


def live_cases(report, gym, captures):
    for name, body in [
        ("live figures move and agree with the socket", figures_agree), ("digits are large on every screen", digits_are_large),
        ("sound and full screen after a tap", sound_after_a_tap), ("words and not only colours", words_not_only_colour),
        ("a set is rated with one tap each", rating_on_the_page), ("without scripts", without_scripts),
    ]:
        report.case(name, lambda body=body: body(gym.running(), captures))


# ---- Pages ----------------------------------------------------------------------------------------------------------


def accessible(gym, captures):
    """axe-core finds nothing on any page: both schemes, 320 px wide, and text at twice its size."""
    axe, count = Axe(), 0
    with chromium() as browser:
        for width, scheme, language, zoom in [(390, "dark", "en", 1), (320, "light", "de", 1), (320, "dark", "de", 2)]:
            with page(browser, width, 844, scheme, language) as screen:
                staff_in(screen, gym)
                ids = re.findall(r'/set/([0-9a-f-]+)', Browser(gym).get("/sets").text)
                machine = re.search(r'href="/m/([^"/]+)"', screen.content()).group(1)
                paths = ["/", "/gym", "/sets", "/sign-in", "/staff", "/claim", "/m/%s/walker" % machine, "/m/%s/qr" % machine, "/nothing"]
                for path in paths + ["/set/" + id for id in ids[:1]]:
                    expected = ["Failed to load resource: the server responded with a status of 404 (Not Found)"] if path == "/nothing" else []
                    screen.goto(gym.address + path)
                    if zoom != 1:
                        screen.evaluate("(zoom) => { document.documentElement.style.fontSize = 100 * zoom + '%'; }", zoom)
                    found = axe.run(screen, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).response["violations"]
                    assert not found, (path, width, scheme, [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found])
                    wide = screen.evaluate("() => document.documentElement.scrollWidth")
                    assert wide <= width, "%s is %d px wide at %d" % (path, wide, width)
                    for text in expected:
                        screen.faults.remove(text)
                    count += 1
    return "%d pages" % count


def staff_in(screen, gym):
    from gym import STAFF_PASSWORD
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        screen.goto(gym.address + "/sign-in")
        screen.fill("input[name=password]", STAFF_PASSWORD)
        screen.click("form:has(input[name=password]) button")
        if screen.url.endswith("/staff"):
            return
        screen.faults.clear()
        time.sleep(2)
    raise AssertionError("the staff cannot sign in")


def keyboard_only(gym, captures):
    """Claiming with the keyboard alone; the focus is always seen."""
    with chromium() as browser, page(browser) as phone:
        phone.goto(gym.address + "/claim")
        for _ in range(12):
            phone.keyboard.press("Tab")
            if phone.evaluate("() => document.activeElement.name") == "code":
                break
        equal(phone.evaluate("() => document.activeElement.name"), "code")
        width = phone.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2, width
        phone.keyboard.type("xxxx-xxxx-xxxx")
        phone.keyboard.press("Enter")
        phone.wait_for_url("**/C/**")
        contains(phone.text_content("main"), "not valid any more")
        phone.faults.clear()


def pictures(gym, captures):
    with chromium() as browser:
        for name, width, height, scheme, language in SIZES:
            with page(browser, width, height, scheme, language) as screen:
                for path, title in [("/sets", "sets"), ("/sign-in", "sign-in")]:
                    screen.goto(gym.address + path)
                    save(screen, captures, title + "-" + name)
                ids = re.findall(r'/set/([0-9a-f-]+)', screen.goto(gym.address + "/sets").text())
                screen.goto(gym.address + "/set/" + ids[0])
                assert screen.locator("figure svg polyline").count() >= 1, "no plot of the speed"
                save(screen, captures, "set-" + name)
        with page(browser, 820, 1180, "light", "en") as screen:
            staff_in(screen, gym)
            save(screen, captures, "staff-tablet", whole=True)


def qr_is_read(gym, captures):
    """A reader that others wrote reads the code of a machine from a picture of the page."""
    with chromium() as browser, page(browser, 820, 1180) as screen, tempfile.TemporaryDirectory() as folder:
        machine = re.search(r'data-stream="/live\?machine=([^&"]+)', screen.goto(gym.address + "/").text()).group(1)
        for scheme in ("dark", "light"):
            screen.emulate_media(color_scheme=scheme)
            screen.goto(gym.address + "/m/%s/qr" % machine)
            screen.screenshot(path=folder + "/qr.png")
            read = subprocess.run(["zbarimg", "--quiet", "--raw", folder + "/qr.png"], capture_output=True, text=True).stdout.strip()
            equal(read, "%s/m/%s" % (gym.address, machine))


def page_cases(report, gym, captures):
    for name, body in [("axe-core finds nothing", accessible), ("the keyboard alone", keyboard_only), ("every page in four sizes", pictures), ("QR codes are read", qr_is_read)]:
        report.case(name, lambda body=body: body(gym.running(), captures))


# ---- Faults ---------------------------------------------------------------------------------------------------------


def daemon_goes_and_returns(gym):
    with chromium() as browser, page(browser) as phone:
        phone.goto(gym.running().address + "/")
        wait_for(phone, "!document.getElementById('live').classList.contains('old')")
        gym.daemon.terminate()
        gym.daemon.wait()
        wait_for(phone, "document.getElementById('live').classList.contains('old')")
        wait_for(phone, "document.querySelector('#figure0 .value').textContent === '–'")
        assert phone.text_content("#notice").strip(), "nothing is said"
        notice = phone.text_content("#notice")
        answer = Browser(gym).get("/healthz")
        contains(answer.text, "waiting for the daemon")
        gym.start_daemon()
        wait_for(phone, "!document.getElementById('live').classList.contains('old') && document.querySelector('#figure0 .value').textContent !== '–'")
        return notice


def page_restarts(gym):
    """The page's own program ends and comes back; the browser finds it again by itself."""
    with chromium() as browser, page(browser) as phone:
        phone.goto(gym.running().address + "/")
        wait_for(phone, "document.querySelector('#figure0 .value').textContent !== '–'")
        gym.page.terminate()
        gym.page.wait()
        wait_for(phone, "document.getElementById('notice').textContent.startsWith('Not live')")
        gym.start_page()
        wait_for(phone, "!document.getElementById('live').classList.contains('old') && document.querySelector('#figure0 .value').textContent !== '–'")
        # While it was away the browser could not connect: that is said in its console, and is no fault of the page.
        phone.faults[:] = [fault for fault in phone.faults if "net::ERR" not in fault]


def log_is_replaced(gym):
    browser = Browser(gym)
    before = browser.get("/sets")
    equal(before.status, 200)
    gym.daemon.terminate()
    gym.daemon.wait()
    shutil.move(gym.state, gym.state + ".away")
    answer = browser.get("/sets")
    equal(answer.status, 503, answer.text)
    contains(answer.text, "cannot be read")
    os.mkdir(gym.state)
    with open(gym.state + "/sets.sqlite", "w") as file:
        file.write("no database")
    equal(browser.get("/sets").status, 503)
    os.remove(gym.state + "/sets.sqlite")
    os.rmdir(gym.state)
    shutil.move(gym.state + ".away", gym.state)
    equal(browser.get("/sets").status, 200, "the log is back")
    posted = browser.post("/C/000000000000", {"name": "Zoe"})
    assert posted.status in (409, 429), posted.status


def fault_cases(report, gym):
    report.case("the daemon goes and comes back", daemon_goes_and_returns, gym)
    report.case("the page's program goes and comes back", page_restarts, gym)
    report.case("the log is gone, broken, and back", log_is_replaced, gym)


# ---- Several machines -----------------------------------------------------------------------------------------------


def tiles(gym, captures):
    with chromium() as browser:
        for name, width, height, scheme, language in SIZES:
            with page(browser, width, height, scheme, language) as screen:
                screen.goto(gym.running().address + "/")
                wait_for(screen, "[...document.querySelectorAll('[data-key=value]')].filter((v) => v.textContent !== '–').length === 3")
                lacks(screen.text_content("main"), "simulated)")
                save(screen, captures, "gym-" + name)
                screen.click(".tile >> nth=1")
                screen.wait_for_selector("#live")


def gym_cases(report, gym, captures):
    report.case("all machines side by side, without names", tiles, gym, captures)
