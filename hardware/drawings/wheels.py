# SPDX-License-Identifier: Apache-2.0
#
# Owns: the drawings of where magnets and sensors sit, and the templates. Must not know: circuits.
"""Magnet placement, quadrature and drilling templates."""

import math

import figures
from circuits import wave
from pen import BOLD, GREY, THIN, Pen, number, on_circle


def angles(arcs):
    """Where the magnets of these arcs sit, degrees clockwise, on a wheel that turns clockwise: later ones follow."""
    places, at = [], 0.0
    for arc in arcs:
        places.append(-360 * at / sum(arcs) % 360)
        at += arc
    return places


def wheel(pen, x, y, radius, arcs, title, magnet=2.6, note=True):
    ring = radius - 5
    pen.circle(x, y, radius, stroke=BOLD)
    pen.circle(x, y, 3.5, fill=GREY)
    pen.line(x - 6, y, x + 6, y, width=THIN)
    pen.line(x, y - 6, x, y + 6, width=THIN)
    pen.circle(x, y, ring, stroke=THIN, dash="1 1")
    for index, place in enumerate(angles(arcs)):
        mx, my = on_circle(x, y, ring, place)
        pen.circle(mx, my, magnet, fill="black")
        pen.text(mx, my + 1, str(index + 1), size=2.8, anchor="middle", bold=True, fill="white")
    # The sensor stands still, over the ring.
    pen.rect(x - 2.5, y - radius - 5, 5, 3.6, fill=GREY)
    pen.line(x, y - radius - 1.2, x, y - radius + 1.2, width=THIN)
    pen.arc(x, y, radius + 3, 25, 65, width=BOLD)
    pen.text(x, y - radius - 8, title, anchor="middle", bold=True)
    for index, arc in enumerate(arcs if note else ()):
        middle = -360 * (sum(arcs[:index]) + arc / 2) / sum(arcs)
        tx, ty = on_circle(x, y, ring - 6.4, middle)
        if len(arcs) < 8:
            pen.text(tx, ty + 1, f"{number(round(360 * arc / sum(arcs), 1))}°", size=2.7, anchor="middle")


def magnets():
    pen = Pen(170, "Where the magnets sit", "1, 2, 4, 8 even magnets and 3 at 1 : 2 : 4.")
    pen.heading("Where the magnets sit on the end of the roller")
    for x, arcs, title in ((30, [1], "1"), (85, [1] * 2, "2"), (140, [1] * 4, "4, even")):
        wheel(pen, x, 46, 21, arcs, title, note=len(arcs) > 1)
    wheel(pen, 30, 108, 21, [1] * 8, "8, even: 45° each", note=False)
    wheel(pen, 85, 108, 21, [1, 2, 4], "3 at 1 : 2 : 4")
    pen.notes(112, 92,
              "Grey box: the sensor, fixed.",
              "Arrow: how this end turns when the belt runs forward.",
              "Numbers: the order in which the magnets pass the sensor.",
              "All with the same pole outwards.", characters=31)
    pen.notes(8, 138,
              "3 magnets at unequal distances tell the direction with one sensor: forward the distances come as 1, 2, 4, "
              "backward as 4, 2, 1.",
              f"From magnet 1 to 2 it is a seventh of a turn ({360 / 7:.1f}°), on to 3 two sevenths ({720 / 7:.1f}°), back "
              f"to 1 four ({1440 / 7:.1f}°).",
              "For an end that turns the other way take the mirror image. Or leave the magnets and write arcs: [4, 2, 1].")
    return pen


