# SPDX-License-Identifier: Apache-2.0
"""Prints every machine's speed once a second and each finished set:  python3 watch.py [SOCKET] [FRAMES]"""
import json
import socket
import sys

path = sys.argv[1] if len(sys.argv) > 1 else "/run/deadmill/deadmill.sock"
frames = int(sys.argv[2]) if len(sys.argv) > 2 else -1
daemon = socket.socket(socket.AF_UNIX)
daemon.connect(path)
daemon.sendall(b'{"type":"watch","kinds":["live","changes"],"rateHz":1}\n')
for line in daemon.makefile():
    message = json.loads(line)
    if message["type"] == "hello" and message["protocol"]["major"] != 2:
        sys.exit("this daemon speaks another protocol")
    elif message["type"] == "live":
        speed = message.get("motion", {}).get("displaySpeedMps", 0.0)
        print(f'{message["name"]}: {speed * 3.6:.2f} km/h, {message["phase"]}', flush=True)
        frames -= 1
    elif message["type"] == "change" and "set" in message:
        print(f'set {message["id"]}: {message["set"]["distanceM"]:.1f} m', flush=True)
    if message["type"] == "bye" or frames == 0:
        break
