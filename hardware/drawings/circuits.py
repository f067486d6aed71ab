# SPDX-License-Identifier: Apache-2.0
#
# Owns: the drawings of the header and of each sensor's circuit. Must not know: where magnets sit.
"""Header, sensor circuits and filter."""

import math

import figures
from figures import Filter
from pen import BOLD, GREY, THIN, Pen

# The 40-pin header, pins 1 to 40, the same on every model with 40 pins.
HEADER = """3V3 5V GPIO2 5V GPIO3 GND GPIO4 GPIO14 GND GPIO15 GPIO17 GPIO18 GPIO27 GND GPIO22 GPIO23 3V3 GPIO24 GPIO10
GND GPIO9 GPIO25 GPIO11 GPIO8 GND GPIO7 GPIO0 GPIO1 GPIO5 GND GPIO6 GPIO12 GPIO13 GND GPIO19 GPIO16 GPIO26 GPIO20
GND GPIO21""".split()
USED = {1: "sensor supply", 6: "or ground here", 9: "ground", 11: "sensor output", 13: "second sensor's output"}
KEPT = {2: "a 5 V sensor's supply, nothing else", 4: "the same", 3: "fixed pull-up", 5: "fixed pull-up",
        8: "serial port", 10: "serial port", 27: "add-on board's EEPROM", 28: "add-on board's EEPROM"}


def header():
    pen = Pen(170, "The 40-pin header", "Pins that the daemon uses are black.")
    pen.heading("40-pin header of Pi Zero 2 W, 3, 4 and 5, seen from above")
    left, right, top, step = 79, 91, 22, 5
    pen.rect(left - 6, top - 5, right - left + 12, 20 * step + 5, stroke=BOLD)
    pen.text(85, 15.5, "the end with the microSD card", anchor="middle")
    for index, name in enumerate(HEADER):
        pin = index + 1
        x, y = (left if pin % 2 else right), top + index // 2 * step
        used = pin in USED
        pen.circle(x, y, 2.1, fill="black" if used else "white")
        pen.text(x, y + 0.9, str(pin), size=2.5, anchor="middle", bold=used, fill="white" if used else "black")
        note = USED.get(pin) or KEPT.get(pin)
        words = [name, note] if note else [name]
        label = ": ".join(reversed(words) if pin % 2 else words)
        side, anchor = (-9, "end") if pin % 2 else (9, "start")
        pen.text(x + side, y + 1.1, label, anchor=anchor, bold=used)
    pen.notes(8, 128,
              "Even numbers are at the edge of the board, odd ones towards its middle. Pin 1 has a square pad below the "
              "board.",
              "GPIO numbers are not pin numbers: GPIO17 is pin 11.")
    return pen


def pi_box(pen, x, y, *pins):
    """The Pi's side of a circuit: pins as (offset, label)."""
    pen.box(x, y, 38, 48, "Pi")
    for offset, label in pins:
        pen.pin(x, y + offset, label, "left")


PINS = ((12, "3.3 V, pin 1"), (26, "GPIO17, pin 11"), (40, "ground, pin 9"))


def three_wires(pen, title, top=14):
    """A sensor with supply, output and ground, and the Pi, joined by three wires; returns their heights."""
    pen.box(8, top, 40, 48, title)
    pi_box(pen, 126, top, *PINS)
    heights = [top + offset for offset, _ in PINS]
    for y, label in zip(heights, ("supply", "output", "ground")):
        pen.pin(48, y, label, "right")
        pen.line(48.8, y, 125.2, y)
    return heights


def decoupling(pen, x, supply, output, ground):
    """100 nF beside the sensor; its lower wire crosses the output."""
    pen.dot(x, supply)
    pen.dot(x, ground)
    pen.capacitor_down(x, supply, output - 2, "100 nF")
    pen.hop(x, output, output - 2, ground)


def pull_up(pen, supply, output):
    pen.dot(92, supply)
    pen.dot(92, output)
    pen.resistor_down(92, supply, output, "10 kΩ")


