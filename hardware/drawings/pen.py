# SPDX-License-Identifier: Apache-2.0
#
# Owns: lines, text and circuit symbols as SVG, in millimetres, black on white. Must not know: what a drawing means.
"""A pen that writes the same bytes every time."""

import math
import re
import textwrap
from xml.sax.saxutils import escape

FONT = "DejaVu Sans, Verdana, Arial, sans-serif"
TEXT_MM = 3.1
THIN, WIRE, BOLD = 0.2, 0.4, 0.7
GREY = "#dddddd"
# What fits between the margins of a drawing 170 mm wide, at the size of TEXT_MM.
NOTE_CHARACTERS = 91


def number(value):
    """At most two decimals, without trailing zeros, never -0."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def on_circle(x, y, radius, degrees):
    """A point on a circle; degrees clockwise from the top, as on a clock."""
    angle = math.radians(degrees)
    return x + radius * math.sin(angle), y - radius * math.cos(angle)


class Pen:
    def __init__(self, width, title, description, height=None):
        """Without a height the drawing ends 5 mm below its notes."""
        self.width, self.height = width, height
        self.title, self.description = title, description
        self.noted = 0
        self.parts = []

    def finish(self):
        height = number(self.height or self.noted + 5)
        head = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            "<!-- SPDX-License-Identifier: Apache-2.0. Made by hardware/drawings/draw.py: do not edit. -->",
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}mm" height="{height}mm" '
            f'viewBox="0 0 {self.width} {height}" font-family="{FONT}" fill="none" stroke="black" '
            'stroke-linecap="round" stroke-linejoin="round">',
            f"<title>{escape(self.title)}</title>",
            f"<desc>{escape(self.description)}</desc>",
            f'<rect width="{self.width}" height="{height}" fill="white" stroke="none"/>',
        ]
        return "\n".join(head + self.parts + ["</svg>", ""])

    # Plain shapes

    def tag(self, name, stroke=None, **values):
        if stroke is not None:
            values["stroke_width"] = stroke
        texts = []
        for key, value in values.items():
            value = number(value) if isinstance(value, (int, float)) else value
            texts.append(f'{key.replace("_", "-")}="{value}"')
        self.parts.append(f"<{name} {' '.join(texts)}/>")

    def line(self, *points, width=WIRE, dash=None, fill="none"):
        text = " ".join(f"{number(x)},{number(y)}" for x, y in zip(points[::2], points[1::2]))
        more = {"stroke_dasharray": dash} if dash else {}
        self.tag("polyline", points=text, stroke=width, fill=fill, **more)

    def rect(self, x, y, width, height, stroke=WIRE, fill="none"):
        self.tag("rect", x=x, y=y, width=width, height=height, stroke=stroke, fill=fill)

    def circle(self, x, y, radius, stroke=WIRE, fill="none", dash=None):
        more = {"stroke_dasharray": dash} if dash else {}
        self.tag("circle", cx=x, cy=y, r=radius, stroke=stroke, fill=fill, **more)

    def text(self, x, y, text, size=TEXT_MM, anchor="start", bold=False, fill="black"):
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}"{weight} '
            f'fill="{fill}" stroke="none">{escape(text)}</text>')

    def notes(self, x, y, *paragraphs, characters=NOTE_CHARACTERS):
        """Paragraphs below one another, broken into lines, but not between a figure and its unit."""
        for paragraph in paragraphs:
            paragraph = re.sub(r"(?<=\d) (?=(mA|V|m/s|mm|kΩ|Ω|nF|Hz|%)\b)", "\u00a0", paragraph)
            for line in textwrap.wrap(paragraph, characters):
                self.text(x, y, line)
                y += 4.6
            y += 1
        self.noted = max(self.noted, y - 5.6)

    def heading(self, text):
        self.text(5, 8, text, size=4.4, bold=True)

    def arc(self, x, y, radius, start, end, width=WIRE, head=True):
        """Clockwise from `start` to `end` degrees, with an arrow head; counter-clockwise where end is the smaller."""
        steps = 24
        points = []
        for step in range(steps + 1):
            points += on_circle(x, y, radius, start + (end - start) * step / steps)
        self.line(*points, width=width)
        if head:
            way = 90 if end > start else -90
            self.head(points[-2], points[-1], end + way)

    def head(self, x, y, degrees, length=2.2):
        """An arrow head whose tip is at a point and which points towards `degrees`."""
        left = on_circle(x, y, length, degrees + 160)
        right = on_circle(x, y, length, degrees - 160)
        self.line(x, y, *left, *right, x, y, width=THIN, fill="black")

    def span(self, x1, x2, y, label):
        """A measure between two upright lines."""
        self.line(x1, y, x2, y, width=THIN)
        self.head(x1, y, 270, 1.6)
        self.head(x2, y, 90, 1.6)
        self.text((x1 + x2) / 2, y - 1.2, label, anchor="middle")

    # Circuits

    def dot(self, x, y):
        self.circle(x, y, 0.7, stroke=0, fill="black")

    def box(self, x, y, width, height, *titles):
        self.rect(x, y, width, height, stroke=BOLD, fill="white")
        for index, title in enumerate(titles):
            self.text(x + width / 2, y + 5 + index * 4.4, title, anchor="middle", bold=index == 0)

    def pin(self, x, y, label, side):
        """The name of a pin inside its box; `side` is where the wire leaves."""
        self.circle(x, y, 0.8, fill="white")
        if side == "right":
            self.text(x - 2, y + 1.1, label, anchor="end")
        else:
            self.text(x + 2, y + 1.1, label)

    def resistor_down(self, x, y1, y2, *labels, left=False):
        middle = (y1 + y2) / 2
        self.line(x, y1, x, middle - 4)
        self.line(x, middle + 4, x, y2)
        self.rect(x - 1.5, middle - 4, 3, 8, fill="white")
        for index, label in enumerate(labels):
            y = middle + 1.1 + (index - (len(labels) - 1) / 2) * 4.2
            self.text(x - 3 if left else x + 3, y, label, anchor="end" if left else "start")

    def resistor_across(self, x1, x2, y, label):
        middle = (x1 + x2) / 2
        self.line(x1, y, middle - 4, y)
        self.line(middle + 4, y, x2, y)
        self.rect(middle - 4, y - 1.5, 8, 3, fill="white")
        self.text(middle, y - 3, label, anchor="middle")

    def capacitor_down(self, x, y1, y2, label, left=False):
        middle = (y1 + y2) / 2
        self.line(x, y1, x, middle - 0.8)
        self.line(x, middle + 0.8, x, y2)
        for y in (middle - 0.8, middle + 0.8):
            self.line(x - 3, y, x + 3, y, width=BOLD)
        self.text(x - 4 if left else x + 4, middle + 1.1, label, anchor="end" if left else "start")

    def hop(self, x, y, y1, y2):
        """An upright wire from y1 to y2 that crosses the wire at y without joining it."""
        self.line(x, y1, x, y - 1.6)
        self.arc(x, y, 1.6, 0, 180, head=False)
        self.line(x, y + 1.6, x, y2)

    def npn(self, x, y):
        """A transistor that pulls down: collector up at (x + 4, y - 7), emitter down at (x + 4, y + 7)."""
        self.line(x, y - 4, x, y + 4, width=BOLD)
        self.line(x, y - 2, x + 4, y - 4.5, x + 4, y - 7)
        self.line(x, y + 2, x + 4, y + 4.5, x + 4, y + 7)
        self.head(x + 3.6, y + 4.25, 122, 1.8)

    def led_down(self, x, y):
        """A diode that lights, anode up; 5 mm high."""
        self.line(x - 2.5, y, x + 2.5, y, x, y + 4.5, x - 2.5, y, fill="white")
        self.line(x - 2.5, y + 4.5, x + 2.5, y + 4.5, width=BOLD)
