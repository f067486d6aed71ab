// SPDX-License-Identifier: Apache-2.0
//
// Owns: drawing the newest frame until the user quits. Must not know: where frames come from.

import Foundation
import LiveFeed
import Words

/// The requested options.
package struct ConsoleOptions: Sendable, Equatable {
  package var mode = ViewMode.auto
  package var unit = SpeedUnit.kilometresPerHour
  package var language = Language.english
  package var sound = SoundMode.auto
  package var usesColours = true
  /// Which machine of several; nil for the first.
  package var machine: String?
  /// What a set in progress is compared with.
  package var comparison = Comparison.best
  /// The speed to walk at for a comparison with a target, metres per second.
  package var targetMps: Double?
  /// The address of the page that phones open, with a slash at its end; nil if there is none.
  package var page: String?

  package init() {}

  /// For line output without a screen.
  package var plainLook: Look { Look(language: language, unit: unit) }
}

/// Draws at most ten times per second, and only what has changed.
package enum ConsoleLoop {
  package enum Ending: Sendable, Equatable {
    case quit
    case ended
  }

  private static let every = Duration.milliseconds(100)

  /// Draws until `q` is pressed or the frames end. Blocks its thread, so it needs its own.
  /// - Parameter ask: asks the daemon for what a key wants; must not wait. A refusal comes back through the box.
  package static func run(
    _ box: LiveBox, _ options: ConsoleOptions, ask: (ControlRequest) -> Void
  ) throws(TerminalError) -> Ending {
    var terminal = try CursesTerminal.open(usesColours: options.usesColours)
    var look = Look(
      glyphs: terminal.glyphs, depth: terminal.depth, language: options.language, unit: options.unit)
    var sounder = Sounder(options.sound)
    var state = ConsoleState(mode: options.mode, unit: options.unit, hasSound: options.sound != .off)
    var shown: (scene: Scene, size: ScreenSize, unit: SpeedUnit)?
    while true {
      // Checked first, so that the last frame is drawn before the loop ends.
      let now = box.snapshot
      if terminal.stopIfAsked() { shown = nil }
      let scene = scene(now, state, options)
      let size = terminal.size
      look.figures.unit = state.unit
      if shown.map({ $0.scene != scene || $0.size != size || $0.unit != state.unit }) ?? true {
        terminal.show(Painter.draw(scene, look, size))
        shown = (scene, size, state.unit)
      }
      if now.hasEnded { return .ended }
      sounder.isMuted = state.isMuted
      for cue in box.takeCues() { sounder.sound(cue) }
      if sounder.tick() { terminal.beep() }
      switch wait(terminal, &state, frame: now.frame) {
      case .quit: return .quit
      case .redraw:
        terminal.redraw()
        shown = nil
      case .nextMachine: box.next()
      case .nothing: break
      case let action: if let request = request(action) { ask(request) }
      }
      if let request = request(state.tick(box.snapshot.frame)) { ask(request) }
      hear(box, &state)
    }
  }

  /// What the daemon answered since the last time.
  private static func hear(_ box: LiveBox, _ state: inout ConsoleState) {
    if let notice = box.takeNotice() {
      if case .refused = notice { state.cannotList() }
      state.say(notice)
    }
    if let walkers = box.takeWalkers() { state.list(walkers) }
  }

  /// What to ask the daemon for.
  private static func request(_ action: ConsoleState.Action) -> ControlRequest? {
    switch action {
    case .nothing, .quit, .redraw, .nextMachine: return nil
    case .listWalkers: return ControlRequest(.walkers)
    case .use(let walker, let machine):
      var request = ControlRequest(.walker)
      request.machine = machine
      request.walker = ControlValue(walker)
      return request
    case .rate(let set, let answers):
      var request = ControlRequest(.note)
      request.set = set
      if let rpe = answers.rpe { request.rpe = .value(rpe) }
      if let pain = answers.pain { request.pain = .value(Int(pain)) }
      return request
    }
  }

  private static func scene(_ now: LiveBox.Snapshot, _ state: ConsoleState, _ options: ConsoleOptions)
    -> Scene
  {
    var scene = Scene()
    scene.frame = now.frame
    scene.machines = now.machines
    scene.chosen = now.chosen
    scene.history = now.history
    // All machines at once, unless one of them was asked for.
    let showsAll = state.mode == .auto && now.machines.count > 1 && options.machine == nil
    scene.view = showsAll ? .gym : now.chooser.view(state.mode)
    scene.waitsFor = now.waitsFor
    scene.notice = state.notice
    scene.showsKeys = state.showsKeys
    scene.showsClaim = state.showsClaim
    scene.page = options.page
    scene.picker = state.picker
    scene.rating = state.rating
    scene.comparison = options.comparison
    scene.targetMps = options.targetMps
    return scene
  }

  /// Reads keys until it is time to draw again.
  private static func wait(
    _ terminal: borrowing CursesTerminal, _ state: inout ConsoleState, frame: LiveFrame?
  ) -> ConsoleState.Action {
    let clock = ContinuousClock()
    let due = clock.now + every
    while true {
      let left = clock.now.duration(to: due)
      let milliseconds = Int32(max(0, left.components.attoseconds / 1_000_000_000_000_000))
      if left <= .zero { return .nothing }
      guard let key = terminal.key(milliseconds: max(1, milliseconds)) else {
        // A terminal that is gone returns at once; so does an interrupted call.
        let rest = clock.now.duration(to: due)
        if rest > .milliseconds(5) { Thread.sleep(forTimeInterval: 0.005) }
        continue
      }
      let action = state.press(key, frame: frame)
      if action != .nothing { return action }
    }
  }
}
