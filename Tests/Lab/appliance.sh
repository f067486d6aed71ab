# SPDX-License-Identifier: Apache-2.0
# What happens in the appliance's guests: in one install_to_cut, then, booted again, cut_to_purge; in a second one, at
# the same time, the steps of appliance_more.sh, by `only`. The share is /lab.
#
# Nothing is judged here: each step leaves facts, `NAME VALUE` lines in /lab/facts, and appliance.py judges them.

. /lab/sim.sh
. /lab/appliance_more.sh
. /lab/appliance_page.sh
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
socket=/run/deadmill/deadmill.sock
state=/var/lib/deadmill
work=/run/lab
mkdir -p $work
cp /lab/drive /lab/latency /lab/three.edges $work/

fact() { echo "$*" >>/lab/facts; }
show() { systemctl show deadmill -p "$1" --value; }
# Hundredths of a second since boot.
ticks() { awk '{printf "%d", $1 * 100}' /proc/uptime; }
since() { echo $(($(ticks) - $1)) | awk '{printf "%.2f", $1 / 100}'; }
sets() { sqlite3 -cmd '.timeout 5000' $state/sets.sqlite 'select count(*) from finishedSet' 2>/dev/null || echo none; }
said() { journalctl -u deadmill -o cat --no-pager "$@"; }
play() { $work/drive play $work/three.edges "$@"; }
written() { sed -nE 's/.*"written":([0-9]+).*/\1/p' "$1"; }

# until_true SECONDS COMMAND...: waits until the command succeeds.
until_true() {
  local end=$(($(ticks) + $1 * 100))
  shift
  until "$@" >/dev/null 2>&1; do
    if [ "$(ticks)" -ge $end ]; then
      echo "waited in vain for: $*"
      return 1
    fi
    sleep 0.2
  done
}
is() { [ "$(show "$1")" = "$2" ]; }
restarted_since() { [ "$(show NRestarts)" -gt "$1" ] && is ActiveState active; }
has_sets() { [ "$(sets)" = "$1" ]; }
says() { show StatusText | grep -q "$1"; }

# One live frame of the daemon, as JSON.
frame() {
  timeout 2 $work/drive listen $socket $work/feed || true
  grep '"type":"live"' $work/feed | tail -1
}
edges() { frame | sed -nE 's/.*"edges":([0-9]+).*/\1/p'; }
# The log as the host shall see it, under a name.
keep() { deadmill sets --json --state $state >"/lab/$1.sets" 2>"/lab/$1.error" || true; }

install_to_cut() {
  fact booted_s "$(cut -d' ' -f1 /proc/uptime)"

  # A package, no sensor, and a configuration that names none. The first ordinary user is the owner.
  useradd -m -s /bin/bash owner
  begun=$(ticks)
  apt-get install -y /lab/deadmill.deb >$work/apt 2>&1
  fact install_status $?
  fact install_s "$(since "$begun")"
  sleep 8
  fact bare_state "$(show ActiveState) $(show SubState)"
  fact bare_condition "$(show ConditionResult)"
  fact bare_failed "$(systemctl --failed --no-legend | grep -c deadmill)"
  fact bare_timer "$(systemctl is-enabled deadmill-backup.timer) $(systemctl is-active deadmill-backup.timer)"

  # A configuration that says nothing: the example as it is.
  mkdir -p /etc/deadmill
  cp /usr/share/doc/deadmill/examples/deadmill.yaml /etc/deadmill/
  systemctl --no-block restart deadmill
  until_true 30 is ActiveState failed
  sleep 8
  fact empty_state "$(show ActiveState) $(show SubState)"
  fact empty_exit "$(show ExecMainStatus)"
  fact empty_restarts "$(show NRestarts)"
  fact empty_status "$(show StatusText)"
  fact user "$(id deadmill)"

  # Configured, and still no sensor: longer than a start may take that does not get on.
  cp /lab/config.yaml /etc/deadmill/deadmill.yaml
  mkdir -p /run/systemd/system/deadmill.service.d
  printf '[Service]\nTimeoutStartSec=10\n' >/run/systemd/system/deadmill.service.d/short.conf
  systemctl daemon-reload
  systemctl reset-failed deadmill
  systemctl --no-block restart deadmill
  until_true 20 says waiting
  sleep 35
  fact waiting_state "$(show ActiveState)"
  fact waiting_restarts "$(show NRestarts)"
  fact waiting_status "$(show StatusText)"
  rm -r /run/systemd/system/deadmill.service.d
  systemctl daemon-reload

  # The sensor is plugged in.
  begun=$(ticks)
  plug a deadmill-sim GPIO17
  until_true 20 is ActiveState active
  fact ready_after_plug_s "$(since "$begun")"
  fact chip "$(stat -c '%U:%G %a' /dev/gpiochip0)"
  pid=$(show MainPID)
  fact process "$(ps -o user=,group= -p "$pid" | tr -s ' ')"
  fact rights "$(sed -nE 's/^(CapEff|CapBnd|NoNewPrivs|Seccomp):\s*/\1=/p' "/proc/$pid/status" | tr '\n' ' ')"
  fact interfaces "$(sed -nE 's/^ *([^:]+):.*/\1/p' "/proc/$pid/net/dev" | tr '\n' ' ')"
  fact thread "$(ps -T -o cls=,rtprio=,comm= -p "$pid" | grep pulses | tr -s ' ')"
  fact thread_said "$(said | grep -o 'pulse thread: .*' | tail -1)"
  fact complaints "$(said | grep -c 'Failed to set thread priority')"

  # How soon a start is ready where the sensor is there.
  begun=$(ticks)
  systemctl restart deadmill
  fact start_s "$(since "$begun")"

  # One set, every edge of it.
  play 0 36 >$work/first
  until_true 30 has_sets 1
  fact first_written "$(written $work/first)"
  fact first_edges "$(edges)"
  fact first_sets "$(sets)"
  fact active_status "$(show StatusText)"
  keep first
  people

  hot_plug
  crashes
  trouble
  console
  idle

  power_cut
}

