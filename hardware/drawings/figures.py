# SPDX-License-Identifier: Apache-2.0
#
# Owns: the figures that the hardware documents and drawings quote, computed. Must not know: how they are drawn.
"""Filter, magnet and speed figures of the hardware documents, as Markdown tables."""

import math

SUPPLY_V = 3.3
# Levels that every model reads safely: below is low, above is high.
LOW_V = 0.8
HIGH_V = 2.0
# What an open collector leaves on the line when it is on.
SENSOR_LOW_V = 0.2
# Ohms: the Pi's own pull-up (some 50 kOhm on every model), the one added, the one in series with the pin.
INTERNAL_OHM = 50e3
PULL_UP_OHM = 10e3
SERIES_OHM = 1e3

# What the daemon assumes of a belt: BeltLimits.fastestBeltMps.
FASTEST_MPS = 9.0
# Belt travel per turn in the examples, metres.
TURN_M = 0.18

# Remanence of an N42 magnet, tesla; typical switching points of a DRV5023AJ, tesla.
REMANENCE_T = 1.3
OPERATE_T = 6.9e-3
RELEASE_T = 3.2e-3
# The lowest release point that its data sheet allows, tesla.
LEAST_RELEASE_T = 1e-3

ROLLERS_MM = (40, 50, 57)
# From the roller's rim to the centres of the magnets, mm: a 6 mm magnet keeps 2 mm of edge.
RIM_MM = 5


def parallel(a, b):
    return a * b / (a + b)


class Filter:
    """Pull-up on the cable's side, a resistor in series with the pin, a capacitor at the pin."""

    def __init__(self, farad, pull_up_ohm=PULL_UP_OHM):
        self.farad = farad
        self.rise_ohm = parallel((pull_up_ohm or math.inf) + SERIES_OHM, INTERNAL_OHM)
        if pull_up_ohm is None:
            self.rise_ohm = INTERNAL_OHM
        self.low_v = SENSOR_LOW_V + (SUPPLY_V - SENSOR_LOW_V) * SERIES_OHM / (SERIES_OHM + INTERNAL_OHM)
        self.fall_ohm = parallel(SERIES_OHM, INTERNAL_OHM)

    @property
    def rise_s(self):
        """From low until the pin reads high."""
        return self.rise_ohm * self.farad * math.log((SUPPLY_V - self.low_v) / (SUPPLY_V - HIGH_V))

    @property
    def fall_s(self):
        """From high until the pin reads low."""
        return self.fall_ohm * self.farad * math.log((SUPPLY_V - self.low_v) / (LOW_V - self.low_v))

    @property
    def corner_hz(self):
        """Of the slower edge."""
        return 1 / (2 * math.pi * self.rise_ohm * self.farad)


# The hardest cases: the fastest belt, the line low for half of the time.
HARDEST_HZ = 16 * FASTEST_MPS / TURN_M
HARDEST_DISC_HZ = 64 * FASTEST_MPS / TURN_M


def verdict(filter, pulses_hz):
    half_s = 0.5 / pulses_hz
    if filter.rise_s > half_s:
        return "loses pulses"
    return "good" if filter.rise_s < half_s / 3 else "no margin"


def filter_table():
    rows = [f"| pull-up | capacitor | corner | line reads low after | line reads high after | at {HARDEST_HZ:.0f} pulses/s "
            f"| at {HARDEST_DISC_HZ:.0f} |",
            "|---|---:|---:|---:|---:|---|---|"]
    for ohm, name in ((None, "the Pi's only"), (10e3, "10 kΩ"), (4.7e3, "4.7 kΩ")):
        for nano in (1, 10, 47, 100):
            f = Filter(nano * 1e-9, ohm)
            rows.append(f"| {name} | {nano} nF | {f.corner_hz:.0f} Hz | {f.fall_s * 1e6:.0f} µs "
                        f"| {f.rise_s * 1e6:.0f} µs | {verdict(f, HARDEST_HZ)} | {verdict(f, HARDEST_DISC_HZ)} |")
    return rows


