import Composer
import Domain
import Foundation
import Gateway
import Settings
import Transport

/// Sends the message of a test as the engine would, one request after the other.
final class TestDelivery {
    private let target: EndpointSettings
    private let letter: TestLetter
    private let transport: any Transport
    /// The same for all parts but for their number, and another for each test.
    private let key: String
    private var captured: [String: String] = [:]
    private var keptSteps: Set<String> = []
    private var capturedAddress: String?
    private var redaction: Redaction
    private var observe: (Exchange) throws -> Void = { _ in }
    private(set) var exchanges: [Exchange] = []

    private var gateway: GatewayPlan { target.plan }

    init(_ target: EndpointSettings, _ letter: TestLetter, transport: any Transport) {
        self.target = target
        self.letter = letter
        self.transport = transport
        redaction = target.plan.redaction
        let number = String(UInt64.random(in: .min ... .max), radix: 16)
        key = "test-" + String(repeating: "0", count: 16 - number.count) + number
    }

    /// Sends all parts, or as many as are accepted.
    ///
    /// - Parameter observe: gets each exchange twice: when it begins and when it has ended.
    /// - Returns: what came of the last request.
    /// - Throws: `Failure`, if a request cannot be made.
    func run(_ observe: @escaping (Exchange) throws -> Void) throws -> Verdict {
        self.observe = observe
        defer { self.observe = { _ in } }
        if let verdict = try askForAddress("precheck") { return verdict }
        var verdict = Verdict(outcome: .rejected, reason: "no-such-part", scope: .message)
        for (index, part) in letter.parts.enumerated() {
            let context = context(part, index)
            verdict = try send(part, context, byTemplate: false)
            if verdict.outcome == .needsTemplate, gateway.hasTemplateRequest, letter.approved != nil {
                // The approved words are all there is: what else it had has its place in them.
                return try settled(try send(part, context, byTemplate: true))
            }
            guard verdict.outcome == .sent else { return try settled(verdict) }
        }
        return verdict
    }

    private func context(_ part: Part, _ index: Int) -> RequestContext {
        var context = RequestContext(
            to: letter.address, part: part.kind, text: part.text, subject: letter.subject, html: letter.html,
            messageID: 0, key: "\(key)-\(index)", payload: letter.payload.json, now: .now, captured: captured,
            capturedAddress: capturedAddress, approved: letter.approved, callbackURL: letter.callbackURL)
        if part.kind == .document || (part.kind == .text && gateway.documentForm == .attached) {
            context.file = letter.file
        }
        return context
    }

    // MARK: - The message's requests

    private func send(_ part: Part, _ context: RequestContext, byTemplate: Bool) throws -> Verdict {
        var context = context
        if byTemplate, !gateway.templateTakesDocument { context.file = nil }
        for step in gateway.steps(for: part.kind, byTemplate: byTemplate) where !keptSteps.contains(step.name) {
            if let verdict = try make(step, &context) { return verdict }
        }
        context.captured.merge(captured) { own, _ in own }
        let request = try request { () throws(RequestError) in
            try gateway.request(for: part.kind, byTemplate: byTemplate, context)
        }
        var verdict = Verdict(outcome: .uncertain, reason: "", scope: .message)
        let purpose = byTemplate ? "approved template" : part.kind.rawValue
        try exchange(purpose, request) { exchange, result in
            verdict = gateway.judge(result, now: .now, clientID: context.key)
            exchange.meaning = Meaning.sentence(verdict, exchange.redaction)
        }
        return verdict
    }

