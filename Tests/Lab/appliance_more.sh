# SPDX-License-Identifier: Apache-2.0
# More of what happens in the appliance's guest, see appliance.sh: reloads, chips that change places, full disks at the
# start, the doctor, many machines, and how soon a pulse is sent.

config=/etc/deadmill/deadmill.yaml

# The chip's device file, by what the lab calls it.
device() { cat "$sim/$1/bank0/chip_name"; }
used() { awk '{print $14 + $15}' "/proc/$(show MainPID)/stat"; }
reloaded() { [ "$(said | grep -c 'configuration reloaded')" -gt "$1" ]; }
refused() { said | grep -q 'new configuration rejected'; }
# One number of a line of JSON.
field() { sed -nE "s/.*\"$1\":([0-9.]+).*/\1/p" "$2"; }

# examine NAME COMMAND...: what the doctor says, and with which exit status.
examine() {
  local name=$1
  shift
  "$@" >"/lab/doctor.$name" 2>&1
  fact "doctor_$name" $?
}

reload() {
  local before known pid count
  before=$(sets) pid=$(show MainPID) known=$(said | grep -c 'configuration reloaded')

  # The roller turns out to be a tenth longer: the change comes during a set, and is used for that set too.
  count=$(edges)
  play 0 20 >$work/reloaded &
  sleep 8
  sed -i 's/rollerCircumferenceM: 0.180/rollerCircumferenceM: 0.198/' $config
  systemctl reload deadmill
  fact reload_status $?
  until_true 10 reloaded "$known"
  wait %%
  until_true 30 has_sets $((before + 1))
  fact reload_written "$(written $work/reloaded)"
  fact reload_edges $(($(edges) - count))
  keep reload_first
  play 0 20 >$work/reloaded
  until_true 30 has_sets $((before + 2))
  keep reload_second

  # A file that cannot be read.
  echo 'machine: [' >>$config
  systemctl reload deadmill
  fact reload_broken_status $?
  until_true 10 refused
  fact reload_refused "$(said | grep -o 'new configuration rejected.*' | tail -1)"
  count=$(edges)
  play 0 8 >$work/reloaded
  until_true 20 says idle
  fact reload_broken_written "$(written $work/reloaded)"
  fact reload_broken_edges $(($(edges) - count))

  known=$(said | grep -c 'configuration reloaded')
  cp /lab/config.yaml $config
  systemctl reload deadmill
  until_true 10 reloaded "$known"
  fact reload_state "$(show ActiveState) $([ "$(show MainPID)" = "$pid" ] && echo same)"
}

renumber() {
  local count pid
  plug b other-chip OTHER
  fact renumber_before "$(device a) $(device b)"
  unplug a
  unplug b
  until_true 10 says waiting
  sleep 1
  # In the other order.
  plug b other-chip OTHER
  sleep 1
  plug a deadmill-sim GPIO17
  until_true 10 says idle
  fact renumber_after "$(device a) $(device b)"
  count=$(edges)
  play 0 8 >$work/renumbered
  fact renumber_written "$(written $work/renumbered)"
  fact renumber_edges $(($(edges) - count))
  until_true 20 says idle

  # Another chip comes that has a line of the same name, while ours is away.
  unplug a
  until_true 10 says waiting
  # Both at once, as far as the daemon can see: of two that come one after the other it takes the first.
  pid=$(show MainPID)
  kill -STOP "$pid"
  plug c third-chip GPIO17
  plug a deadmill-sim GPIO17
  kill -CONT "$pid"
  until_true 10 says 'several lines'
  fact twice_status "$(show StatusText)"
  fact twice_state "$(show ActiveState) $(show NRestarts)"
  examine twice deadmill doctor
  unplug c
  until_true 10 says idle
  fact twice_after "$(show ActiveState)"
  unplug b
}

shows_alert() { frame | grep -q "\"kind\":\"$1\""; }
alert() { frame | grep -oE "\"kind\":\"$1\"" | head -1; }

# A line that stays at a magnet's level, and then one at rest, for longer than is usual: for ten
# seconds here instead of days.
silent() {
  local known level
  level=/sys/devices/platform/$(cat $sim/a/dev_name)/$(device a)/sim_gpio0/pull
  known=$(said | grep -c 'configuration reloaded')
  echo 'health: { silentDays: 0.00012 }' >>$config
  systemctl reload deadmill
  until_true 10 reloaded "$known"
  fact silent_before "$(alert line_stuck)$(alert belt_silent)"
  echo pull-down >"$level"
  until_true 40 shows_alert line_stuck
  fact silent_stuck "$(alert line_stuck)"
  examine stuck deadmill doctor
  # The magnet goes: that was no pulse, and the line is not stuck any more.
  echo pull-up >"$level"
  until_true 40 shows_alert belt_silent
  fact silent_rest "$(alert line_stuck)$(alert belt_silent)"
  play 0 8 >$work/turned
  fact silent_after "$(alert line_stuck)$(alert belt_silent)"
  known=$(said | grep -c 'configuration reloaded')
  cp /lab/config.yaml $config
  systemctl reload deadmill
  until_true 10 reloaded "$known"
  until_true 20 says idle
  fact silent_said "$(said | grep -c 'every sample of the line read')"
}