# The power goes in the middle of a set.
power_cut() {
  fact before_cut_sets "$(sets)"
  play 0 24 >$work/cut
  fact cut_written "$(written $work/cut)"
  touch /lab/cut
  while :; do :; done
}

# The owner, whom the package put into both groups, changes the log without sudo; a member of the first group looks; a
# stranger does neither.
people() {
  useradd -m -G deadmill guest
  useradd -m stranger
  as() { timeout 30 runuser -u "$1" -- deadmill "${@:2}" 2>&1 | tr '\n' ' '; }
  fact owner_groups "$(id -nG owner)"
  id=$(as owner sets --json | grep -oE '"id":"[^"]+"' | head -1 | cut -d'"' -f4)
  fact owner_sees "$id"
  fact owner_adds "$(as owner walkers add Ada --mass 62)"
  fact owner_claims "$(as owner claim "$id" Ada)"
  fact owner_notes "$(as owner note "$id" --rpe 4 --pain 1)"
  fact owner_uses "$(as owner walkers use Ada)"
  fact owner_serves "$(as owner machines serviced)"
  fact owner_none "$(as owner walkers use --none)"
  fact ada_sets "$(as owner sets --json --walker Ada | grep -oE '"rpe":[0-9.]+|"pain":[0-9.]+' | tr '\n' ' ')"
  fact who_asked "$(said | grep -c "uid $(id -u owner)")"
  fact guest_sees "$(as guest sets --json | grep -c "$id")"
  fact guest_claims "$(as guest claim "$id" --none)"
  fact stranger_sees "$(as stranger sets --json)"
  fact stranger_claims "$(as stranger claim "$id" --none)"
  fact still_ada "$(as owner sets --json --walker Ada | grep -c "$id")"
}

hot_plug() {
  # Between sets, at different moments of the daemon's second.
  for pause in 0.1 0.35 0.6 0.85 1.1; do
    unplug a
    until_true 10 says waiting
    sleep $pause
    known=$(said | grep -c 'sensor ok')
    begun=$(ticks)
    plug a deadmill-sim GPIO17
    until [ "$(said | grep -c 'sensor ok')" -gt "$known" ] || [ $(($(ticks) - begun)) -gt 1500 ]; do sleep 0.02; done
    fact replug_s "$(since "$begun")"
  done
  fact replug_state "$(show ActiveState) $(show NRestarts)"

  # In a set.
  before=$(sets)
  play 0 20 >$work/unplugged
  unplug a
  until_true 20 has_sets $((before + 1))
  fact unplugged_sets $(($(sets) - before))
  # The status is a second old at most.
  until_true 5 says unplugged
  fact unplugged_state "$(show ActiveState)"
  fact unplugged_status "$(show StatusText)"
  keep unplugged
  plug a deadmill-sim GPIO17
  until_true 10 says idle
}

