import Domain
import Gateway
import Settings

/// What Carteiro makes of answers, in sentences for an operator.
enum Meaning {
    static func sentence(_ verdict: Verdict, _ redaction: Redaction) -> String {
        let why = verdict.reason.isEmpty ? "" : " (\(redaction.masked(verdict.reason)))"
        let wait = verdict.retryAfterMilliseconds.map { ", \(Wording.span($0 / 1_000)) from now at the earliest" } ?? ""
        switch verdict.outcome {
        case .sent:
            let id = verdict.providerMessageID.map { ", by the id \(redaction.masked($0))" } ?? ", without an id"
            let recipient = verdict.recipient.map { ", for \(redaction.masked($0))" } ?? ""
            return "Accepted\(id)\(recipient)."
        case .retry: return "Not accepted for now\(why). The daemon would try again\(wait)."
        case .throttled: return "Too fast for the gateway\(why). The daemon would wait and send it again\(wait)."
        case .down: return "The gateway's session or service is gone\(why). The daemon would pause the endpoint\(wait)."
        case .rejected:
            return "Refused: it cannot reach this address\(why). A message would go to the next endpoint of its route."
        case .optedOut: return "Refused: whoever has this address does not want messages\(why)."
        case .needsTemplate: return "Refused: free text is not allowed now, only approved templates\(why)."
        case .misconfigured:
            return "Refused, and the configuration is to blame\(why): key, URL or body. The daemon would pause the "
                + "endpoint until somebody resumes it."
        case .uncertain:
            return "It may have arrived or not\(why). The endpoint's `on_uncertain` decides what comes then."
        case .recheck: return "It may be that there is no such address\(why), so the gateway is asked for it."
        }
    }

    /// - Parameter names: of what was captured; the values may be secrets.
    static func step(_ names: [String]) -> String {
        names.isEmpty ? "Done." : "Done, with \(names.joined(separator: ", ")) captured."
    }

    static func precheck(_ outcome: PrecheckOutcome, _ redaction: Redaction) -> String {
        switch outcome {
        case .exists(let address):
            let form = address.map { " as \(redaction.masked($0))" } ?? ""
            return "The gateway knows this address\(form)."
        case .missing: return "The gateway says that there is no such address: a message would end here."
        case .unknown: return "The answer says neither that the address exists nor that it does not: the message goes."
        case .failed(let verdict): return sentence(verdict, redaction)
        }
    }

    /// The last line: whether the test went well.
    static func conclusion(_ verdict: Verdict, _ target: EndpointSettings) -> String {
        let name = target.endpoint.name
        guard verdict.outcome == .sent else {
            let why = verdict.reason.isEmpty ? "" : ", \(target.plan.redaction.masked(verdict.reason))"
            let hint =
                verdict.outcome == .needsTemplate && target.plan.hasTemplateRequest
                ? "; try --template with one whose front matter names an approved template" : ""
            return "\(name) did not accept the message: \(verdict.outcome.rawValue)\(why)\(hint)"
        }
        return "\(name) accepted the message; look whether it arrived"
    }
}
