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
      let scene = scene(now, state)
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
      switch wait(terminal, &state, walker: now.frame?.walker) {
      case .quit: return .quit
      case .redraw:
        terminal.redraw()
        shown = nil
      case .nextMachine: box.next()
      case .nextWalker: if let machine = now.frame?.machine { ask(nextWalker(machine)) }
      case .nothing: break
      }
      state.tick(walker: box.snapshot.frame?.walker)
      if let notice = box.takeNotice() { state.say(notice) }
    }
  }

  private static func nextWalker(_ machine: String) -> ControlRequest {
    var request = ControlRequest(.walkerNext)
    request.machine = machine
    return request
  }

  private static func scene(_ now: LiveBox.Snapshot, _ state: ConsoleState) -> Scene {
    var scene = Scene()
    scene.frame = now.frame
    scene.machines = now.machines
    scene.history = now.history
    scene.view = now.chooser.view(state.mode)
    scene.waitsFor = now.waitsFor
    scene.notice = state.notice
    scene.showsKeys = state.showsKeys
    return scene
  }

  /// Reads keys until it is time to draw again.
  private static func wait(
    _ terminal: borrowing CursesTerminal, _ state: inout ConsoleState, walker: String?
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
      let action = state.press(key, walker: walker)
      if action != .nothing { return action }
    }
  }
}
