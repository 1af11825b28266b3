import Domain
import FakeGateway

/// Tells at the terminal what a customer reads, what went wrong and how it was put right.
final class DemoNarrator: EventSink {
    /// The customers' names by message, for the reader of the demonstration; the daemon's own log names nobody.
    var names: [Int64: String] = [:]
    private(set) var bubbles = 0
    private(set) var phones: Set<String> = []
    private(set) var troubles = 0
    private(set) var repeated = 0
    private var keys: Set<String> = []
    private let style: Style
    private let width: Int

    init(style: Style, width: Int) {
        self.style = style
        self.width = width
    }

    func flush() {}

    func record(_ event: LogEvent) {
        switch event.name {
        case "message.retry":
            troubles += 1
            let wait = Double(integer("wait_ms", event) ?? 0) / 1000
            tell("⚠", "\(name(event)): \(words(event)); again in \(seconds(wait))")
        case "message.dead":
            tell("✗", "\(name(event)): given up, \(text("reason", event) ?? "")")
        case "message.cancelled":
            tell("✓", "\(name(event)): no reminder, the invoice has been paid")
        case "endpoint.paused":
            let wait = Double(integer("for_ms", event) ?? 0) / 1000
            tell("⏸", "the gateway is left alone for \(seconds(wait)) (\(text("reason", event) ?? ""))")
        case "endpoint.resumed":
            tell("▶", "the gateway works again")
        default:
            break
        }
    }

    /// Shows what arrived on a phone.
    func show(_ request: ReceivedRequest) {
        guard let body = try? JSON.parse(request.body), let to = body["to"]?.string, let text = body["text"]?.string
        else { return }
        bubbles += 1
        phones.insert(to)
        if let key = request.header("Idempotency-Key"), !keys.insert(key).inserted { repeated += 1 }
        for line in Bubble(title: "+\(to)", text: text, width: width, readsMarks: true).lines(style) {
            print("   " + line)
        }
    }

    private func tell(_ mark: String, _ sentence: String) {
        print(style.yellow("\(mark) \(sentence)"))
    }

    private func words(_ event: LogEvent) -> String {
        switch text("reason", event) {
        case "http-500": "the gateway answered 500"
        case "http-429": "the gateway answered 429, with Retry-After"
        case "reset": "the connection was reset, and nobody knows whether it arrived"
        case "timeout": "the gateway did not answer in time"
        case let reason: reason ?? "failed"
        }
    }

    private func name(_ event: LogEvent) -> String {
        integer("id", event).flatMap { names[$0] } ?? "message"
    }

    private func seconds(_ value: Double) -> String {
        "\((value * 10).rounded() / 10) s"
    }

    private func text(_ key: String, _ event: LogEvent) -> String? {
        for field in event.fields where field.key == key {
            if case .text(let value) = field.value { return value }
        }
        return nil
    }

    private func integer(_ key: String, _ event: LogEvent) -> Int64? {
        for field in event.fields where field.key == key {
            if case .integer(let value) = field.value { return value }
        }
        return nil
    }
}
