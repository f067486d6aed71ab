# SPDX-License-Identifier: Apache-2.0
# Shell functions that every guest has: the simulated chip, and waiting for what says that something is ready.

sim=/sys/kernel/config/gpio-sim

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

# plug_wide CHIP LABEL NAME LINES: makes a chip of so many lines, called NAME0 and so on.
plug_wide() {
  if [ ! -d $sim/$1 ]; then
    mkdir -p $sim/$1/bank0
    echo "$4" >$sim/$1/bank0/num_lines
    echo "$2" >$sim/$1/bank0/label
    for line in $(seq 0 $(($4 - 1))); do
      mkdir $sim/$1/bank0/line$line
      echo "$3$line" >$sim/$1/bank0/line$line/name
    done
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