crashes() {
  # Killed in a set: systemd starts it again, the set comes from its journal.
  before=$(sets) restarts=$(show NRestarts)
  play 0 20 >$work/killed
  begun=$(ticks)
  kill -9 "$(show MainPID)"
  until_true 30 restarted_since "$restarts"
  fact killed_back_s "$(since "$begun")"
  until_true 20 has_sets $((before + 1))
  fact killed_sets $(($(sets) - before))
  keep killed

  # Stopped as a whole.
  before=$(sets) restarts=$(show NRestarts)
  play 0 20 >$work/stopped
  begun=$(ticks)
  kill -STOP "$(show MainPID)"
  until_true 60 restarted_since "$restarts"
  fact stopped_back_s "$(since "$begun")"
  fact stopped_why "$(journalctl -u deadmill -o cat --no-pager | grep -c 'Watchdog timeout')"
  until_true 20 has_sets $((before + 1))
  fact stopped_sets $(($(sets) - before))
  keep stopped

  # Only the pulse thread hangs; everything else of the daemon goes on.
  restarts=$(show NRestarts)
  thread=$(ps -T -o spid=,comm= -p "$(show MainPID)" | awk '/pulses/ {print $1}')
  begun=$(ticks)
  $work/drive freeze "$thread" 40 >$work/frozen 2>&1 &
  until_true 60 restarted_since "$restarts"
  fact frozen "$(cat $work/frozen)"
  fact frozen_back_s "$(since "$begun")"
  fact frozen_why "$(journalctl -u deadmill -o cat --no-pager | grep -c 'Watchdog timeout')"
}

fill() {
  dd if=/dev/zero of=/fill bs=1M >/dev/null 2>&1
  dd if=/dev/zero of=/fill.rest bs=1 count=4096 >/dev/null 2>&1
}

trouble() {
  # The disk fills up in the middle of a set, and has room again after it.
  before=$(sets)
  play 0 20 >$work/full &
  sleep 6
  fill
  fact full_restarts "$(show NRestarts)"
  fact full_free "$(df --output=avail / | tail -1)"
  wait %%
  sleep 14
  fact full_state "$(show ActiveState)"
  fact full_status "$(show StatusText)"
  fact full_sets_meanwhile $(($(sets) - before))
  rm -f /fill /fill.rest
  until_true 30 has_sets $((before + 1))
  fact full_sets $(($(sets) - before))
  fact full_written "$(written $work/full)"
  keep full

  # The wall clock is set in the middle of a set.
  before=$(sets) restarts=$(show NRestarts)
  play 0 20 >$work/jumped &
  sleep 6
  date -s '+5 hours' >/dev/null
  sleep 4
  date -s '-9 hours' >/dev/null
  wait %%
  until_true 30 has_sets $((before + 1))
  fact jumped_sets $(($(sets) - before))
  fact jumped_written "$(written $work/jumped)"
  fact jumped_state "$(show ActiveState) $(($(show NRestarts) - restarts))"
  keep jumped
}

console() {
  systemctl enable --now deadmill-console >/dev/null 2>&1
  sleep 5
  fact console_state "$(systemctl is-active deadmill-console) $(systemctl is-active getty@tty1)"
  fact console_user "$(ps -o user= -p "$(systemctl show deadmill-console -p MainPID --value)" | tr -d ' ')"
  # Four bytes a character: what is on the screen, and not what a font makes of it.
  cp /dev/vcsu1 /lab/screen
  # And between two sets, when a walker steps on.
  play 0 20 >$work/watched &
  sleep 10
  cp /dev/vcsu1 /lab/screen.walking
  wait %%
  until_true 20 says idle
}

idle() {
  sleep 5
  pid=$(show MainPID)
  begun=$(used)
  sleep 30
  fact idle_ticks_in_30_s $(($(used) - begun))
  fact threads "$(ls "/proc/$pid/task" | wc -l)"
  fact resident_kb "$(sed -nE 's/^VmRSS:\s*([0-9]+).*/\1/p' "/proc/$pid/status")"
  fact locked_kb "$(sed -nE 's/^VmLck:\s*([0-9]+).*/\1/p' "/proc/$pid/status")"
}

