import Delivery
import Domain
import Outbox
import Policy
import Settings

/// What upkeep goes by; a reload makes another one.
struct UpkeepPlan: Sendable {
    var retention: Retention
    /// How far back the frequency cap looks, in milliseconds; `nil`: there is none.
    var capHorizonMilliseconds: Int64?
    /// Free space of the outbox's disk below which nothing more is claimed, in bytes; 0: whatever is free.
    var diskReserveBytes: Int64
    var endpoints: [Outbox.ConfiguredEndpoint]
    var alarms: AlarmSettings
    /// By which it is seen whether something that is due is held back.
    var delivery: DeliveryPlan

    init(_ settings: Settings) {
        retention = settings.retention
        capHorizonMilliseconds = settings.frequencyCap?.horizonMilliseconds
        diskReserveBytes = settings.diskReserveBytes
        endpoints = settings.configuredEndpoints
        alarms = settings.alarms
        delivery = DeliveryPlan(settings)
    }

    /// What may go at a moment.
    func limits(at now: Timestamp) -> RetentionLimits {
        let before = { (age: Int64?) in age.map { now.advanced(byMilliseconds: -$0) } }
        // A contact counts for as long as the cap looks back, and a month of the rest is there to be looked at.
        let counts = max(40 * 86_400_000, capHorizonMilliseconds ?? 0)
        return RetentionLimits(
            sentBefore: before(retention.sentMilliseconds), endedBefore: before(retention.endedMilliseconds),
            bodiesBefore: before(retention.bodiesMilliseconds),
            evidenceBefore: before(retention.evidenceMilliseconds), countsBefore: before(counts))
    }
}

extension Settings {
    /// The endpoints in the order written, each with the routes that begin with it.
    var configuredEndpoints: [Outbox.ConfiguredEndpoint] {
        endpoints.map { endpoint in
            let name = endpoint.endpoint.name
            return (name: name, routes: routes.filter { $0.value.first == name }.map(\.key).sorted())
        }
    }
}
