# SPDX-License-Identifier: Apache-2.0
"""Who may see and change what: claiming, signing in, notes, staff, erasing."""

import json
import re
import time

from checks import contains, equal, lacks
from gym import Browser, Feed, until


def claim_code(gym):
    """The code that is on the machine's screen once a set has ended."""
    feed = Feed(gym)

    def code():
        part = feed.frame().get("set", {})
        # Early in the rest, so that there is time before the next set.
        return part.get("restElapsedS", 99) < 20 and part.get("claim", {}).get("token")

    return until("a code to claim a set with", code)


def set_path(answer):
    return answer.getheader("Location")


def claim_as_new(gym, phones):
    code = claim_code(gym)
    phone = phones["Ada"] = Browser(gym)
    page = phone.get("/C/" + code)
    equal(page.status, 200, page.text)
    contains(page.text, "Whose set was this?")
    # Fetching it again, as a messenger's preview does, uses nothing up.
    equal(Browser(gym).get("/C/" + code).status, 200)
    answer = phone.post("/C/" + code, {"name": "Ada <b>Lovelace"})
    equal(answer.status, 303, answer.text)
    path = set_path(answer)
    page = phone.get(path)
    equal(page.status, 200)
    contains(page.text, "Ada &lt;b&gt;Lovelace")
    lacks(page.text, "<b>Lovelace")
    equal(Browser(gym).get(path).status, 404, "a stranger sees the set")
    second = Browser(gym).post("/C/" + code, {"name": "Ben"})
    equal(second.status, 409, "a second phone with the same code")
    files = re.findall(r'href="(/set/[^"]+/session\.[^"]+)"', page.text)
    equal(len(files), 5)
    for file in files:
        answer = phone.get(file)
        equal(answer.status, 200, file)
        contains(answer.getheader("Content-Disposition"), "attachment")
        equal(Browser(gym).get(file).status, 404, "a stranger gets " + file)
    phones["path"] = path
    return "code %s, %d files" % (code, len(files))


def notes(gym, phones):
    phone, path = phones["Ada"], phones["path"]
    script = "<script>document.title='broken'</script>"
    equal(phone.post(path + "/note", {"rpe": "6.5", "pain": "2", "text": script}).status, 303)
    page = phone.get(path)
    contains(page.text, "6.5")
    contains(page.text, "&lt;script&gt;")
    lacks(page.text, script)
    # A tap on the live page sends one of them; the others stay.
    equal(phone.post(path + "/note", {"pain": "3"}, Accept="application/json").status, 204)
    record = json.loads(gym.run("show", path.split("/")[-1], "--json").stdout)
    equal((record["rpe"], record["pain"], record["note"]), (6.5, 3, script))
    equal(phone.post(path + "/note", {"rpe": "11"}).status, 400)
    equal(Browser(gym).post(path + "/note", {"rpe": "1"}).status, 404)


def pins(gym, phones):
    phone = phones["Ada"]
    equal(phone.post("/me/pin", {"pin": "12"}).status, 400)
    equal(phone.post("/me/pin", {"pin": "246810"}).status, 303)
    other = Browser(gym)
    equal(other.sign_in("ADA <B>lovelace", "246810").status, 303, "another phone, upper and lower case")
    contains(other.get("/me").text, "Ada &lt;b&gt;Lovelace")
    equal(other.post("/sign-out", {"everywhere": "yes"}).status, 303)
    equal(phone.get("/me").status, 303, "signed out everywhere")
    equal(phone.sign_in("Ada <b>Lovelace", "246810").status, 303)


def guesses(gym, phones):
    wrong = limited = 0
    guesser = Browser(gym)
    for number in range(100):
        answer = guesser.sign_in("Ada <b>Lovelace", "%06d" % number)
        wrong += answer.status == 403
        limited += answer.status == 429
        if answer.status == 429:
            assert int(answer.getheader("Retry-After")) >= 1
    equal(wrong + limited, 100)
    assert wrong <= 8, "%d of 100 guesses were looked at" % wrong
    equal(guesser.sign_in("Ada <b>Lovelace", "246810").status, 429, "the right PIN while one has to wait")
    return "%d of 100 guesses looked at, the others refused unseen" % wrong