def open_collector():
    pen = Pen(170, "Hall switch with open collector", "Supply, output with pull-up, ground.")
    pen.heading("Hall switch with an open collector (open drain)")
    supply, output, ground = three_wires(pen, "Hall switch, 3.3 V")
    decoupling(pen, 60, supply, output, ground)
    pull_up(pen, supply, output)
    low_ma = figures.SUPPLY_V / figures.parallel(figures.PULL_UP_OHM, figures.INTERNAL_OHM) * 1e3
    pen.notes(8, 71,
              "Dot: joined. 100 nF close to the sensor.",
              "10 kΩ: for cables longer than half a metre. Shorter ones need none: the daemon switches on the Pi's own "
              "pull-up of some 50 kΩ.",
              f"On: the output pulls the line low; {low_ma:.1f} mA flow into it. Off: the pull-ups hold 3.3 V.",
              "The magnet arrives on the falling edge: edge: falling, which is what the daemon assumes.")
    return pen


def wave(pen, x, y, length, levels, label):
    """A square wave: levels as (share of the length, is high)."""
    pen.text(x - 2, y + 1, label, anchor="end")
    points = []
    for (start, high), (end, _) in zip(levels, levels[1:] + [(1, False)]):
        height = y - 3 if high else y + 3
        points += [x + start * length, height, x + end * length, height]
    pen.line(*points)


def latch():
    pen = Pen(170, "Hall latch", "The same circuit; magnets with alternating poles.")
    pen.heading("Hall latch: the same circuit, magnets with alternating poles")
    supply, output, ground = three_wires(pen, "Hall latch, 3.3 V")
    decoupling(pen, 60, supply, output, ground)
    pull_up(pen, supply, output)
    left, width = 40, 118
    pen.text(left - 2, 78.5, "magnets", anchor="end")
    for index in range(6):
        x = left + index * width / 6
        pen.rect(x + 4, 73, width / 6 - 8, 8, fill="white" if index % 2 else GREY)
        pen.text(x + width / 12, 78.3, "N" if index % 2 else "S", anchor="middle", bold=True)
    sixth = 1 / 6
    wave(pen, left, 91, width, [(0, True), (sixth / 2, False), (1.5 * sixth, True), (2.5 * sixth, False),
                                (3.5 * sixth, True), (4.5 * sixth, False), (5.5 * sixth, True)], "output")
    pen.span(left + width / 12, left + 5 * width / 12, 103, "one pulse with edge: falling")
    pen.notes(8, 113,
              "South switches it on, north switches it off; in between it stays as it was. It needs both poles in turn.",
              "With edge: falling, magnets is the number of south poles. With edge: both it is the number of all poles: "
              "twice the pulses, and an even spacing of all of them matters.")
    return pen


def reed():
    pen = Pen(170, "Reed switch", "A contact between line and ground, with a filter.")
    pen.heading("Reed switch: no supply, but a filter")
    top = 14
    pen.box(8, top, 40, 48, "Reed switch")
    for y in (top + 26, top + 40):
        pen.circle(48, y, 0.8, fill="white")
    # The contact: two reeds in a glass tube.
    pen.rect(18, top + 30, 20, 6, fill="white")
    pen.line(47.2, top + 26, 42, top + 26, 42, top + 33, 26, top + 33.8)
    pen.line(47.2, top + 40, 12, top + 40, 12, top + 33, 27.5, top + 32.4)
    pi_box(pen, 126, top, *PINS)
    supply, output, ground = (top + offset for offset, _ in PINS)
    pen.line(72, supply, 125.2, supply)
    pen.resistor_down(72, supply, output, "10 kΩ", left=True)
    pen.dot(72, output)
    pen.line(48.8, output, 84, output)
    pen.resistor_across(84, 104, output, "1 kΩ")
    pen.line(104, output, 125.2, output)
    pen.dot(110, output)
    pen.dot(110, ground)
    pen.capacitor_down(110, output, ground, "10 nF", left=True)
    pen.line(48.8, ground, 125.2, ground)
    peak_ma = figures.SUPPLY_V / figures.SERIES_OHM * 1e3
    f = Filter(10e-9)
    pen.notes(8, 71,
              f"1 kΩ keeps the capacitor from discharging at once through the contact: at most {peak_ma:.1f} mA.",
              f"10 nF: low after {f.fall_s * 1e6:.0f} µs, high after {f.rise_s * 1e6:.0f} µs. That takes spikes away, "
              "not the bounce of a millisecond and more: the daemon rejects it. A capacitor big enough for that "
              "would eat pulses.")
    # How the tube lies.
    y = 106
    pen.text(8, 97, "How it lies: the tube across the path, one end of it over the path", bold=True)
    pen.line(20, y + 2, 80, y + 2, dash="2 1.5")
    pen.circle(34, y + 2, 3, fill=GREY)
    pen.head(84, y + 2, 90)
    pen.line(80, y + 2, 84, y + 2)
    pen.rect(58, y - 1, 4, 12, fill="white")
    pen.line(60, y - 4, 60, y - 1)
    pen.line(60, y + 11, 60, y + 13)
    pen.notes(92, y, "A magnet that passes along the tube may close the contact twice, one that passes under its "
              "middle perhaps not at all.", characters=42)
    pen.noted = y + 13
    return pen


