# SPDX-License-Identifier: Apache-2.0
"""The page as its users meet it: in Chromium, on simulated belts, with everything that goes wrong in a gym.

    web_test.py --deadmill PROGRAM --connect PROGRAM [--captures FOLDER] [--only WORDS]
"""

import argparse
import sys

import guards
import people
import screens
from checks import Report
from gym import Gym


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--deadmill", required=True)
    parser.add_argument("--connect", required=True)
    parser.add_argument("--captures")
    parser.add_argument("--only")
    options = parser.parse_args()
    report = Report(options.only)
    settings = 'public: sets\nnames: [gym.test]\nstreamsPerAddress: 100\n'
    with Gym(options.deadmill, options.connect, settings=settings) as gym:
        screens.live_cases(report, gym, options.captures)
        people.cases(report, gym)
        guards.cases(report, gym)
        screens.page_cases(report, gym, options.captures)
        screens.fault_cases(report, gym)
    with Gym(options.deadmill, options.connect, speedup=1, machines=3, settings="public: live\n") as gym:
        screens.gym_cases(report, gym, options.captures)
        guards.closed_cases(report, gym)
    guards.tls_cases(report, options.connect)
    sys.exit(report.end())


if __name__ == "__main__":
    main()
