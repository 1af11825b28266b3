import Delivery
import Domain
import Gateway
import Outbox
import Policy
import Settings

/// Watches for what a person should know of, and tells it to the log and to the webhook.
final class AlarmDesk {
    private let outbox: Outbox
    private let log: any EventSink
    private let caller: AlarmCaller
    private var board = AlarmBoard()

    init(outbox: Outbox, log: any EventSink, transport: any Transport) {
        self.outbox = outbox
        self.log = log
        caller = AlarmCaller(log: log, transport: transport)
    }

    /// Looks at how things stand.
    ///
    /// - Parameter free: the free bytes of the outbox's disk; `nil`: unknown.
    func look(_ plan: UpkeepPlan, free: Int64?, at now: Timestamp) throws(OutboxError) {
        let reading = try reading(plan, free: free, at: now)
        for change in board.update(reading, plan.alarms.limits, at: now) {
            tell(change)
            if plan.alarms.webhook != nil { caller.add(notice(change, at: now)) }
        }
    }

    /// Carries the webhook's requests forward.
    func turn(_ plan: UpkeepPlan, at now: Timestamp) {
        caller.turn(plan.alarms, at: now)
    }

    private func reading(_ plan: UpkeepPlan, free: Int64?, at now: Timestamp) throws(OutboxError) -> AlarmReading {
        let names = plan.endpoints.map(\.name)
        var paused: [String: String] = [:]
        for row in try outbox.endpoints(named: names) where row.isHeld || row.mode != EndpointHealth.Mode.open.rawValue
        {
            paused[row.name] = row.isHeld ? "operator" : row.reason ?? "unknown"
        }
        let pulse = try outbox.pulse(endpoints: names, at: now)
        let explainer = Explainer(plan: plan.delivery, outbox: outbox)
        var dueSince: Timestamp?
        for due in pulse.due {
            guard let situation = try explainer.situation(of: due.id, at: now), situation.isDue else { continue }
            dueSince = min(dueSince ?? due.since, due.since)
        }
        return AlarmReading(
            pausedEndpoints: paused, dueSince: dueSince, lastSentAt: pulse.lastSentAt,
            endedLastHour: pulse.sentLastHour + pulse.deadLastHour, deadLastHour: pulse.deadLastHour,
            diskFreeBytes: free, walBytes: outbox.writeAheadLogBytes)
    }

    private func tell(_ change: AlarmChange) {
        let alarm = change.alarm
        var event: LogEvent
        switch change.transition {
        case .raised:
            event = LogEvent("alarm.raised", level: .error).with("alarm", alarm.kind.rawValue)
                .with("endpoint", alarm.subject).with("reason", alarm.reason)
        case .cleared(let length):
            event = LogEvent("alarm.cleared", level: .notice).with("alarm", alarm.kind.rawValue)
                .with("endpoint", alarm.subject).with("for_ms", length)
        }
        for figure in change.figures { event = event.with(figure.key, figure.value) }
        log.record(event)
    }

    private func notice(_ change: AlarmChange, at now: Timestamp) -> AlarmNotice {
        let alarm = change.alarm
        let isOver = change.transition != .raised
        let state = isOver ? "cleared" : "raised"
        return AlarmNotice(
            kind: alarm.kind.rawValue, state: state, endpoint: alarm.subject ?? "", reason: alarm.reason ?? "",
            text: "Carteiro: " + (isOver ? "over: " : "") + alarm.sentence, since: alarm.since,
            key: "\(outbox.outboxID)-alarm-\(alarm.kind.rawValue)-\(alarm.subject ?? "")-\(state)-\(now.milliseconds)",
            figures: change.figures.map { ($0.key, $0.value) })
    }
}

extension Alarm {
    /// For people, without figures.
    fileprivate var sentence: String {
        switch kind {
        case .endpointPaused: "the endpoint \(subject ?? "") is paused (\(reason ?? "unknown"))"
        case .stalled: "nothing has been sent for a while although something is due"
        case .deadShare: "too many of the messages that end are dead"
        case .diskLow: "the outbox's disk is nearly full"
        case .walLarge: "the outbox's write-ahead log has grown large"
        }
    }
}

extension Situation {
    /// Whether nothing but the daemon itself keeps the message from going: no pause, no hour, no limit.
    fileprivate var isDue: Bool {
        switch self {
        case .unseen, .inLine, .ready, .ending: true
        case .notBefore, .held, .retrying, .paused, .limited, .warmingUp, .sending, .travelling, .ended,
            .arrived:
            false
        }
    }
}
