import Domain
import Gateway
import Settings

/// One thing that `check --online` tries, and what came of it.
struct OnlineFinding {
    /// What is tried; the raw values are words of `--json`.
    enum Kind: String {
        /// A connection, on which nothing is sent.
        case connect
        /// The gateway's own question whether it works.
        case health
    }

    /// The endpoint's name, or the configuration's key of what is no endpoint: `confirm`, `alarms.webhook`.
    var name: String
    var kind: Kind
    /// Scheme, host and, where it is written, port.
    var url: String
    var milliseconds: Int64 = 0
    /// What was found out, if all is well.
    var detail = ""
    /// `nil`: all is well.
    var problem: String?
    var hint: String?

    var isGood: Bool { problem == nil }

    var json: JSON {
        .object([
            JSONMember("endpoint", .string(name)), JSONMember("check", .string(kind.rawValue)),
            JSONMember("url", .string(url)), JSONMember("ok", .bool(isGood)),
            JSONMember("milliseconds", .integer(milliseconds)), JSONMember("problem", .optional(problem)),
        ])
    }
}

/// Connects to everything that a configuration names, without sending anything of a message.
struct OnlineCheck {
    /// Nobody waits longer for one of them, in milliseconds.
    private static let longestWait: Int64 = 15_000
    /// So many connections at once.
    private static let mostAtOnce = 64

    private struct Trial {
        var finding: OnlineFinding
        var request: TransferRequest
        var redaction: Redaction
        var health: HealthPlan?
    }

    private var trials: [Trial] = []

    init(_ settings: Settings, at now: Timestamp) {
        for endpoint in settings.endpoints {
            let (name, plan) = (endpoint.endpoint.name, endpoint.plan)
            add(name, plan.connections, plan.redaction)
            if let health = plan.health { add(name, health, plan.redaction, at: now) }
        }
        if let confirm = settings.confirm { add("confirm", confirm.plan.connections, confirm.plan.redaction) }
        if let webhook = settings.alarms.webhook { add("alarms.webhook", webhook.connections, webhook.redaction) }
    }

    private mutating func add(_ name: String, _ probes: [ConnectionProbe], _ redaction: Redaction) {
        for probe in probes { add(name, .connect, probe.origin, probe.request, redaction) }
    }

    private mutating func add(_ name: String, _ health: HealthPlan, _ redaction: Redaction, at now: Timestamp) {
        do throws(RequestError) {
            let request = try health.request(at: now)
            add(name, .health, Self.origin(of: request.url), request, redaction, health)
        } catch {
            // A request that cannot be made is not tried: the daemon does not ask either.
        }
    }

    private mutating func add(
        _ name: String, _ kind: OnlineFinding.Kind, _ url: String, _ request: TransferRequest,
        _ redaction: Redaction, _ health: HealthPlan? = nil
    ) {
        var request = request
        request.timeoutMilliseconds = min(request.timeoutMilliseconds, Self.longestWait)
        trials.append(
            Trial(
                finding: OnlineFinding(name: name, kind: kind, url: redaction.masked(url)), request: request,
                redaction: redaction, health: health))
    }

    /// `https://host:port` of a URL, which has no login in it.
    private static func origin(of url: String) -> String {
        guard let slashes = url.firstRange(of: "://") else { return "" }
        return String(url[..<slashes.upperBound] + url[slashes.upperBound...].prefix { !"/?#".contains($0) })
    }

    /// Tries all of it at once; each has its own limit, so that this ends.
    func run(_ transport: any Transport) -> [OnlineFinding] {
        var findings = trials.map(\.finding)
        var next = 0
        var running = 0
        while next < trials.count || running > 0 {
            while next < trials.count, running < Self.mostAtOnce {
                transport.start(trials[next].request, tag: next)
                next += 1
                running += 1
            }
            for completion in transport.poll(timeoutMilliseconds: 1_000) where findings.indices.contains(completion.tag)
            {
                running -= 1
                let trial = trials[completion.tag]
                findings[completion.tag].milliseconds = completion.durationMilliseconds
                OnlineJudge(trial.request, trial.redaction).judge(
                    completion.result, health: trial.health, &findings[completion.tag])
            }
        }
        return findings
    }
}
