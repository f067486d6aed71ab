#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A browser on the host that looks at the page of the appliance's guest: what it saw, as `NAME VALUE` lines.

    appliance_page.py --port PORT --share FOLDER
"""

import argparse
import os
import time
import urllib.request

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
# How long the emulated processor may take for a page.
PATIENCE_MS = 120_000


def look(address, share):
    """Opens the live page on a phone; which speeds it showed, and what the browser complained of."""
    seen, faults = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
        page.goto(address)
        page.wait_for_function("() => document.getElementById('live').dataset.style === 'active'")
        end = time.monotonic() + 15
        while time.monotonic() < end:
            seen.append(page.text_content("#figure0 .value"))
            time.sleep(0.1)
        page.screenshot(path=os.path.join(share, "page.png"))
        browser.close()
    return seen, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--port", required=True)
    parser.add_argument("--share", required=True)
    arguments = parser.parse_args()
    address = "http://127.0.0.1:%s/" % arguments.port
    with urllib.request.urlopen(address, timeout=60) as answer:
        policy = answer.headers.get("Content-Security-Policy", "none")
    seen, faults = look(address, arguments.share)
    with open(os.path.join(arguments.share, "page_facts"), "w") as facts:
        facts.write("page_policy %s\n" % policy)
        facts.write("page_seen %s\n" % " ".join(dict.fromkeys(seen)))
        facts.write("page_faults %s\n" % ("; ".join(faults) or "none"))


if __name__ == "__main__":
    main()
