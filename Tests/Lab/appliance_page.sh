# SPDX-License-Identifier: Apache-2.0
# The package with the page, in the appliance's guest, see appliance.sh: off until it is switched on, then served to a browser
# on the host (appliance_page.py), while the belt moves.

page_used() { awk '{print $14 + $15}' "/proc/$1/stat"; }

page() {
  local begun pid count
  apt-get install -y /lab/connect.deb >$work/apt 2>&1
  fact page_install $?
  sleep 2
  fact page_off "$(systemctl is-active deadmill-web) $(systemctl is-active deadmill-mqtt) $(systemctl is-active deadmill-bluetooth)"

  # The emulator's own network: nothing is behind it but the host's port.
  printf '[Match]\nType=ether\n[Network]\nAddress=10.0.2.15/24\nGateway=10.0.2.2\n' >/etc/systemd/network/lab.network
  systemctl start systemd-networkd
  until_true 30 grep -q 0202000A /proc/net/route

  mkdir -p /etc/deadmill/connect.d
  cp /usr/share/doc/deadmill-connect/examples/web.yaml /etc/deadmill/connect.d/
  begun=$(ticks)
  systemctl start deadmill-web
  fact page_start "$? $(since "$begun")"
  pid=$(systemctl show deadmill-web -p MainPID --value)
  fact page_user "$(ps -o user= -p "$pid" | tr -d ' ')"
  fact page_rights "$(sed -nE 's/^(CapEff|NoNewPrivs|Seccomp):\s*/\1=/p' "/proc/$pid/status" | tr '\n' ' ')"

  count=$(edges)
  play 0 600 >$work/shown &
  begun=$(page_used "$pid")
  touch /lab/page_ready
  until_true 240 [ -e /lab/page_seen ]
  fact page_ticks $(($(page_used "$pid") - begun))
  fact page_kb "$(sed -nE 's/^VmRSS:\s*([0-9]+).*/\1/p' "/proc/$pid/status")"
  kill %%
  wait %% 2>/dev/null
  until_true 20 says idle

  # The page dies: the daemon does not notice, and the page comes back.
  kill -9 "$pid"
  until_true 30 page_is_back "$pid"
  fact page_again "$(systemctl is-active deadmill-web) $(show ActiveState)"
  apt-get purge -y deadmill-connect >$work/apt 2>&1
  fact page_purge "$? $(show ActiveState)"
  fact page_left "$(ls -d /var/lib/deadmill-web /etc/deadmill/connect.d 2>/dev/null | tr '\n' ' ')"
}

page_is_back() {
  local now
  now=$(systemctl show deadmill-web -p MainPID --value)
  [ "$now" != "$1" ] && [ "$now" != 0 ] && systemctl -q is-active deadmill-web
}
