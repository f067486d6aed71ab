# SPDX-License-Identifier: Apache-2.0
"""The printable report as html5lib reads it, strictly, and against `sets --json`, rounded as the terminal rounds.

Where weasyprint is installed besides, the report is laid out on A4 and Letter and nothing may stand out of the page.
Runs alone too, on exports that are there: check_html.py FOLDER.
"""

import decimal
import functools
import operator
import pathlib
import re
import sys

import html5lib

from demo import Failed, NotRun, expect

SVG = "{http://www.w3.org/2000/svg}"
HTML = "{http://www.w3.org/1999/xhtml}"


def read(path):
    parser = html5lib.HTMLParser(strict=True)
    try:
        page = parser.parse(path.read_bytes(), transport_encoding="utf-8")
    except html5lib.html5parser.ParseError as error:
        raise Failed(f"no HTML: {error}") from error
    self_contained(page)
    accessible(page)
    return page


def self_contained(page):
    for element in page.iter():
        name = element.tag.split("}")[1] if isinstance(element.tag, str) else ""
        expect(name not in ("script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image"), f"<{name}>")
        for key in element.attrib:
            expect(key.split("}")[-1] not in ("src", "href", "srcset", "data", "action") and not key.startswith("on"), f"{name} {key}")
    for style in page.iter(f"{HTML}style"):
        expect(not re.search(r"url\(|@import|expression|https?:", style.text), "a style that fetches")


def accessible(page):
    expect(page.attrib.get("lang") in ("en", "de"), "no language")
    expect(len(list(page.iter(f"{HTML}title"))) == 1 and len(list(page.iter(f"{HTML}h1"))) == 1, "one title")
    levels = [int(element.tag[-1]) for element in page.iter() if re.fullmatch(f"{re.escape(HTML)}h[1-6]", str(element.tag))]
    expect(all(b - a <= 1 for a, b in zip(levels, levels[1:])), f"headings: {levels}")
    expect(all(head.attrib.get("scope") in ("col", "row") for head in page.iter(f"{HTML}th")), "a head without scope")
    ids = [element.attrib["id"] for element in page.iter() if "id" in element.attrib]
    expect(len(ids) == len(set(ids)), "an identifier twice")
    for plot in page.iter(f"{SVG}svg"):
        names = [element.attrib["id"] for element in plot if element.tag in (f"{SVG}title", f"{SVG}desc")]
        expect(plot.attrib["role"] == "img" and plot.attrib["aria-labelledby"].split() == names, "a plot without name")


def text(element):
    return "".join(element.itertext()).strip()


def fixed(value, digits):
    """Half away from zero, of twelve digits of the shortest decimal that is this number: as every table and screen rounds."""
    meaningful = decimal.Context(prec=12, rounding=decimal.ROUND_HALF_UP).plus(decimal.Decimal(repr(float(value))))
    return str(meaningful.quantize(decimal.Decimal(1).scaleb(-digits), decimal.ROUND_HALF_UP))


def total(values):
    """In their order, as the program adds; sum() of newer Pythons is finer."""
    return functools.reduce(operator.add, values, 0.0)


def clock(seconds):
    whole = int(decimal.Decimal(repr(float(seconds))).quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP))
    hours = f"{whole // 3600}:" if whole >= 3600 else ""
    minutes = whole // 60 % 60
    return f"{hours}{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def fade(value):
    percent = fixed(100 * abs(value), 0)
    return "none" if percent == "0" else f"{percent} % {'slower' if value > 0 else 'faster'}"


def wanted(record):
    """What the cells of a set must say; the start is looked at elsewhere."""
    tilde = "~" if record["quality"]["powerIsEstimated"] else ""
    sd = f" ± {fixed(record['powerSdW'], 0)}" if record["powerSdW"] is not None else ""
    cells = {
        "restBeforeS": record["restBeforeS"] is not None and clock(record["restBeforeS"]),
        "durationS": clock(record["durationS"]),
        "distanceM": f"{fixed(record['distanceM'], 2)} ± {fixed(record['distanceSdM'], 2)}",
        "meanSpeedMps": fixed(record["meanSpeedMps"] * 3.6, 2),
        "meanPowerW": record["meanPowerW"] is not None and f"{tilde}{fixed(record['meanPowerW'], 0)}{sd}",
        "workJ": record["workJ"] is not None and f"{tilde}{fixed(record['workJ'] / 1000, 2)}",
        "fade": record["fade"] is not None and fade(record["fade"]),
        "rpe": record["rpe"] is not None and f"{record['rpe']:g}",
        "pain": record["pain"] is not None and str(record["pain"]),
    }
    return {key: cell or "–" for key, cell in cells.items()}


