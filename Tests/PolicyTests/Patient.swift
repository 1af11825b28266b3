import Domain
import Policy

/// An endpoint's health with all that its changes need at hand: a policy, and random numbers of a seed.
///
/// A class, since `#expect` takes no call that mutates a value.
@dynamicMemberLookup
final class Patient {
    static let now = Timestamp(milliseconds: 1_790_000_000_000)

    private(set) var health: EndpointHealth
    private let policy: BreakerPolicy
    private var random: SeededGenerator

    init(
        _ health: EndpointHealth = EndpointHealth(),
        policy: BreakerPolicy = BreakerPolicy(failures: 5, firstMilliseconds: 16_000, maxMilliseconds: 600_000),
        seed: UInt64 = 1
    ) {
        self.health = health
        self.policy = policy
        random = SeededGenerator(seed: seed)
    }

    /// One that was paused just now, at the gateway's wish.
    static func paused(floor: Int64) -> Patient {
        let patient = Patient()
        _ = patient.pause(floor: floor)
        return patient
    }

    /// One that is probed after its first pause.
    static func probed(seed: UInt64 = 1) -> Patient {
        let health = EndpointHealth(mode: .probing, reason: "http-503", until: nil, isHeldByOperator: false, trips: 1)
        return Patient(health, seed: seed)
    }

    subscript<Value>(dynamicMember path: KeyPath<EndpointHealth, Value>) -> Value { health[keyPath: path] }

    func concurrency(limit: Int) -> Int { health.concurrency(limit: limit) }
    func tick(_ now: Timestamp) -> Bool { health.tick(now) }
    func succeed(limit: Int = 4) -> Bool { health.succeed(limit: limit) }
    func fail(_ message: Int64, limit: Int = 4) -> Bool { health.fail(message: message, limit: limit, policy) }
    func pauseUntilResumed() -> Bool { health.pauseUntilResumed(reason: "http-401") }
    func configurationChanged() -> Bool { health.configurationChanged() }

    func pause(reason: String = "http-503", floor: Int64? = nil, at now: Timestamp = Patient.now) -> Bool {
        health.pause(reason: reason, floor: floor, policy, at: now, using: &random)
    }
}