def quadrature():
    width = figures.active_width_mm(6, 3, 3)
    offset = width / 3
    pen = Pen(170, "Two sensors for the direction", "Displacement and the order of the edges.")
    pen.heading("Two sensors for the direction (quadrature)")
    # The path of the magnets, straightened.
    left, scale, path = 30, 2.5, 34
    on, pitch = width * scale, 28 * scale
    pen.text(8, path + 1, "magnets")
    pen.line(left, path, 160, path, width=THIN, dash="2 1.5")
    for index in range(2):
        x = left + 22 + index * pitch
        pen.circle(x, path, 3 * scale, fill=GREY)
        pen.text(x, path + 1.1, "S", anchor="middle", bold=True)
    pen.line(150, path, 160, path)
    pen.head(161, path, 90)
    ax = left + 22 + pitch / 2 + 6
    bx = ax + offset * scale
    for x, name in ((ax, "A"), (bx, "B")):
        pen.rect(x - 2, path - 18, 4, 6, fill="white")
        pen.text(x, path - 13.8, name, anchor="middle", bold=True)
        pen.line(x, path - 12, x, path + 11, width=THIN, dash="0.8 1.2")
    pen.line(ax, path + 13, bx, path + 13, width=THIN)
    pen.text(bx + 2, path + 14, "a third of the active width")
    pen.text(8, path - 14, "sensors, fixed")
    pen.text(163, path - 4, "forward", anchor="end")

    top, length = 68, 122
    share = on / length

    def edges(start):
        levels = [(0, True)]
        for index in range(2):
            begin = (start + index * pitch) / length
            levels += [(begin, False), (begin + share, True)]
        return levels
    wave(pen, 30, top, length, edges(10), "A")
    wave(pen, 30, top + 12, length, edges(10 + offset * scale), "B")
    for x in (40, 40 + offset * scale, 40 + on, 40 + on + offset * scale):
        pen.line(x, top - 5, x, top + 17, width=THIN, dash="0.8 1.2")
    pen.span(40, 40 + on, top + 22, "active width")
    pen.span(40, 40 + pitch, top + 29, "from magnet to magnet")
    pen.notes(8, 106,
              "Forward: A on, B on, A off, B off. The two must overlap, and there must be a time when both are off.",
              "Active width: how far a magnet moves while it holds a switch on. Computed for a 6 × 3 mm magnet at 3 mm it "
              f"is {width:.0f} mm, so B sits {offset:.0f} mm after A: two TO-92 cases side by side. Measure yours: turn the "
              "wheel by hand and read the line.",
              "Where a switch is on for half of the way (a latch with alternating poles), half of the active width is best: "
              "a quarter of the way from one south pole to the next.",
              "Farther apart than the active width the two do not overlap: each magnet is then counted forth and back.",
              "With even magnets B may stand at another magnet instead: by whole distances from magnet to magnet and a "
              "third of the active width farther. The magnets must then be true to a quarter of the active width.",
              "If forward is shown as backward, swap line and lineB in the configuration.")
    return pen


# Templates, A4, to scale

def rulers(pen, x, y, *more):
    """50 mm to both sides, to check the printer."""
    for along in range(51):
        size = 4 if along % 10 == 0 else 2.6 if along % 5 == 0 else 1.6
        pen.line(x + along, y, x + along, y - size, width=THIN)
        pen.line(x, y - along, x + size, y - along, width=THIN)
        if along % 10 == 0 and along:
            pen.text(x + along, y - 5, str(along), size=2.6, anchor="middle")
            pen.text(x + 5, y - along + 0.9, str(along), size=2.6)
    pen.line(x + 50, y, x, y, x, y - 50, width=THIN)
    pen.notes(x + 58, y - 25,
              "Control ruler: 50 mm both ways.",
              "Print at 100 % (\"actual size\", no fitting to the page) and measure it.",
              "If it is not 50 mm, every place is wrong: do not use the print.", *more, characters=72)


def template_wheel(pen, x, y, diameter, arcs, clockwise, labels):
    radius = diameter / 2
    ring = radius - figures.RIM_MM
    pen.circle(x, y, radius, stroke=THIN)
    pen.circle(x, y, ring, stroke=0.1, dash="0.6 1")
    pen.line(x - 4, y, x + 4, y, width=THIN)
    pen.line(x, y - 4, x, y + 4, width=THIN)
    for place, label in zip(angles(arcs), labels):
        place = place if clockwise else -place
        mx, my = on_circle(x, y, ring, place)
        pen.circle(mx, my, 3, stroke=THIN, dash="0.8 0.6")
        pen.line(*on_circle(x, y, ring - 2, place), *on_circle(x, y, ring + 2, place), width=THIN)
        pen.line(*on_circle(mx, my, 2, place + 90), *on_circle(mx, my, 2, place - 90), width=THIN)
        tx, ty = on_circle(x, y, ring - 5.6, place)
        pen.text(tx, ty + 1, label, size=2.6, anchor="middle")
    pen.text(x, y + radius + 5, f"{diameter} mm", anchor="middle", bold=True)


