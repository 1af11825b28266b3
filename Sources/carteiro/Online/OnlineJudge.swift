import Domain
import Gateway

/// What an attempt to connect says, in words.
struct OnlineJudge {
    private let request: TransferRequest
    private let redaction: Redaction

    init(_ request: TransferRequest, _ redaction: Redaction) {
        self.request = request
        self.redaction = redaction
    }

    func judge(_ result: TransferResult, health: HealthPlan?, _ finding: inout OnlineFinding) {
        if let failure = result.failure {
            let words = result.detail.isEmpty ? "" : ": \(redaction.masked(result.detail))"
            finding.problem = failure.rawValue + words
            finding.hint = hint(failure, result.detail)
        } else if let health {
            judge(health, result, &finding)
        } else if result.reach == .answered {
            // A mail server that refuses says so before anything is sent.
            finding.problem = "the mail server refuses: \(result.status) \(excerpt(result))"
            finding.hint =
                result.status == 535 ? hint(.auth, "") : "ask who runs the server why it does not take our mail"
        } else {
            finding.detail = connection(result)
        }
    }

    private func judge(_ health: HealthPlan, _ result: TransferResult, _ finding: inout OnlineFinding) {
        guard !health.isHealthy(result) else {
            finding.detail = "says that it works"
            return
        }
        finding.problem = "does not say that it works: HTTP \(result.status) \(excerpt(result))"
        finding.hint = "look at the gateway itself: the phone may have to be paired again, or the key is wrong"
    }

    private func excerpt(_ result: TransferResult) -> String {
        if let json = BodyText(result.body, type: "", redaction, isCut: result.truncated).json {
            return json.text.shortened(to: 160)
        }
        return redaction.excerpt(of: result, limit: 160)
    }

    /// `IPv4, TLS verified`.
    private func connection(_ result: TransferResult) -> String {
        let family = result.peer.isEmpty ? nil : result.peer.contains(":") ? "IPv6" : "IPv4"
        let proxy = request.options.proxy == nil ? nil : "through a proxy"
        let isMail = request.url.hasPrefix("smtp")
        let login = isMail && request.options.mail.login != nil ? "login taken" : nil
        return [family, proxy, tls, login].compactMap { $0 }.joined(separator: ", ")
    }

    /// Where TLS is spoken it was verified: nothing is spoken otherwise.
    private var tls: String {
        let scheme = request.url.prefix { $0 != ":" }
        switch scheme {
        case "https", "smtps": return "TLS verified"
        case "smtp" where request.options.mail.requiresTLS: return "STARTTLS verified"
        default: return "no TLS"
        }
    }

    private var host: String {
        guard let slashes = request.url.firstRange(of: "://") else { return "NAME" }
        return redaction.masked(String(request.url[slashes.upperBound...].prefix { !":/?#".contains($0) }))
    }

    private func hint(_ failure: TransportFailure, _ words: String) -> String {
        switch failure {
        case .dns: "is the host's name right, and can this machine resolve it? try: getent hosts \(host)"
        case .connect: "does the service run and listen on that port, and does a firewall let this machine reach it?"
        // What OpenSSL says of bytes that are no TLS.
        case .tls where words.contains("wrong version number"): "no TLS is spoken on that port: look at scheme and port"
        case .tls:
            "the certificate must be for this host and of an authority that this machine trusts; `tls.ca` names another"
        case .timeout: "nothing answered: a firewall may drop what is sent there, or host or port are wrong"
        case .reset, .malformed: "something else than expected may listen there: look at scheme and port"
        case .auth: "look at user and password of `auth.basic`; without `auth` no login is tried"
        case .refused: "the address may not be connected to"
        case .unusable: "the request cannot be made: look at the URL and at the files of `tls`"
        }
    }
}