def unknown_names(gym, phones):
    """A name that is not there and one without a PIN look the same as a wrong PIN."""
    texts = set()
    for name in ("Zoe", "Ada <b>Lovelace"):
        answer = Browser(gym).sign_in(name, "999999")
        while answer.status == 429:
            time.sleep(min(5, int(answer.getheader("Retry-After"))))
            answer = Browser(gym).sign_in(name, "999999")
        texts.add(re.sub(r"value=\"[^\"]*\"", "", answer.text))
    assert len(texts) == 1, "one can tell who is known"


def staff(gym, phones):
    wait = 0
    boss = phones["staff"] = Browser(gym)
    # The address has guessed wrong before: it waits as everyone does.
    while True:
        answer = boss.post("/sign-in", {"password": "correct horse"})
        if answer.status != 429:
            break
        wait += 1
        time.sleep(min(5, int(answer.getheader("Retry-After"))))
    equal(answer.status, 303, answer.text)
    page = boss.get("/staff")
    contains(page.text, "Ada &lt;b&gt;Lovelace")
    equal(boss.post("/staff/walkers", {"name": "Ben", "massKg": "80"}).status, 303)
    ben = re.search(r'action="/staff/walkers/([^"]+)" class="fields">\s*<input[^>]*>\s*<label>Name <input name="name" value="Ben"', boss.get("/staff").text).group(1)
    machine = re.search(r'href="/m/([^"/]+)"', page.text).group(1)
    contains(boss.get("/m/%s/walker" % machine).text, ">Ben</button>")
    equal(boss.post("/m/%s/walker" % machine, {"walker": "Ben"}).status, 303)
    until("Ben on the machine", lambda: '"walker":"Ben"' in boss.get("/api/v1/machines/" + machine).text)
    lacks(Browser(gym).get("/m/" + machine).text, "Ben")
    lacks(Browser(gym).get("/api/v1/machines/" + machine).text, "Ben")
    equal(boss.post("/m/%s/walker" % machine, {"none": "yes"}).status, 303)
    equal(boss.post("/staff/machines/" + machine, {"do": "service-mark"}).status, 303)
    phones.update(ben=ben, machine=machine)


def links(gym, phones):
    boss = phones["staff"]
    page = boss.post("/staff/walkers/" + phones["ben"], {"do": "link", "name": "Ben"})
    link = re.search(r"(/link/[0-9a-f]{40})", page.text).group(1)
    contains(page.text, '<svg class="qr"')
    phone = phones["Ben"] = Browser(gym)
    contains(phone.get(link).text, "Ben")
    equal(phone.post(link).status, 303)
    contains(phone.get("/me").text, "<h1>Ben</h1>")
    equal(Browser(gym).get(link).status, 404, "a link is good once")
    equal(phone.get(phones["path"]).status, 404, "Ben sees Ada's set")
    lacks(phone.get("/sets").text, phones["path"])
    # One puts oneself on a machine, and no other.
    equal(phone.post("/m/%s/walker" % phones["machine"], {"walker": "Ben"}).status, 303)
    equal(phone.post("/m/%s/walker" % phones["machine"], {"walker": "Ada <b>Lovelace"}).status, 403)


def staff_reads_no_notes(gym, phones):
    page = phones["staff"].get(phones["path"])
    equal(page.status, 200)
    contains(page.text, "Ada &lt;b&gt;Lovelace")
    lacks(page.text, "document.title")
    lacks(page.text, ">6.5<")
    token = re.search(r"<code>([0-9a-f]{40})</code>", phones["staff"].post("/staff/tokens", {"name": "test"}).text).group(1)
    program = Browser(gym, {"Authorization": "Bearer " + token})
    sets = json.loads(program.get("/api/v1/sets").text)["sets"]
    assert any(s.get("walker") == "Ada <b>Lovelace" for s in sets), sets
    assert all("pain" not in s and "note" not in s for s in sets)
    equal(Browser(gym, {"Authorization": "Bearer " + "0" * 40}).get("/api/v1/sets").status, 401)
    phones["token"] = token