def template(title, rows):
    """Rows of one layout each, with one wheel for each roller."""
    pen = Pen(210, title, "Print at 100 % on A4.", height=297)
    pen.text(15, 16, title, size=4.6, bold=True)
    for index, (label, note, arcs, clockwise, labels) in enumerate(rows):
        y = 62 + index * 76
        pen.text(15, y - 37, label, bold=True)
        pen.text(15, y - 32, note)
        for x, diameter in zip((42, 98, 163), figures.ROLLERS_MM):
            template_wheel(pen, x, y, diameter, arcs, clockwise, labels)
            if clockwise is not None and len(arcs) == 3:
                start, end = (20, 70) if clockwise else (-20, -70)
                pen.arc(x, y, diameter / 2 + 3, start, end, width=BOLD)
    pen.notes(15, 204, "Glue the print on the end of the roller, or on a disc of wood or plastic that is fixed to it and turns "
              "with it. Drill the disc, never the roller. The shaft of most rollers stands still: cut the middle out.",
              characters=100)
    rulers(pen, 15, 285, "Dashed circles: 6 mm magnets. Crosses: their centres, 5 mm from the rim.")
    return pen


def template_even():
    four = [("1, 2 or 4 magnets", "1: hole a. 2: a and c. 4: all.", [1] * 4, True, "adcb"),
            ("8 magnets", "On 40 mm the centres are only 11.5 mm apart: too close for most magnets, see magnets.md.", [1] * 8, True, "12345678")]
    return template("Drilling template: even magnets", four)


def template_chiral():
    note = "The arrow: how this end turns when the belt runs forward. They pass the sensor as 1, 2, 3."
    small = "On 40 mm magnets 1 and 2 are only 13 mm apart: take 5 mm magnets there, see magnets.md."
    return template("Drilling template: 3 magnets at 1 : 2 : 4", [
        ("This end turns clockwise", note, [1, 2, 4], True, "123"),
        ("This end turns counter-clockwise", small, [1, 2, 4], False, "123")])


def template_strips():
    pen = Pen(210, "Strips to wrap around the roller", "Print at 100 % on A4.", height=297)
    pen.text(15, 16, "Strips to wrap around the roller, beside the belt", size=4.6, bold=True)
    pen.notes(15, 24,
              "For magnets on the rim. Cut out, wrap with the print outside, and the two ends meet.",
              "4: long marks. 8: all marks. 1 : 2 : 4: triangles, in the order 1, 2, 3.",
              "Arrow: lay the strip so that it points the way the rim moves when the belt runs forward.")
    for index, diameter in enumerate(figures.ROLLERS_MM):
        y, length = 50 + index * 46, math.pi * diameter
        pen.text(15, y - 4, f"{diameter} mm: {number(round(length, 1))} mm long", bold=True)
        pen.rect(15, y, length, 16, stroke=THIN)
        for eighth in range(8):
            x = 15 + length * (eighth / 8 + 1 / 16)
            pen.line(x, y, x, y + (6 if eighth % 2 == 0 else 3), width=THIN)
        # The rim moves along the arrow, so what comes first lies farthest along it.
        for place, name in zip((6.5, 5.5, 3.5), "123"):
            x = 15 + length * place / 7
            pen.line(x, y + 16, x - 1.4, y + 12.8, x + 1.4, y + 12.8, x, y + 16, width=THIN, fill="black")
            pen.text(x, y + 11.8, name, size=2.6, anchor="middle")
        pen.line(15, y + 20, 45, y + 20)
        pen.head(46, y + 20, 90)
        pen.text(49, y + 21, "forward")
    rulers(pen, 15, 285)
    return pen