def compare(path, sessions, untraced):
    page = read(path)
    records = [record for session in sessions for record in session]
    rows = {row.attrib["data-set"]: row for row in page.iter(f"{HTML}tr") if "data-set" in row.attrib}
    expect(set(rows) == {record["id"] for record in records}, "sets")
    notes = {cell.attrib["data-note"]: text(cell) for cell in page.iter(f"{HTML}td") if "data-note" in cell.attrib}
    cells = 0
    for record in records:
        found = {cell.attrib["data-key"]: text(cell) for cell in rows[record["id"]].iter(f"{HTML}td")}
        start = found.pop("startedAt")
        expect(start.endswith("?") == (record["clock"]["quality"] != "synchronised"), f"start: {start}")
        expect(found == wanted(record), f"{found}, wanted {wanted(record)}")
        expect(notes.pop(record["id"], None) == record["note"], "note")
        cells += len(found)
    expect(not notes, "notes without a walker")
    whole = text(page)
    for record in records:
        for name in (record["machine"], record["walker"], record["calibrationId"][-8:]):
            expect(name is None or name in whole, f"{name} is not there")
        expect(record["calibrationId"] not in whole, "a whole identifier of a calibration")
    expect(("simulated belt" in whole) == any(record["machine"] == "Simulated belt" for record in records), "simulated")
    expect(("~ is estimated" in whole) == any(record["quality"]["powerIsEstimated"] for record in records), "estimated")
    curves = [plot for plot in page.iter(f"{SVG}polyline") if "data-curve" not in plot.attrib]
    expect(len(curves) == len(records) - len(untraced & {record["id"] for record in records}), f"{len(curves)} curves")
    people = [part for part in page.iter(f"{HTML}section") if part.attrib.get("class") == "person"]
    walkers = sorted({record["walker"] for record in records}, key=lambda name: (name is None, name))
    expect(len(people) == len(walkers), f"{len(people)} parts of {len(walkers)} walkers")
    for part, walker in zip(people, walkers):
        compare_person(part, walker, records)
    return f"{len(records)} sets, {cells} cells as the terminal shows them, {len(curves)} curves, nothing from elsewhere"


def compare_person(part, walker, all_records):
    """A walker's part has their sets and no others, and sums of them before the sessions."""
    records = [record for record in all_records if record["walker"] == walker]
    expect(text(next(part.iter(f"{HTML}h2"))) == (walker or "no walker"), "whose part")
    rows = {row.attrib["data-set"] for row in part.iter(f"{HTML}tr") if "data-set" in row.attrib}
    expect(rows == {record["id"] for record in records}, f"sets of {walker}")
    keys = [sorted(set(element.attrib) & {"data-total", "data-set"}) for element in part.iter()]
    order = [key[0] for key in keys if key]
    expect(order == sorted(order, reverse=True), "the summary comes first")
    compare_totals(part, {record["sessionId"] for record in records}, records)


def compare_totals(page, sessions, records):
    totals = {cell.attrib["data-total"]: text(cell) for cell in page.iter(f"{HTML}td") if "data-total" in cell.attrib}
    sets, number = len(records), len(sessions)
    expect(totals["sets"].startswith(f"{sets} set{'s' * (sets > 1)} in {number} session"), totals["sets"])
    expect(totals["durationS"] == clock(total(record["durationS"] for record in records)), totals["durationS"])
    expect(totals["distanceM"].startswith(f"{fixed(total(record['distanceM'] for record in records), 1)} m ± "), totals["distanceM"])
    work = total(record["workJ"] or 0 for record in records)
    expect(totals["workJ"].lstrip("~").startswith(f"{fixed(work / 1000, 2)} kJ"), totals["workJ"])


def check_all(demo):
    return compare(demo.export("html"), demo.sessions, demo.untraced)


def check_german(demo):
    page = read(demo.export("html", "--all", "--language", "de", "--clinic", "Praxis <Süd> & Partner"))
    expect(page.attrib["lang"] == "de", "language")
    expect(text(next(page.iter(f"{HTML}p"))) == "Praxis <Süd> & Partner", "the clinic's name")
    rows = {row.attrib["data-set"]: row for row in page.iter(f"{HTML}tr") if "data-set" in row.attrib}
    for record in demo.sets:
        cells = {cell.attrib["data-key"]: text(cell) for cell in rows[record["id"]].iter(f"{HTML}td")}
        expect(cells["distanceM"].startswith(fixed(record["distanceM"], 2).replace(".", ",") + " ± "), cells["distanceM"])
        expect("." not in cells["meanSpeedMps"] + cells["workJ"], f"{cells}")
    return f"{len(rows)} sets with decimal commas"


def check_one_session(demo):
    one = demo.sessions[0]
    return compare(demo.export("html", "--session", one[0]["sessionId"]), [one], demo.untraced)


def check_pages(demo):
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise NotRun(f"weasyprint is not here ({error.__class__.__name__})") from error
    said = []
    for paper in ("A4", "Letter"):
        style = weasyprint.CSS(string=f"@page {{ size: {paper} }}")
        pages = weasyprint.HTML(str(demo.export("html"))).render(stylesheets=[style]).pages
        for page in pages:
            box = page._page_box
            right = box.position_x + box.margin_left + box.width
            for child in box.descendants():
                end = child.position_x + (child.width if isinstance(child.width, (int, float)) else 0)
                expect(end <= right + 1 or child.element_tag.startswith("html::") or "@" in str(child.element_tag),
                       f"{paper}: {child.element_tag} stands out by {end - right:.0f} px")
        said.append(f"{len(pages)} of {paper}")
    return ", ".join(said)


def control_changed_figure(demo):
    record = demo.sets[0]
    cell = f'data-key="distanceM">{fixed(record["distanceM"], 2)}'.encode()
    compare(demo.damaged(demo.export("html"), cell, cell[:-1] + bytes([cell[-1] ^ 1])), demo.sessions, demo.untraced)


def control_something_from_elsewhere(demo):
    read(demo.damaged(demo.export("html"), b"</main>", b'<img src="https://example.org/a.png" alt="">\n</main>'))


def control_unescaped(demo):
    read(demo.damaged(demo.export("html"), b"&lt;b&gt;", b"<b>"))


if __name__ == "__main__":
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.html")):
        rows = [row for row in read(file).iter(f"{HTML}tr") if "data-set" in row.attrib]
        sys.stdout.write(f"{file}: {len(rows)} sets, sound\n")
