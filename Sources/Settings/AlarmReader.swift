package import Domain
package import Gateway
package import Policy

/// When operators are alarmed, and where to.
package struct AlarmSettings: Sendable {
    package var limits = AlarmLimits()
    /// The request that tells of an alarm, as its `text` request; `nil`: the log alone does.
    package var webhook: GatewayPlan?
    /// Of the webhook's requests (default 40 a day, which lets 20 go at once).
    package var rateLimits = [RateLimit(count: 40, periodMilliseconds: 86_400_000)]
}

/// Reads `alarms`.
struct AlarmReader {
    let endpoints: EndpointReader

    private static let day: Int64 = 86_400_000

    func read(_ reader: MappingReader) -> AlarmSettings {
        var alarms = AlarmSettings()
        guard let keys = reader.mapping("alarms", .alarms) else { return alarms }
        let standard = alarms.limits
        alarms.limits.pausedMilliseconds = keys.duration("paused", in: 0...Self.day) ?? standard.pausedMilliseconds
        alarms.limits.stalledMilliseconds =
            keys.duration("stalled", in: 60_000...7 * Self.day) ?? standard.stalledMilliseconds
        alarms.limits.deadSharePercent = share(keys) ?? standard.deadSharePercent
        alarms.limits.diskFreeBytes = keys.size("disk_free") ?? standard.diskFreeBytes
        alarms.limits.walBytes = keys.size("wal_size") ?? standard.walBytes
        if let webhook = keys.mapping("webhook", .alarmWebhook) {
            alarms.webhook = plan(webhook)
            if webhook.isWritten("rate_limit") { alarms.rateLimits = endpoints.rateLimits(webhook) }
        }
        return alarms
    }

    private func share(_ reader: MappingReader) -> Int? {
        guard let text = reader.text("dead_share") else { return nil }
        if text.hasSuffix("%"), let percent = Quantity.integer(String(text.dropLast())), (1...100).contains(percent) {
            return percent
        }
        reader.error("dead_share", "must be a share, but is \(quoted(text))", hint: "from 1% to 100%")
        return nil
    }

    private func plan(_ reader: MappingReader) -> GatewayPlan? {
        guard let definition = endpoints.question(reader) else { return nil }
        do throws(GatewayProblems) {
            let plan = try GatewayPlan(definition.gateway, version: endpoints.version)
            try tryOut(plan, reader)
            return plan
        } catch {
            for problem in error.problems { definition.templates.report(problem) }
            return nil
        }
    }

    /// An alarm is no message: what only messages have would be missing when it is too late to notice.
    private func tryOut(_ plan: GatewayPlan, _ reader: MappingReader) throws(GatewayProblems) {
        do throws(RequestError) {
            _ = try plan.request(for: .text, AlarmNotice.sample.context(at: Timestamp(seconds: 0)))
        } catch {
            endpoints.report.error(
                reader.line(of: "request"), "\(reader.name(of: "request")) uses what an alarm does not have",
                hint: "{{text}}, {{message.key}}, and of {{payload.alarm}}: kind, state, endpoint, reason, text, since")
        }
    }
}
