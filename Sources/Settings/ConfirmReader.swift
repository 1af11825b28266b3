import Domain
import Gateway

/// Reads `confirm`, in the language of endpoints.
struct ConfirmReader {
    let endpoints: EndpointReader

    private var report: Report { endpoints.report }

    /// - Returns: `nil` if it is not written, or if it is wrong, which has been reported.
    func read(_ reader: MappingReader) -> Confirming? {
        guard reader.isWritten("confirm"), let keys = reader.mapping("confirm", .confirm) else { return nil }
        let definition = endpoints.question(keys)
        let owed = conditions("owed", keys)
        let settled = conditions("settled", keys)
        let limits = endpoints.rateLimits(keys)
        let waits: Unknown = keys.choice("unknown") ?? .wait
        let retry = keys.duration("retry", in: 1_000...86_400_000) ?? 300_000
        let cache = keys.duration("cache", in: 0...86_400_000) ?? 60_000
        guard let definition, let owed, let settled else { return nil }
        do throws(GatewayProblems) {
            return Confirming(
                plan: try ConfirmationPlan(
                    definition.gateway, owed: owed, settled: settled, version: endpoints.version),
                unknownWaits: waits == .wait, retryMilliseconds: retry, cacheMilliseconds: cache, rateLimits: limits)
        } catch {
            for problem in error.problems { definition.templates.report(problem) }
            return nil
        }
    }

    private enum Unknown: String, CaseIterable { case wait, send }

    private func conditions(_ key: String, _ reader: MappingReader) -> [Conditions]? {
        let hint = "what an answer looks like then, such as {http: 200, json: {path: status, equals: open}}"
        guard reader.requiredNode(key, hint: hint) != nil else { return nil }
        let found = RuleReader(report: report).anyOf(key, reader)
        return found.isEmpty ? nil : found
    }
}