def opto():
    volts, led_ohm = 1.2, 220
    led_ma = (figures.SUPPLY_V - volts) / led_ohm * 1e3
    need_ma = (figures.SUPPLY_V - 0.4) / figures.parallel(figures.PULL_UP_OHM, figures.INTERNAL_OHM) * 1e3
    pen = Pen(170, "Opto-interrupter", "An infrared diode and a phototransistor with their resistors.")
    pen.heading("Opto-interrupter with phototransistor, such as TCST1103")
    top = 14
    supply, output, ground = (top + offset for offset, _ in PINS)
    pen.rect(18, top + 18, 44, 28, stroke=BOLD)
    pen.text(40, top + 45, "interrupter", size=2.7, anchor="middle")
    pi_box(pen, 126, top, *PINS)
    pen.line(28, supply, 32, supply)
    pen.resistor_across(32, 54, supply, f"{led_ohm} Ω")
    pen.line(54, supply, 125.2, supply)
    pen.line(28, ground, 125.2, ground)
    pen.line(28, supply, 28, output + 1)
    pen.led_down(28, output + 1)
    pen.line(28, output + 5.5, 28, ground)
    for dy in (0, 3):
        pen.line(33, output + 2 + dy, 41, output + 2 + dy, width=THIN)
        pen.head(42, output + 2 + dy, 90, 1.6)
    pen.npn(50, output + 7)
    pen.line(54, output, 125.2, output)
    pen.dot(54, ground)
    pull_up(pen, supply, output)
    pen.notes(8, 71,
              f"Diode: (3.3 V - {volts} V) / {led_ohm} Ω = {led_ma:.1f} mA.",
              f"Transistor: it has to carry (3.3 V - 0.4 V) / (10 kΩ parallel 50 kΩ) = {need_ma:.2f} mA to pull the "
              "line low.",
              f"It carries at least 10 % of the diode's current, {led_ma / 10:.2f} mA, by its data sheet (stated at "
              "20 mA; somewhat less at this current).",
              "A part with a narrow slit passes less (TCST1300: 1.25 %): leave the 10 kΩ out; 0.06 mA is then "
              "enough.",
              "Light through a slot: low. A tooth in the way: high. edge: falling counts slots as they open, edge: rising "
              "as they close.",
              "Slots as wide as teeth, each at least 2 mm. Dust and daylight are its enemies: a magnet minds neither.")
    return pen


def five_volt_panel(pen, top, title):
    pen.text(8, top, title, bold=True)
    pen.box(8, top + 4, 34, 46, "5 V sensor")
    pen.box(128, top + 4, 36, 46, "Pi")
    heights = [top + 17, top + 30, top + 43]
    for y, name in zip(heights, ("5 V", "output", "ground")):
        pen.pin(42, y, name, "right")
    for y, name in zip(heights, ("5 V, pin 2", "GPIO17, pin 11", "ground, pin 9")):
        pen.pin(128, y, name, "left")
    for y in (heights[0], heights[2]):
        pen.line(42.8, y, 127.2, y)
    return heights


