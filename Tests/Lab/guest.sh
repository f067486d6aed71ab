# SPDX-License-Identifier: Apache-2.0
# Shell functions for the cases, inside the guest. The share is /lab.
#
# Virtual time jumps ahead whenever the guest is idle, also while it waits for a file of the host. So a case never
# counts on time for something to be ready: it waits for what says so. What is written while a case runs stays in the
# guest's memory, and is copied out at its end.

sim=/sys/kernel/config/gpio-sim
out=/run/lab/out
mkdir -p $out && chmod 0777 /run/lab $out
cd $out

# Into the page cache, so that the program does not stall on the host in the middle of a set.
cat "$DEADMILL" /lab/drive /lab/three.edges >/dev/null
cp /lab/drive /lab/three.edges /lab/*.yaml /run/lab/
"$DEADMILL" --version >/dev/null

# plug CHIP LABEL LINENAME [SECONDNAME]: makes a chip of four lines, the first (and the second) with that name.
plug() {
  if [ ! -d $sim/$1 ]; then
    mkdir -p $sim/$1/bank0/line0
    echo 4 >$sim/$1/bank0/num_lines
    echo "$2" >$sim/$1/bank0/label
    echo "$3" >$sim/$1/bank0/line0/name
    if [ -n "${4:-}" ]; then
      mkdir $sim/$1/bank0/line1
      echo "$4" >$sim/$1/bank0/line1/name
    fi
  fi
  echo 1 >$sim/$1/live
}

# In the background: a removal that a reader holds up must not hold up the case.
unplug() { echo 0 >$sim/$1/live & }

# await TEXT FILE: until the file holds the text, a minute at most.
await() {
  tries=0
  until grep -q "$1" "$2" 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 600 ]; then
      echo "waited in vain for \"$1\" in $2"
      return 1
    fi
    sleep 0.1
  done
}

# What the daemon is run by; empty for root.
as_user=

# daemon NAME STATE: starts the daemon and waits until it says that its sensor is in that state.
daemon() {
  socket=/run/lab/$1.sock
  $as_user "$DEADMILL" run --config /run/lab/config.yaml --input gpio --state "/run/lab/$1" --socket "$socket" >"$1.log" 2>&1 &
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