cut_to_purge() {
  # This boot has no sensor yet: nothing waits for the service.
  fact cut_multi_user "$(systemctl is-active multi-user.target)"
  journalctl -b -u deadmill-console --no-pager >/lab/journal.console
  fact cut_getty "$(systemctl is-active getty.target)"
  fact cut_booted_s "$(cut -d' ' -f1 /proc/uptime)"
  until_true 20 says waiting
  fact cut_state "$(show ActiveState)"
  fact cut_status "$(show StatusText)"
  # It waits for its sensor and looks at what the last run left at the same time.
  until_true 20 has_sets $(($(sed -n 's/^before_cut_sets //p' /lab/facts) + 1))
  fact cut_sets "$(sets)"
  # The first views of a boot come before the daemon, end, and are started again.
  sleep 3
  until_true 20 systemctl is-active deadmill-console
  fact cut_console "$(systemctl is-active deadmill-console) $(systemctl is-active getty@tty1)"
  fact cut_integrity "$(sqlite3 $state/sets.sqlite 'pragma integrity_check' | head -1)"
  keep cut
  plug a deadmill-sim GPIO17
  until_true 20 is ActiveState active
  fact cut_active "$(show ActiveState)"

  # The next version comes in the middle of a set.
  before=$(sets) pid=$(show MainPID)
  play 0 60 >$work/upgrade &
  player=$!
  sleep 10
  # The belt runs until the old one has gone.
  (until ! kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; kill $player) 2>/dev/null &
  begun=$(ticks)
  apt-get install -y /lab/newer.deb >$work/apt 2>&1
  fact upgrade_status $?
  fact upgrade_s "$(since "$begun")"
  until_true 20 is ActiveState active
  until_true 20 has_sets $((before + 1))
  fact upgrade_version "$(dpkg-query -W -f '${Version}' deadmill)"
  fact upgrade_sets $(($(sets) - before))
  fact upgrade_config "$(cmp -s /lab/config.yaml /etc/deadmill/deadmill.yaml && echo kept)"
  fact upgrade_state "$(show ActiveState)"
  keep upgrade

  # Stopped by its owner in the middle of a set.
  before=$(sets)
  play 0 20 >$work/ended
  begun=$(ticks)
  systemctl stop deadmill
  fact stop_s "$(since "$begun")"
  fact stop_result "$(show Result)"
  fact stop_sets $(($(sets) - before))
  keep stop
  systemctl start deadmill

  # The nightly copy, and the way back to it.
  systemctl start deadmill-backup.service
  fact backup_result "$(systemctl show deadmill-backup.service -p Result --value)"
  copy=$(ls /var/backups/deadmill/*.sqlite 2>/dev/null | head -1)
  fact backup_copy "$(stat -c '%U:%G %a' "$copy")"
  fact backup_sets "$(sqlite3 "$copy" 'select count(*) from finishedSet') $(sets)"
  deadmill restore "$copy" --yes >$work/restore 2>&1
  fact restore_running "$? $(cat $work/restore)"
  systemctl stop deadmill
  deadmill restore "$copy" --yes >$work/restore 2>&1
  fact restore_stopped "$? $(head -1 $work/restore)"
  fact restore_owner "$(stat -c '%U:%G %a' $state/sets.sqlite)"
  systemctl start deadmill
  until_true 20 is ActiveState active
  fact restore_state "$(show ActiveState)"
  fact restore_aside "$(ls $state | grep -c 'sets.sqlite.before-[-0-9]*$')"

  total=$(sets)
  apt-get remove -y deadmill >$work/apt 2>&1
  fact remove_status $?
  fact remove_running "$(pgrep -c -x deadmill)"
  fact remove_sets $(($(sets) - total))
  fact remove_console "$(pgrep -c -f 'deadmill watch')"
  fact remove_config "$(cmp -s /lab/config.yaml /etc/deadmill/deadmill.yaml && echo kept)"
  rm -f /var/backups/deadmill/*
  apt-get purge -y deadmill >$work/apt 2>&1
  fact purge_status $?
  fact purge_said "$(grep -o 'deadmill: the log stays.*' $work/apt)"
  fact purge_sets $(($(sets) - total))
  fact purge_left "$(find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /var/log -o -path /lab \) -prune -o \
    -name '*deadmill*' -print | tr '\n' ' ')"
  apt-get install -y /lab/newer.deb >$work/apt 2>&1
  fact again_sets $(($(sets) - total))
  echo 'deadmill deadmill/purge-log boolean true' | debconf-set-selections
  apt-get purge -y deadmill >$work/apt 2>&1
  fact purge_all_status $?
  fact purge_all_left "$(ls -d $state 2>/dev/null || echo nothing)"
}

# Steps alone, after what comes before all of them.
only() {
  apt-get install -y /lab/deadmill.deb >$work/apt 2>&1
  mkdir -p /etc/deadmill
  cp /lab/config.yaml /etc/deadmill/deadmill.yaml
  plug a deadmill-sim GPIO17
  systemctl restart deadmill
  until_true 20 is ActiveState active
  play 0 36 >$work/first
  until_true 30 has_sets 1
  fact first_written "$(written $work/first)"
  fact first_edges "$(edges)"
  fact first_sets "$(sets)"
  fact active_status "$(show StatusText)"
  keep first
  for step in "$@"; do "$step"; done
  said >/lab/journal
}