def pull_up_across(pen, x, supply, output):
    """10 kΩ from the output to 3.3 V, whose wire runs above that of the 5 V."""
    pen.hop(x, supply, supply - 8, supply + 3)
    pen.resistor_down(x, supply + 2, output, "10 kΩ")
    pen.dot(x, output)


def five_volt():
    share = 15 / (10 + 15)
    pen = Pen(170, "5 V sensors", "Pull-up to 3.3 V, divider, level shifter.")
    pen.heading("Sensors that need 5 V: no more than 3.3 V may reach the pin")

    supply, output, ground = five_volt_panel(pen, 18, "A: open collector without a pull-up of its own: pull up to 3.3 V")
    pen.line(42.8, output, 127.2, output)
    pull_up_across(pen, 84, supply, output)
    pen.line(84, supply - 8, 98, supply - 8)
    pen.text(100, supply - 7, "3.3 V, pin 1")
    pen.notes(8, 73, "Before the pin is connected, measure output to ground with no magnet near: 3.3 V, not more. Many "
              "modules have a resistor or a light to 5 V on their board: remove it, or use C.")

    supply, output, ground = five_volt_panel(pen, 90, "B: output that drives 5 V itself (push-pull): divide")
    pen.line(42.8, output, 52, output)
    pen.resistor_across(52, 74, output, "10 kΩ")
    pen.line(74, output, 127.2, output)
    pen.dot(90, output)
    pen.dot(90, ground)
    pen.resistor_down(90, output, ground, "15 kΩ")
    pen.notes(8, 145,
              f"5 V × 15 / (10 + 15) = {5 * share:.1f} V; at 5.25 V still {5.25 * share:.2f} V. Write bias: disabled "
              "under gpio: the Pi's own pull-up is not wanted here. Not for an output with a pull-up resistor: it would "
              "add to the 10 kΩ.")

    supply, output, ground = five_volt_panel(pen, 166, "C: either of them: level shifter with a BSS138 (sold as a board)")
    # The transistor lies in the output's wire: drain left, source right, gate above.
    pen.line(42.8, output, 78, output, 78, output - 3)
    pen.line(88, output - 3, 88, output, 127.2, output)
    for x in (76.5, 81.5, 86.5):
        pen.line(x, output - 3, x + 3, output - 3, width=BOLD)
    pen.line(77, output - 4.4, 89, output - 4.4, width=BOLD)
    pen.hop(83, supply, supply - 8, output - 4.4)
    pen.text(77, output + 4.2, "drain", anchor="end", size=2.7)
    pen.text(89, output + 4.2, "source", size=2.7)
    pen.dot(54, supply)
    pen.dot(54, output)
    pen.resistor_down(54, supply, output, "10 kΩ")
    pull_up_across(pen, 106, supply, output)
    pen.line(106, supply - 8, 70, supply - 8)
    pen.dot(83, supply - 8)
    pen.text(68, supply - 7, "3.3 V, pin 1", anchor="end")
    pen.notes(8, 221,
              "Sensor low: the transistor's diode, then its channel, pulls the Pi's side low. Sensor high: it blocks, and "
              "each side is held by its own resistor. It does not invert.",
              "Sensors for 12 or 24 V: an optocoupler (PC817) instead. Its diode and a resistor between the sensor's "
              f"supply and output: 2.2 kΩ at 12 V, (12 V - 1.2 V - 0.2 V) / 2.2 kΩ = {10.6 / 2.2:.1f} mA; 4.7 kΩ at 24 V, "
              f"{22.6 / 4.7:.1f} mA. Its transistor between GPIO17 and ground, 10 kΩ from GPIO17 to 3.3 V. The sensor's "
              "ground then stays apart from the Pi's.")
    return pen


# From pulse to pulse in the hardest case.
GAP_S = 1 / figures.HARDEST_HZ


