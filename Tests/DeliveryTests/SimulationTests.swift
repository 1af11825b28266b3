import Foundation
import Testing

@Suite("Simulated lives of an outbox")
struct SimulationTests {
    /// How many seeds a run tries; more by `CARTEIRO_SIMULATIONS`.
    static let seeds = ProcessInfo.processInfo.environment["CARTEIRO_SIMULATIONS"].flatMap { UInt64($0) } ?? 800

    @Test(
        "Whatever fails and whenever it crashes, nothing is lost, repeated without cause or sent too fast",
        arguments: 0..<16)
    func invariants(variant: Int) throws {
        let world = try SimulatedWorld(variant: variant)
        for seed in stride(from: UInt64(variant), to: Self.seeds, by: 16) {
            let simulation = try Simulation(seed: seed, world: world)
            try simulation.run()
            #expect(
                simulation.problems.isEmpty, "seed \(seed): \(simulation.problems.prefix(5).joined(separator: "\n"))")
            guard simulation.problems.isEmpty else { return }
        }
    }
}