full_at_start() {
  local begun
  fill
  systemctl --no-block restart deadmill
  sleep 30
  fact fullstart_state "$(show ActiveState) $(show SubState)"
  fact fullstart_restarts "$(show NRestarts)"
  fact fullstart_status "$(show StatusText)"
  examine full deadmill doctor
  rm -f /fill /fill.rest
  begun=$(ticks)
  until_true 40 is ActiveState active
  fact fullstart_back_s "$(since "$begun")"
  fact fullstart_after "$(show ActiveState)"
  systemctl reset-failed deadmill
  systemctl restart deadmill
}

doctor() {
  $work/drive clock sure >/dev/null
  sleep 2
  examine healthy deadmill doctor
  $work/drive clock unsure >/dev/null
  examine unsure deadmill doctor
  $work/drive clock sure >/dev/null
  examine permission runuser -u nobody -- deadmill doctor
  printf 'gpio: { line: GPIO17 }\nmachine: { magnets: many }\n' >$work/wrong.yaml
  examine wrong deadmill doctor --config $work/wrong.yaml

  unplug a
  until_true 10 says waiting
  examine nochip deadmill doctor
  plug a deadmill-sim GPIO17
  until_true 10 says idle

  systemctl stop deadmill
  examine stopped deadmill doctor
  cp -a $state $work/damaged
  dd if=/dev/urandom of=$work/damaged/sets.sqlite bs=4096 seek=3 count=4 conv=notrunc 2>/dev/null
  examine damaged deadmill doctor --state $work/damaged
  examine noturn deadmill doctor --wiring --seconds 3
  play 0 16 >$work/turned &
  examine turn deadmill doctor --wiring --seconds 14
  wait %%
  $work/drive hold 60 >$work/held &
  local holder=$!
  sleep 1
  systemctl --no-block start deadmill
  until_true 20 says 'held by'
  examine held deadmill doctor
  kill $holder
  until_true 20 is ActiveState active
  fact held_after "$(show ActiveState)"
}

# Sixteen belts at once, each with its own line of one chip.
several() {
  local machine begun
  systemctl stop deadmill
  unplug a
  plug_wide w sixteen BELT 16
  mkdir -p /etc/deadmill/machines
  for machine in $(seq 0 15); do
    printf 'gpio: { line: BELT%s }\nmachine: { name: "Belt %s", rollerCircumferenceM: 0.6, magnets: 16 }\n' \
      "$machine" "$machine" >"/etc/deadmill/machines/$machine.yaml"
  done
  printf 'machines: [%s]\n' "$(seq -s, -f 'machines/%g.yaml' 0 15)" >$config
  systemctl start deadmill
  until_true 30 says 'Belt 15: 0.00'
  sleep 3
  begun=$(used)
  CHIP=w $work/drive fan 16 200 6 >$work/fan
  fact fan_ticks $(($(used) - begun))
  fact fan_written "$(written $work/fan)"
  fact fan_took_s "$(field tookS $work/fan)"
  frame >/dev/null
  # Of each machine the newest frame.
  awk '/"type":"live"/ {
      edges[name = substr($0, index($0, "\"name\":\"") + 8, 7)] = substr($0, index($0, "\"edges\":") + 8) + 0
      lost[name] = substr($0, index($0, "\"lostEdges\":") + 12) + 0
    }
    END { for (name in edges) print edges[name], lost[name] }' $work/feed >$work/fanned
  fact fan_edges "$(awk '{ edges += $1; lost += $2 } END { print NR, edges, lost }' $work/fanned)"
  fact fan_threads "$(ls "/proc/$(show MainPID)/task" | wc -l)"
  fact fan_memory "$(sed -nE 's/^Vm(RSS|HWM):\s*([0-9]+).*/\2/p' "/proc/$(show MainPID)/status" | tr '\n' ' ')"
  fact fan_queue "$(said -p warning | grep -c 'handed over')"
  systemctl stop deadmill
  fact fan_stop "$(show Result)"
  cp /lab/config.yaml $config
  rm -r /etc/deadmill/machines
  unplug w
  plug a deadmill-sim GPIO17
  systemctl start deadmill
  # From the program's first instruction to ready.
  fact ready_us $(($(show ActiveEnterTimestampMonotonic) - $(show ExecMainStartTimestampMonotonic)))
}

latency() {
  local rate count begun
  for rate in 20 200 2000; do
    count=$(edges)
    $work/latency $socket 8 >$work/latency.out &
    sleep 1
    begun=$(used)
    $work/drive fan 1 $rate 5 >$work/paced
    fact "paced_${rate}_ticks" $(($(used) - begun))
    wait %%
    fact "paced_$rate" "$(written $work/paced) $(($(edges) - count))"
    fact "latency_$rate" "$(for name in pulses missed p50Us p99Us maxUs; do field $name $work/latency.out; done | tr '\n' ' ')"
    until_true 20 says idle
  done
}