def filter_wave(farad):
    """Voltage at the pin over four of the hardest pulses, after it has settled: (time in ms, volt)."""
    f = Filter(farad)
    step = GAP_S / 300
    volt, points = figures.SUPPLY_V, []
    for index in range(300 * 24):
        low = index % 300 < 150
        target, ohm = (f.low_v, f.fall_ohm) if low else (figures.SUPPLY_V, f.rise_ohm)
        volt += (target - volt) * (1 - math.exp(-step / (ohm * farad)))
        if index >= 300 * 21:
            points.append(((index - 300 * 21) * step * 1e3, volt))
    return points


def rc_filter():
    pen = Pen(170, "Filter at the pin", "Circuit, and voltage at the pin for three capacitors.")
    pen.heading("Filter at the pin, for long cables and reed switches")
    top = 11
    supply, output, ground = top + 8, top + 22, top + 36
    pen.text(8, output + 1.1, "cable")
    pen.text(8, ground + 1.1, "ground")
    pen.line(24, output, 52, output)
    pen.dot(44, output)
    pen.line(44, supply, 110, supply)
    pen.text(112, supply + 1.1, "3.3 V, pin 1")
    pen.resistor_down(44, supply, output, "10 kΩ", left=True)
    pen.resistor_across(52, 76, output, "1 kΩ")
    pen.line(76, output, 110, output)
    pen.dot(88, output)
    pen.capacitor_down(88, output, ground, "10 nF")
    pen.dot(88, ground)
    pen.line(24, ground, 110, ground)
    pen.text(112, output + 1.1, "GPIO17, pin 11")
    pen.text(112, ground + 1.1, "ground, pin 9")

    left, bottom, wide, high = 24, 112, 118, 46
    per_ms, per_volt = wide / (3 * GAP_S * 1e3), high / 3.5
    pen.text(8, 60, f"Voltage at the pin, {figures.HARDEST_HZ:.0f} pulses a second", bold=True)
    pen.line(left, bottom - high, left, bottom, left + wide, bottom)
    for volt in (0, 1, 2, 3):
        y = bottom - volt * per_volt
        pen.line(left - 1, y, left, y, width=THIN)
        pen.text(left - 2, y + 1.1, f"{volt} V", anchor="end")
    for ms in (0, 1, 2, 3):
        x = left + ms * per_ms
        pen.line(x, bottom, x, bottom + 1, width=THIN)
        pen.text(x, bottom + 4.6, f"{ms} ms", anchor="middle")
    for volt, label in ((figures.HIGH_V, "reads high above"), (figures.LOW_V, "reads low below")):
        y = bottom - volt * per_volt
        pen.line(left, y, left + wide, y, width=THIN, dash="1 1.5")
        pen.text(left + wide + 1.5, y + 1.1, label, size=2.7)
    for nano, width, dash in ((1, 0.3, None), (10, 0.8, None), (100, 0.5, "2.5 1.2")):
        points = []
        for ms, volt in filter_wave(nano * 1e-9)[::3]:
            points += [left + ms * per_ms, bottom - volt * per_volt]
        pen.line(*points, width=width, dash=dash)
        y = 66 + (1, 10, 100).index(nano) * 5
        pen.line(146, y - 1, 154, y - 1, width=width, dash=dash)
        pen.text(156, y, f"{nano} nF")
    good, bad = Filter(10e-9), Filter(100e-9)
    pen.notes(8, 125,
              f"{figures.HARDEST_HZ:.0f} a second: 16 magnets on 0.18 m of belt at {figures.FASTEST_MPS:.0f} m/s, faster "
              "than anyone runs on a belt without a motor.",
              f"10 nF: corner {good.corner_hz:.0f} Hz, {good.corner_hz / figures.HARDEST_HZ:.1f} times that rate: every "
              "pulse arrives, each late by the same time, which does no harm.",
              f"100 nF: corner {bad.corner_hz:.0f} Hz: the line does not get above {figures.HIGH_V:.0f} V before the next "
              "magnet: pulses are lost. With 4 magnets there is four times as much time, and it would do.",
              "10 nF is right for all magnets. A slotted disc with more than 16 slots: 1 nF, or none.")
    return pen
