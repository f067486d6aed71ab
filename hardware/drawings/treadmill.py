# SPDX-License-Identifier: Apache-2.0
#
# Owns: the drawing of a treadmill's own speed sensor, unplugged and read by the Pi. Must not know: other sensors.
"""The treadmill's own sensor."""

import figures
from circuits import PINS, pi_box
from pen import BOLD, GREY, THIN, Pen, on_circle

# Volts over the diode of an optocoupler, and over a sensor's output that is on.
DIODE_V, ON_V = 1.2, 0.2


def disc(pen, x, y, radius, slots):
    """A disc with slots, seen along its shaft."""
    pen.circle(x, y, radius, fill="white")
    pen.circle(x, y, 2.2, fill=GREY)
    for slot in range(slots):
        inner = on_circle(x, y, radius * 0.68, slot * 360 / slots)
        outer = on_circle(x, y, radius * 0.93, slot * 360 / slots)
        pen.line(*inner, *outer, width=1.4)


def plug(pen, x, y):
    pen.rect(x, y - 3, 7, 6, fill="white")
    pen.line(x + 7, y - 1.5, x + 10, y - 1.5, width=BOLD)
    pen.line(x + 7, y + 1.5, x + 10, y + 1.5, width=BOLD)


def cross(pen, x, y, size=4):
    pen.line(x - size, y - size, x + size, y + size, width=1.2)
    pen.line(x - size, y + size, x + size, y - size, width=1.2)


def overview(pen, top):
    middle = top + 20
    disc(pen, 28, middle, 16, 24)
    pen.arc(28, middle, 19, -60, -20)
    pen.rect(39, middle - 5, 16, 10, stroke=BOLD, fill="white")
    pen.text(47, middle + 1.1, "sensor", anchor="middle")
    pen.text(8, top + 41.5, "disc or magnet on motor or roller")
    pen.line(55, middle, 74, middle)
    plug(pen, 74, middle)
    pen.text(79, middle - 5, "its plug", anchor="middle")
    pen.box(124, top, 40, 16, "motor controller")
    pen.text(144, top + 11, "its socket stays empty", anchor="middle", size=2.7)
    pen.line(86, middle - 2, 104, top + 8, 124, top + 8, dash="2 1.5", width=THIN)
    cross(pen, 106, top + 8)
    pen.box(124, top + 24, 40, 16, "Pi")
    pen.text(144, top + 35, "circuit A, B or C", anchor="middle", size=2.7)
    pen.line(86, middle + 2, 104, top + 32, 124, top + 32)
    pen.head(124, top + 32, 90)
    return top + 48


def two_wires(pen, top):
    pen.text(8, top, "A: two wires, a reed switch: no supply, the filter of the reed switch", bold=True)
    y, ground = top + 12, top + 24
    pen.text(8, y + 1.1, "wire 1")
    pen.text(8, ground + 1.1, "wire 2")
    pen.line(22, y, 62, y)
    pen.line(30, y - 5, 30, y)
    pen.dot(30, y)
    pen.text(32, y - 4, "10 kΩ to 3.3 V, pin 1")
    pen.line(62, y, 72, y)
    pen.resistor_across(72, 94, y, "1 kΩ")
    pen.line(94, y, 120, y)
    pen.dot(104, y)
    pen.capacitor_down(104, y, ground, "10 nF", left=True)
    pen.dot(104, ground)
    pen.line(22, ground, 120, ground)
    pen.text(122, y + 1.1, "GPIO17, pin 11")
    pen.text(122, ground + 1.1, "ground, pin 9")
    return top + 34


