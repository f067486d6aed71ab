// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a console on this computer could be heard. Must not know: which sounds there are.
//
// The console looks for its player itself; the device and the right to use it are what a person has to see to. A console
// that cannot be heard rings the terminal's bell, so nothing here is a fault.

import Foundation
import LiveFeed
import Settings

struct SoundCheck: DoctorCheck {
  private static let folder = "/dev/snd"
  private static let otherwise = "or choose the terminal's bell: `console: { sound: bell }`"

  func findings(in installation: Installation) -> [Finding] {
    let console = installation.console
    guard console.mayUsePlayer else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder)) ?? []
    // A playback device of ALSA, such as pcmC0D0p.
    let devices = names.filter { $0.hasPrefix("pcm") && $0.hasSuffix("p") }.map { Self.folder + "/" + $0 }
    let usable = devices.filter { FileManager.default.isWritableFile(atPath: $0) }
    return [
      Self.judge(
        player: installation.player, devices: devices.count, usable: usable.count,
        isWanted: console.needsPlayer)
    ]
  }

  /// - Parameters:
  ///   - player: the program that the console plays sounds with; nil if there is none.
  ///   - devices, usable: how many devices there are, and how many of them the user may write to.
  ///   - isWanted: whether the configuration says that a player is to be used, and nothing else.
  static func judge(player: String?, devices: Int, usable: Int, isWanted: Bool) -> Finding {
    // A sound server has devices of its own, also in another computer.
    if let player, player != "aplay" { return Finding("sound", .good, "sounds go through \(player)") }
    guard devices > 0 else {
      let text = "no sound card, so the console rings the terminal's bell"
      return isWanted
        ? Finding("sound", .warning, text, remedy: "connect or enable one, \(otherwise)")
        : Finding("sound", .good, text)
    }
    guard let player else {
      return Finding(
        "sound", .warning, "no player is installed, so the console rings the terminal's bell",
        remedy: "install one: `apt install alsa-utils`, \(otherwise)")
    }
    guard usable > 0 else {
      return Finding(
        "sound", .warning, "\(player) may not use the sound card as this user",
        remedy: "join its group: `sudo usermod -aG audio $USER`, then log in again, \(otherwise)")
    }
    return Finding("sound", .good, "sounds go through \(player)")
  }
}