def charged_disc_t(radius_mm, offset_mm, height_mm):
    """Field along the axis, tesla, `offset_mm` beside the axis and `height_mm` above a disc's pole face."""
    rings, steps = 24, 24
    total = 0.0
    for ring in range(rings):
        r = (ring + 0.5) * radius_mm / rings
        area = 2 * math.pi * r * (radius_mm / rings) / steps
        # Half a turn: the other half is its mirror image.
        for step in range(steps):
            angle = math.pi * (step + 0.5) / steps
            x, y = r * math.cos(angle) - offset_mm, r * math.sin(angle)
            total += area * height_mm / (x * x + y * y + height_mm * height_mm) ** 1.5
    return REMANENCE_T / (4 * math.pi) * total


def field_t(diameter_mm, thickness_mm, gap_mm, offset_mm=0.0):
    """Of a disc magnet in air: its near pole face less its far one."""
    radius = diameter_mm / 2
    return (charged_disc_t(radius, offset_mm, gap_mm)
            - charged_disc_t(radius, offset_mm, gap_mm + thickness_mm))


def offset_where(field, level_t):
    """Where a field that falls outwards passes a level, mm."""
    near, far = 0.0, 30.0
    for _ in range(30):
        middle = (near + far) / 2
        near, far = (middle, far) if field(middle) > level_t else (near, middle)
    return near


def active_width_mm(diameter_mm, thickness_mm, gap_mm):
    """Travel of the magnet while the switch is on: from operating on one side to releasing on the other."""
    def field(offset):
        return field_t(diameter_mm, thickness_mm, gap_mm, offset)
    return offset_where(field, OPERATE_T) + offset_where(field, RELEASE_T)


def least_spacing_mm(diameter_mm, thickness_mm, gap_mm):
    """Between the centres of two magnets, same pole outwards, so that even the lowest release point is passed."""
    def excess(spacing):
        return 2 * field_t(diameter_mm, thickness_mm, gap_mm, spacing / 2) - LEAST_RELEASE_T
    near, far = 2.0, 60.0
    for _ in range(20):
        middle = (near + far) / 2
        near, far = (middle, far) if excess(middle) > 0 else (near, middle)
    return near


def magnet_table():
    rows = ["| magnet (N42 disc) | gap | field | on for | to the next, at least |", "|---|---:|---:|---:|---:|"]
    for diameter, thickness in ((5, 2), (6, 3), (8, 3), (10, 3)):
        for gap in (3, 5, 8):
            sizes = (diameter, thickness, gap)
            rows.append(f"| {diameter} × {thickness} mm | {gap} mm | {field_t(*sizes) * 1e3:.0f} mT "
                        f"| {active_width_mm(*sizes):.0f} mm | {math.ceil(least_spacing_mm(*sizes))} mm |")
    return rows


LAYOUTS = (("4 even", [1] * 4), ("8 even", [1] * 8), ("16 even", [1] * 16), ("3 at 1:2:4", [1, 2, 4]))


def spacing_table():
    head = " | ".join(f"{d} mm roller" for d in ROLLERS_MM)
    rows = [f"| magnets | {head} |", "|---|" + "---:|" * len(ROLLERS_MM)]
    for name, arcs in LAYOUTS:
        cells = []
        for diameter in ROLLERS_MM:
            share = min(arcs) / sum(arcs)
            apart = 2 * (diameter / 2 - RIM_MM) * math.sin(math.pi * share)
            cells.append(f"{apart:.1f} mm")
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return rows


# A treadmill's own sensor: (what it looks at, marks, turns per turn of the roller).
OWN_SENSORS = (("magnet on the roller's pulley", 1, 1), ("two magnets on it", 2, 1), ("4 teeth on the motor", 4, 2.5),
               ("12 slots on the motor", 12, 2.5), ("24 slots on the motor", 24, 2.5), ("64 slots on the roller", 64, 1))


def own_sensor_table():
    rows = [f"| sensor | `magnets` | `ratio` | belt per mark | at 0.8 m/s | at {FASTEST_MPS:.0f} m/s |",
            "|---|---:|---:|---:|---:|---:|"]
    for name, marks, ratio in OWN_SENSORS:
        arc_m = TURN_M / ratio / marks
        rows.append(f"| {name} | {marks} | {ratio} | {arc_m * 1e3:.1f} mm | {0.8 / arc_m:.0f} pulses/s "
                    f"| {FASTEST_MPS / arc_m:.0f} pulses/s |")
    return rows


# Which document quotes which table.
TABLES = (("wiring.md", filter_table), ("magnets.md", magnet_table), ("magnets.md", spacing_table),
          ("sensors.md", own_sensor_table))