    /// Makes a step and keeps what it captured.
    ///
    /// - Returns: why the message cannot be sent; `nil`: it can.
    private func make(_ step: StepPlan, _ context: inout RequestContext) throws -> Verdict? {
        let made: TransferRequest
        do throws(RequestError) {
            made = try step.request(context)
        } catch {
            if step.isOptional, case .missing = error { return nil }
            throw Self.failure(error)
        }
        var outcome = StepOutcome.captured([:])
        try exchange("step \(step.name)", made) { exchange, result in
            outcome = step.outcome(of: result, now: .now)
            switch outcome {
            case .captured(let values):
                redaction = redaction.with(captured: values)
                exchange.redaction = redaction
                exchange.meaning = Meaning.step(values.keys.sorted())
            case .failed(let verdict):
                exchange.meaning = Meaning.sentence(verdict, exchange.redaction)
            }
        }
        switch outcome {
        case .captured(let values):
            context.captured.merge(values) { $1 }
            if step.cacheMilliseconds > 0 {
                captured.merge(values) { $1 }
                keptSteps.insert(step.name)
            }
            return nil
        case .failed(let verdict):
            return verdict
        }
    }

    // MARK: - Questions for the address

    /// - Returns: why the message cannot be sent; `nil`: it can, or there is no way to ask.
    private func askForAddress(_ purpose: String) throws -> Verdict? {
        guard let precheck = gateway.precheck else { return nil }
        let context = context(Part(kind: .text, text: ""), 0)
        let made = try request { () throws(RequestError) in try precheck.request(context) }
        var answer: Verdict?
        try exchange(purpose, made) { exchange, result in
            let outcome = precheck.outcome(of: result, now: .now)
            exchange.meaning = Meaning.precheck(outcome, exchange.redaction)
            switch outcome {
            case .exists(let address): capturedAddress = address
            case .missing: answer = missing
            case .unknown: break
            case .failed(let verdict): answer = verdict
            }
        }
        return answer
    }

    private var missing: Verdict {
        Verdict(outcome: .rejected, reason: "not-on-\(target.endpoint.channel.rawValue)", scope: .recipient)
    }

    /// What an answer means in the end: one that could mean that there is no such address is asked about.
    private func settled(_ verdict: Verdict) throws -> Verdict {
        guard verdict.outcome == .recheck else { return verdict }
        var verdict = verdict
        verdict.outcome = .uncertain
        if let answer = try askForAddress("precheck once more"), answer.outcome == .rejected {
            verdict.outcome = .rejected
        }
        return verdict
    }

    // MARK: - Carrying out

    private func exchange(
        _ purpose: String, _ request: TransferRequest, _ judge: (inout Exchange, TransferResult) -> Void
    ) throws {
        var exchange = Exchange(purpose: purpose, request: request, redaction: redaction)
        try observe(exchange)
        transport.start(request, tag: 0)
        var completion: Completion?
        // Each transfer has its own limit, so that this ends.
        while completion == nil { completion = transport.poll(timeoutMilliseconds: 1_000).first }
        guard let completion else { return }
        exchange.result = completion.result
        exchange.milliseconds = completion.durationMilliseconds
        judge(&exchange, completion.result)
        exchanges.append(exchange)
        try observe(exchange)
    }

    private func request(_ make: () throws(RequestError) -> TransferRequest) throws -> TransferRequest {
        do throws(RequestError) { return try make() } catch { throw Self.failure(error) }
    }

    private static func failure(_ error: RequestError) -> Failure {
        switch error {
        case .missing(let name) where name == "file.url":
            Failure(
                .badInput,
                "the endpoint takes a document by its public address ({{file.url}}), which a file of this "
                    + "machine does not have", hint: "leave out --pdf")
        case .missing(let name) where name.hasPrefix("file."):
            Failure(.badInput, "the endpoint's request needs a document ({{\(name)}})", hint: "name one by --pdf")
        case .missing(let name):
            Failure(
                .badInput, "the endpoint's request needs {{\(name)}}, for which this test has no value",
                hint: "give it one by --payload, or use a template that has it by --template")
        case .controlCharacter, .pathTraversal, .invalid:
            Failure(.badInput, "the request cannot be made: \(error.reason)")
        }
    }
}
