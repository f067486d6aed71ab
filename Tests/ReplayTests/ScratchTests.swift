import Daemon
import Foundation
import Motion
import Pulses
import Sets
import Simulation
import Testing

@Test func scratch() throws {
  for name in ScenarioCatalogue.names {
    let scenario = try ScenarioCatalogue.scenario(name)
    for seed in 1...4 as ClosedRange<UInt64> {
      let run = SimulatedRun(scenario, seed: seed)
      var pipeline = BeltPipeline(profile: scenario.profile)
      var collector = SetCollector()
      var found: [CollectedSet] = []
      for e in run.recording.edges {
        pipeline.step(e) { if let s = collector.take(.event($0)) { found.append(s) } }
        _ = collector.take(.edge(e))
      }
      pipeline.advance(silentUntilNs: run.recording.endNs) { if let s = collector.take(.event($0)) { found.append(s) } }
      pipeline.finish(.inputEnded) { if let s = collector.take(.event($0)) { found.append(s) } }
      print("\(name) seed \(seed): edges \(run.recording.edges.count) true sets \(run.truth.sets.count) found \(found.count)")
      let active = run.truth.samples.filter { $0.set > 0 }
      if !active.isEmpty { let m = active.map(\.speedMps).reduce(0,+)/Double(active.count); let sd = (active.map { ($0.speedMps-m)*($0.speedMps-m) }.reduce(0,+)/Double(active.count)).squareRoot(); print("   mean \(m) sd% \(100*sd/m)") }
      for (i, s) in found.enumerated() {
        guard let f = s.analysed(scenario.profile) else { continue }
        guard i < run.truth.sets.count else { print("  extra set \(f.durationS) s \(f.distanceM) m"); continue }
        let t = run.truth.sets[i]
        print(String(format: "  start %+.3f end %+.3f dur %.3f (%+.3f) dist %.3f (%+.3f sd %.3f) work %.0f (%+.1f%%, sd %.1f%%) vmax %.2f P %.0f+-%.0f", Double(f.startNs-t.startNs)/1e9, Double(f.endNs-t.endNs)/1e9, f.durationS, f.durationS-t.durationS, f.distanceM, f.distanceM-t.distanceM, f.distanceSdM, f.workJ, 100*(f.workJ/t.workJ-1), 100*f.workSdJ/f.workJ, f.maxSpeedMps, f.meanPowerW, f.powerSdW))
      }
    }
  }
}
