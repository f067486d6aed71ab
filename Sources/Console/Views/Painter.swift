// SPDX-License-Identifier: Apache-2.0
//
// Owns: a scene -> cells. A pure function: the same scene, look and size give the same picture. Must not know:
// terminals, sockets.
//
// The walker is three metres away with their back to the machine's own console: each view has one element to be seen
// first, and that is the largest figure.

/// Draws scenes.
package enum Painter {
  package static func draw(_ scene: Scene, _ look: Look, _ size: ScreenSize) -> Canvas {
    var sheet = Sheet(scene, look, size)
    switch scene.view {
    case .big: sheet.big()
    case .detail: sheet.detail()
    case .gym: sheet.gym()
    case .coach: sheet.coach()
    case .summary: sheet.summary()
    }
    if let rating = scene.rating { sheet.askOnSmall(rating) }
    if scene.showsClaim { sheet.claim() }
    if scene.showsKeys { sheet.keys() }
    if let picker = scene.picker { sheet.pick(picker) }
    return sheet.canvas
  }
}
