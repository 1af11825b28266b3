import Domain
import Gateway
import Policy
import Settings

/// Tells a webhook of alarms: one after the other, as often as its rate limit allows, each tried a few times.
///
/// What is not told when the daemon ends is forgotten; the log has it.
final class AlarmCaller {
    /// Alarms that wait to be told; of more than these the oldest are given up.
    private static let mostWaiting = 100
    private static let tries = 6
    private static let firstWait: Int64 = 30_000

    private let log: any EventSink
    private let transport: any Transport
    private var waiting: [AlarmNotice] = []
    private var isCalling = false
    private var failures = 0
    private var nextTry = Timestamp(milliseconds: .min)
    private var limits: [RateLimit] = []
    private var limiters: [RateLimiter] = []

    init(log: any EventSink, transport: any Transport) {
        self.log = log
        self.transport = transport
    }

    func add(_ notice: AlarmNotice) {
        waiting.append(notice)
        // The first may be under way.
        if waiting.count > Self.mostWaiting {
            giveUp(waiting.remove(at: isCalling ? 1 : 0), reason: "too-many")
        }
    }

    func turn(_ settings: AlarmSettings, at now: Timestamp) {
        if isCalling {
            for completion in transport.poll(timeoutMilliseconds: 0) { hear(completion.result, at: now) }
        }
        guard !isCalling, let notice = waiting.first, now >= nextTry else { return }
        guard let webhook = settings.webhook else { return waiting.removeAll() }
        guard mayCall(settings.rateLimits, at: now) else { return }
        do throws(RequestError) {
            let request = try webhook.request(for: .text, notice.context(at: now))
            isCalling = true
            transport.start(request, tag: 0)
        } catch {
            giveUp(waiting.removeFirst(), reason: "unusable")
        }
    }

    private func mayCall(_ wanted: [RateLimit], at now: Timestamp) -> Bool {
        if limits != wanted {
            limits = wanted
            limiters = wanted.map { RateLimiter($0) }
        }
        guard limiters.allSatisfy({ $0.allowance(at: now, most: 1) > 0 }) else { return false }
        for index in limiters.indices { limiters[index].take(1, at: now) }
        return true
    }

    private func hear(_ result: TransferResult, at now: Timestamp) {
        isCalling = false
        guard let notice = waiting.first else { return }
        if result.reach == .answered, result.failure == nil, (200..<300).contains(result.status) {
            failures = 0
            waiting.removeFirst()
            return
        }
        failures += 1
        let reason = result.failure?.rawValue ?? "http-\(result.status)"
        guard failures < Self.tries else {
            failures = 0
            return giveUp(waiting.removeFirst(), reason: reason)
        }
        let wait = Self.firstWait << (failures - 1)
        nextTry = now.advanced(byMilliseconds: wait)
        log.record(
            LogEvent("alarm.not_told", level: .warning).with("alarm", notice.kind).with("reason", reason)
                .with("wait_ms", wait))
    }

    private func giveUp(_ notice: AlarmNotice, reason: String) {
        log.record(LogEvent("alarm.not_told", level: .error).with("alarm", notice.kind).with("reason", reason))
    }
}
