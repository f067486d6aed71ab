# SPDX-License-Identifier: Apache-2.0
# Shell functions for the cases, inside the guest. The share is /lab.
#
# Virtual time jumps ahead whenever the guest is idle, also while it waits for a file of the host. So a case never
# counts on time for something to be ready: it waits for what says so. What is written while a case runs stays in the
# guest's memory, and is copied out at its end.

. /lab/sim.sh
out=/run/lab/out
mkdir -p $out && chmod 0777 /run/lab $out
cd $out

# Into the page cache, so that the program does not stall on the host in the middle of a set.
cat "$DEADMILL" /lab/drive /lab/*.edges >/dev/null
cp /lab/drive /lab/*.edges /lab/*.yaml /run/lab/
"$DEADMILL" --version >/dev/null

# What the daemon is configured with.
config=/run/lab/config.yaml

# What the daemon is run by; empty for root.
as_user=

# daemon NAME STATE: starts the daemon and waits until it says that its sensor is in that state.
daemon() {
  socket=/run/lab/$1.sock
  $as_user "$DEADMILL" run --config "$config" --input gpio --state "/run/lab/$1" --socket "$socket" >"$1.log" 2>&1 &
  daemon=$!
  /run/lab/drive listen "$socket" "$1.feed" &
  listener=$!
  await "sensor $2" "$1.log"
}

# finish NAME: ends the daemon as systemd would and keeps what it logged.
finish() {
  kill -TERM $daemon
  wait $daemon
  echo $? >"$1.exit"
  wait $listener
  "$DEADMILL" sets --json --state "/run/lab/$1" >"$1.sets" 2>"$1.error"
}

# The last line of every case.
done_here() { cp $out/* /lab/; }
