// SPDX-License-Identifier: Apache-2.0
// The live pages. Every text comes finished from the server; without this file the pages load again every five seconds.
"use strict";
(() => {
  const STALE_MS = 2500;
  const byId = (id) => document.getElementById(id);

  const put = (element, text) => {
    const value = text == null ? "" : String(text);
    if (element && element.textContent !== value) element.textContent = value;
  };

  // Follows a stream. `old` is called with the age in seconds while what is shown is not of now, and with null once it is.
  const follow = (url, show, old) => {
    let last = Date.now();
    let isOld = false;
    const source = new EventSource(url);
    source.addEventListener("live", (event) => {
      last = Date.now();
      if (isOld) { isOld = false; old(null); }
      show(JSON.parse(event.data));
    });
    setInterval(() => {
      const age = Date.now() - last;
      if (age > STALE_MS) { isOld = true; old(Math.round(age / 1000)); }
    }, 500);
    // A page that was put aside and comes back starts afresh at once.
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  };

  // ---- Sound -------------------------------------------------------------------------------------------------------

  // The cues of the console: frequency in Hz and length in ms, one tone after the other.
  const TONES = {
    setBegins: [[660, 140], [880, 200]],
    half: [[880, 260]],
    tenSecondsLeft: [[880, 120], [880, 120], [880, 120]],
    done: [[660, 160], [880, 160], [1175, 420]],
    doneAgain: [[1175, 200], [1175, 200]],
    restIsOver: [[1175, 160], [880, 160], [660, 160], [880, 320]],
    tooShort: [[440, 300], [330, 420]],
    ahead: [[880, 110], [1047, 160]],
    behind: [[880, 110], [698, 160]],
  };
  let audio = null;

  const play = (cue) => {
    const tones = TONES[cue];
    if (!tones || !audio) return;
    let at = audio.currentTime + 0.02;
    for (const [hertz, ms] of tones) {
      const oscillator = audio.createOscillator();
      const gain = audio.createGain();
      const end = at + ms / 1000;
      oscillator.frequency.value = hertz;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.5, at + 0.01);
      gain.gain.setValueAtTime(0.5, Math.max(at + 0.01, end - 0.03));
      gain.gain.linearRampToValueAtTime(0, end);
      oscillator.connect(gain).connect(audio.destination);
      oscillator.start(at);
      oscillator.stop(end);
      at = end + 0.06;
    }
    if (navigator.vibrate) navigator.vibrate(tones.flatMap(([, ms]) => [ms, 60]));
  };

  // Browsers let a page sound only after a tap.
  const prepareSound = (live) => {
    const button = byId("sound");
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!button || !Context) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") !== "true";
      if (isOn) {
        audio = audio || new Context();
        audio.resume();
        play("half");
      } else if (audio) {
        audio.close();
        audio = null;
      }
      button.setAttribute("aria-pressed", String(isOn));
      put(button, isOn ? live.dataset.soundOff : live.dataset.soundOn);
    });
  };

  // ---- Screen ------------------------------------------------------------------------------------------------------

  const prepareScreen = (live) => {
    const full = byId("full");
    const root = document.documentElement;
    const request = root.requestFullscreen || root.webkitRequestFullscreen;
    if (full && request) {
      full.hidden = false;
      full.addEventListener("click", () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else request.call(root);
      });
    }
    const note = byId("screen");
    if (!navigator.wakeLock) { put(note, live.dataset.dark); return; }
    const lock = () => {
      if (document.visibilityState !== "visible") return;
      navigator.wakeLock.request("screen").then(() => put(note, live.dataset.awake)).catch(() => put(note, live.dataset.dark));
    };
    document.addEventListener("visibilitychange", lock);
    lock();
  };

  // ---- How was the set? --------------------------------------------------------------------------------------------

  let rated = null;

  const prepareRating = (live) => {
    const form = byId("rating");
    if (!form) return;
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || !rated) return;
      const body = new URLSearchParams({ form: form.elements.form.value, [button.name]: button.value });
      fetch("/set/" + rated + "/note", { method: "POST", body, headers: { Accept: "application/json" } }).then((answer) => {
        if (answer.ok) {
          for (const other of form.querySelectorAll("button[name=" + button.name + "]")) {
            other.setAttribute("aria-pressed", String(other === button));
          }
          put(byId("rated"), live.dataset.noted);
        } else {
          answer.json().then((fault) => put(byId("rated"), fault.text)).catch(() => put(byId("rated"), String(answer.status)));
        }
      }).catch((error) => put(byId("rated"), String(error)));
    });
  };

  const showRating = (set) => {
    const form = byId("rating");
    if (!form || set === rated) return;
    // An answer in progress is not interrupted when the question's time is over; the next set ends it.
    if (!set && form.contains(document.activeElement)) return;
    rated = set;
    form.hidden = !set;
    put(byId("rated"), "");
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-pressed");
  };

  // ---- One machine -------------------------------------------------------------------------------------------------

  const notice = (view) => !view.notice ? "" : view.notice.text ? view.notice.word + ": " + view.notice.text : view.notice.word;

  const showFigures = (figures) => {
    const box = byId("figures");
    const count = String(figures.length);
    if (box.dataset.count !== count) box.dataset.count = count;
    for (let index = 0; index < 3; index++) {
      const slot = byId("figure" + index);
      const figure = figures[index];
      if (slot.hidden !== !figure) slot.hidden = !figure;
      if (!figure) continue;
      put(slot.querySelector(".label"), figure.label);
      const value = slot.querySelector(".value");
      put(value, figure.value);
      value.classList.toggle("long", figure.value.length > 4);
      slot.classList.toggle("bare", !figure.unit);
      put(slot.querySelector(".unit"), figure.unit);
    }
  };

  const machine = (live) => {
    const bar = byId("bar");
    const claim = byId("claim");
    const show = (view) => {
      if (live.dataset.style !== view.style) live.dataset.style = view.style;
      put(byId("name"), view.name);
      put(byId("walker"), view.walker);
      put(byId("badge"), view.badge);
      put(byId("notice"), notice(view));
      byId("notice").className = view.notice && view.notice.isAlarm ? "alarm" : "";
      showFigures(view.figures);
      put(byId("headline"), view.headline);
      put(byId("line"), view.line);
      byId("line").className = view.isGood ? "good" : "";
      put(byId("next"), [view.target, view.next].filter(Boolean).join(" · "));
      put(byId("week"), view.week);
      put(byId("heart"), view.heartRate);
      const share = view.share == null ? 0 : Math.round(view.share * 1000) / 10;
      byId("done").setAttribute("width", String(share));
      bar.setAttribute("aria-valuenow", String(Math.round(share)));
      live.classList.toggle("old", !view.isLive);
      if (claim) {
        claim.hidden = !view.claim;
        if (view.claim) claim.href = "/C/" + view.claim;
      }
      showRating(view.rate || null);
      if (view.cue) play(view.cue);
    };
    const old = (seconds) => {
      live.classList.toggle("old", seconds != null);
      if (seconds == null) return;
      for (const value of live.querySelectorAll(".figure .value")) put(value, "–");
      put(byId("notice"), live.dataset.old.replace("%1", seconds + " s"));
      byId("notice").className = "alarm";
    };
    prepareSound(live);
    prepareScreen(live);
    prepareRating(live);
    follow(live.dataset.stream, show, old);
  };

  // ---- All machines ------------------------------------------------------------------------------------------------

  const gym = (box) => {
    const show = (view) => {
      const tile = box.querySelector('[data-machine="' + CSS.escape(view.machine) + '"]');
      // A machine that came later needs a tile.
      if (!tile) { location.reload(); return; }
      const set = (key, text) => put(tile.querySelector('[data-key="' + key + '"]'), text);
      const [first, second] = view.figures;
      tile.dataset.style = view.style;
      set("walker", view.walker);
      set("value", first.value);
      set("label", [first.label, first.unit].filter(Boolean).join(" "));
      set("second", second ? second.label + " " + second.value : "");
      set("headline", view.headline);
      set("notice", notice(view));
    };
    const old = (seconds) => {
      if (seconds == null) return;
      for (const value of box.querySelectorAll('[data-key="value"]')) put(value, "–");
      for (const text of box.querySelectorAll('[data-key="notice"]')) put(text, box.dataset.old.replace("%1", seconds + " s"));
    };
    follow(box.dataset.stream, show, old);
  };

  const live = byId("live");
  if (live) machine(live);
  const all = byId("gym");
  if (all) gym(all);
})();
