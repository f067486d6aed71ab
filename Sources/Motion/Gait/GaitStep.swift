// SPDX-License-Identifier: Apache-2.0
//
// Owns: the motion of four gait oscillators over a time step, for unit amplitude. Must not know: weights, pulses.

/// One damped rotation over a step: z(d) = E z, belt travel += Re(G z), with z = h + i g and mu = L - i w.
///
///     E = e^(-mu d) = e (c + i s)        G = (1 - E) / mu
///
/// Driven by white noise such that h and g have stationary variance 1. The noise accumulated over the step:
///
///     hh = gg = 1 - e^2,  hg = 0
///     xx = 2 L int |G|^2      = 2 L (d - 2 Re G + B) / |mu|^2,   B = int e^(-2 L t) = (1 - e^2) / (2 L)
///     xh - i xg = 2 L int G E* = 2 L (G* - B) / mu
///
/// Source: the exact discretisation of a linear stochastic differential equation; integrals solved by hand.
struct HarmonicStep {
  /// Re E and Im E.
  let ec: Lane
  let es: Lane
  /// Belt travel per h and per g, seconds.
  let travelH: Lane
  let travelG: Lane
  let noiseXX: Lane
  let noiseXH: Lane
  let noiseXG: Lane
  let noiseHH: Lane

  /// - Parameters:
  ///   - durationS: the step.
  ///   - damping: L, 1/s. - angular: w, rad/s. - decay: e^(-L d). - sine, cosine: of w d.
  @inline(__always)
  init(durationS d: Lane, damping l: Lane, angular w: Lane, decay e: Lane, sine: Lane, cosine: Lane) {
    ec = e * cosine
    es = e * sine
    let inverse = 1 / (l * l + w * w)
    // G = (1 - ec - i es)(L + i w) / |mu|^2
    let real = ((1 - ec) * l + es * w) * inverse
    let imaginary = ((1 - ec) * w - es * l) * inverse
    travelH = real
    travelG = -imaginary
    let twoL = 2 * l
    let rest = 1 - e * e
    let b = rest / twoL
    noiseHH = rest
    noiseXX = twoL * (d - 2 * real + b) * inverse
    // (Re G - B - i Im G)(L + i w) / |mu|^2
    noiseXH = twoL * ((real - b) * l + imaginary * w) * inverse
    noiseXG = twoL * (imaginary * l - (real - b) * w) * inverse
  }

  /// The belt's travel by one harmonic.
  @inline(__always)
  func travel(_ h: Lane, _ g: Lane) -> Lane { travelH * h + travelG * g }

  /// One harmonic at the end of the step.
  @inline(__always)
  func turned(_ h: Lane, _ g: Lane) -> (Lane, Lane) { (ec * h - es * g, es * h + ec * g) }
}

/// Both harmonics of four step rates over one step.
struct GaitStep {
  let durationS: Lane
  let first: HarmonicStep
  let second: HarmonicStep

  /// - Parameters:
  ///   - rateHz: step rates. - damping: of the first harmonic, 1/s; the second has twice as much.
  ///   - decay: e^(-damping * durationS).
  @inline(__always)
  init(durationS: Double, rateHz: Lane, damping: Lane, decay: Lane) {
    let d = Lane(repeating: durationS)
    self.durationS = d
    let angular = rateHz * 6.283185307179586
    let (sine, cosine) = Transcendental.sineAndCosine(turns: rateHz * durationS)
    first = HarmonicStep(
      durationS: d, damping: damping, angular: angular, decay: decay, sine: sine, cosine: cosine)
    second = HarmonicStep(
      durationS: d, damping: damping + damping, angular: angular + angular, decay: decay * decay,
      sine: 2 * (sine * cosine), cosine: 1 - 2 * (sine * sine))
  }

  /// The belt's travel at a speed.
  @inline(__always)
  func travel(_ speed: Lane) -> Lane { durationS * speed }
}
