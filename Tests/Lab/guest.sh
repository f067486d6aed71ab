# SPDX-License-Identifier: Apache-2.0
# Shell functions for the cases, inside the guest. The share is /lab and the working folder.

sim=/sys/kernel/config/gpio-sim

# plug CHIP LABEL LINENAME: makes a chip of four lines, the first with that name.
plug() {
  if [ ! -d $sim/$1 ]; then
    mkdir -p $sim/$1/bank0/line0
    echo 4 >$sim/$1/bank0/num_lines
    echo "$2" >$sim/$1/bank0/label
    echo "$3" >$sim/$1/bank0/line0/name
  fi
  echo 1 >$sim/$1/live
}

# In the background: a removal that a reader holds up must not hold up the case.
unplug() { echo 0 >$sim/$1/live & }

# daemon NAME [CONFIG]: starts the daemon, its log and feed kept under NAME.
daemon() {
  socket=/tmp/$1.sock
  "$DEADMILL" run --config "/lab/${2:-config.yaml}" --input gpio --state "/tmp/$1" --socket "$socket" >"$1.log" 2>&1 &
  daemon=$!
  /lab/drive listen "$socket" "$1.feed" &
  listener=$!
  sleep 2
}

# finish NAME: ends the daemon as systemd would and keeps what it logged.
finish() {
  kill -TERM $daemon
  wait $daemon
  echo $? >"$1.exit"
  wait $listener
  "$DEADMILL" sets --json --state "/tmp/$1" >"$1.sets" 2>"$1.error"
}