def three_wires(pen, top):
    pen.text(8, top, "B: three wires, 5 V, open collector (most Hall and light sensors): pull up to 3.3 V", bold=True)
    pen.box(8, top + 4, 34, 46, "sensor")
    pen.box(128, top + 4, 36, 46, "Pi")
    supply, output, ground = top + 17, top + 30, top + 43
    for y, name, pin in ((supply, "5 V", "5 V, pin 2"), (output, "output", "GPIO17, pin 11"),
                         (ground, "ground", "ground, pin 9")):
        pen.pin(42, y, name, "right")
        pen.pin(128, y, pin, "left")
        pen.line(42.8, y, 127.2, y)
    pen.hop(84, supply, supply - 8, supply + 3)
    pen.resistor_down(84, supply + 2, output, "10 kΩ")
    pen.dot(84, output)
    pen.line(84, supply - 8, 98, supply - 8)
    pen.text(100, supply - 7, "3.3 V, pin 1")
    pen.notes(8, top + 55, "Measure first, the Pi's GPIO17 not joined: output to ground, disc turned by hand: 0 V and "
              "3.3 V, never more. More than that: the sensor has a pull-up of its own; take C, or B or C of the 5 V "
              "drawing.")
    return top + 69


def isolated(pen, top):
    led_ohm = 1000
    led_ma = (5 - DIODE_V - ON_V) / led_ohm * 1e3
    need_ma = (figures.SUPPLY_V - ON_V) / figures.parallel(4.7e3, figures.INTERNAL_OHM) * 1e3
    pen.text(8, top, "C: isolated, with a supply of its own (5 V power bank): nothing of it is joined to the Pi", bold=True)
    pen.box(8, top + 4, 34, 48, "sensor")
    supply, output, ground = top + 16, top + 30, top + 44
    for y, name in ((supply, "5 V"), (output, "output"), (ground, "ground")):
        pen.pin(42, y, name, "right")
    pen.line(42.8, supply, 50, supply)
    pen.dot(50, supply)
    pen.line(50, supply, 50, top + 7)
    pen.text(52, top + 8, "plus of the power bank", size=2.7)
    pen.resistor_across(50, 72, supply, "1 kΩ")
    pen.rect(72, supply - 5, 32, 24, stroke=BOLD)
    pen.text(88, supply + 23, "PC817", anchor="middle")
    pen.line(72, supply, 80, supply, 80, supply + 4)
    pen.led_down(80, supply + 4)
    pen.line(80, supply + 8.5, 80, output, 42.8, output)
    for dy in (0, 2.4):
        pen.line(84, supply + 5 + dy, 90, supply + 5 + dy, width=THIN)
        pen.head(91, supply + 5 + dy, 90, 1.6)
    pen.npn(95, supply + 7)
    pen.line(42.8, ground, 50, ground)
    pen.text(52, ground + 1.1, "minus of the power bank", size=2.7)
    pi_box(pen, 126, top + 4, *PINS)
    up, line, down = (top + 4 + offset for offset, _ in PINS)
    pen.line(99, supply, 106, supply, 106, line, 125.2, line)
    pen.resistor_down(120, up, line, "4.7 kΩ", left=True)
    pen.line(120, up, 125.2, up)
    pen.dot(120, line)
    pen.line(99, supply + 14, 99, supply + 16, 106, supply + 16, 106, down, 125.2, down)
    pen.notes(8, top + 59,
              f"Sensor on: (5 V - {DIODE_V} V - {ON_V} V) / 1 kΩ = {led_ma:.1f} mA through the diode; the transistor has to "
              f"carry {need_ma:.1f} mA to pull the line low, {100 * need_ma / led_ma:.0f} % of that; a PC817 carries 50 % at "
              "least (by its data sheet, at 5 mA). It does not invert. It switches off slowly, some 0.2 ms with 4.7 kΩ: "
              "enough for 500 slots a second; for more use B.")
    return top + 84


def own_sensor():
    pen = Pen(170, "The treadmill's own speed sensor",
              "Unplugged from the motor controller and read by the Pi: two wires, three wires, isolated.")
    pen.heading("The treadmill's own speed sensor: off the controller, on the Pi")
    top = overview(pen, 14)
    pen.notes(8, top + 4,
              "Mains plug out and locked away, then wait as the manual says, at least ten minutes. Never both: with its plug "
              "in the controller, nothing of the sensor may be joined to the Pi. The controller's ground may be at mains "
              "voltage.")
    top = two_wires(pen, top + 29)
    top = three_wires(pen, top + 4)
    isolated(pen, top + 6)
    return pen