def decisions(gym, phones):
    phone, path = phones["Ada"], phones["path"]
    equal(phone.post(path + "/decide", {"do": "discard"}).status, 303)
    contains(phone.get(path).text, "Restore")
    equal(phone.post(path + "/decide", {"do": "restore"}).status, 303)
    changes = json.loads(gym.run("changes", "--json").stdout)
    equal([(c["kind"], c["author"].partition(": ")[2]) for c in changes[-2:]],
          [("discard", "a walker on the page"), ("restore", "a walker on the page")])
    equal(phones["Ben"].post(path + "/decide", {"do": "discard"}).status, 404)
    equal(phone.post(path + "/decide", {"do": "walker-erase"}).status, 400)


def months(gym, phones):
    phone = phones["Ada"]
    link = re.search(r'href="(/me/month/\d{4}-\d\d)"', phone.get("/me").text).group(1)
    report = phone.get(link)
    equal(report.status, 200, report.text)
    contains(report.text, "Ada &lt;b&gt;Lovelace")
    contains(report.getheader("Content-Security-Policy"), "style-src 'sha256-")
    equal(phones["staff"].get(link).status, 403)


def erasing(gym, phones):
    phone = phones["Ben"]
    equal(phone.post("/me/erase", {"name": "ben?"}).status, 400)
    answer = phone.post("/me/erase", {"name": "Ben"})
    equal(answer.status, 200, answer.text)
    equal(phone.get("/me").status, 303)
    lacks(phones["staff"].get("/staff").text, ">Ben<")
    # One who is erased while looking is a stranger with the next click.
    boss, ada = phones["staff"], phones["Ada"]
    id = re.search(r'action="/staff/walkers/([^"]+)"', boss.get("/staff").text).group(1)
    equal(boss.post("/staff/walkers/" + id, {"do": "erase", "name": "Ada <b>Lovelace"}).status, 303)
    equal(ada.get("/me").status, 303)
    lacks(gym.run("walkers", "list").stdout, "Ada")


def no_one_is_named(gym, phones):
    """Every address, asked for by a stranger: no name, no note, in none of the answers."""
    stranger = Browser(gym)
    sets = json.loads(stranger.get("/api/v1/sets").text)["sets"]
    addresses = ["/", "/gym", "/sets", "/sign-in", "/me", "/staff", "/claim", "/api/v1/machines", "/api/v1/sets", "/healthz", "/metrics",
                 "/m/" + phones["machine"], "/m/%s/walker" % phones["machine"], "/api/v1/machines/" + phones["machine"],
                 phones["path"], "/api/v1/sets/" + phones["path"].split("/")[-1]]
    addresses += ["/set/" + s["id"] for s in sets]
    for address in addresses:
        answer = stranger.get(address)
        for secret in ("Ada", "Ben", "document.title"):
            lacks(answer.text, secret)
    return "%d addresses" % len(addresses)


def cases(report, gym):
    phones = {}
    for name, body in [
        ("a set is claimed by code from a phone, once", claim_as_new),
        ("exertion, pain and words are noted, and shown as text", notes),
        ("PINs, other phones, signing out everywhere", pins),
        ("a PIN is guessed a hundred times", guesses),
        ("who is unknown cannot be told from who is known", unknown_names),
        ("the staff adds a walker and puts them on a machine", staff),
        ("a link for a walker's own phone is good once", links),
        ("the staff reads no notes unless the owner says so", staff_reads_no_notes),
        ("a set is discarded and restored by its walker only", decisions),
        ("a month is a report to print", months),
        ("no stranger learns a name", no_one_is_named),
        ("walkers are erased, also while they look", erasing),
    ]:
        report.case(name, lambda body=body: body(gym.running(), phones))
