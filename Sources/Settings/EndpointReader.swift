import Domain
import Gateway
import Policy

/// Reads one endpoint.
struct EndpointReader {
    let report: Report
    let files: FileReading
    let environment: [String: String]?
    let version: String
    /// Those of endpoints that say nothing else.
    let hours: SendingHours

    private var presets: PresetStore { PresetStore(baseDirectory: files.baseDirectory) }
    private var secrets: SecretReader { SecretReader(files: files, environment: environment, report: report) }

    /// The endpoint's channel, as far as it is known, and the endpoint if it can be used.
    func read(_ member: ConfigMember) -> (channel: Channel?, settings: EndpointSettings?) {
        let path = MappingReader.join("endpoints", member.key)
        if !Name.isValid(member.key) {
            report.error(member.keyLine, "\(path) is no name for an endpoint", hint: Name.hint)
        }
        guard let reader = MappingReader(member.value, path: path, keys: .endpoint, report: report) else {
            return (nil, nil)
        }
        let words = Channel.allCases.map(\.rawValue)
        if !reader.isWritten("channel") {
            report.error(member.keyLine, "\(path).channel is missing", hint: "one of \(alternatives(words))")
        }
        let channel: Channel? = reader.choice("channel")
        let plan = plan(reader, keyLine: member.keyLine)
        let category = category(reader, channel: channel)
        let endpoint = endpoint(
            reader, name: member.key, channel: channel ?? .whatsapp, offers: offers(reader, category))
        guard channel != nil, let plan else { return (channel, nil) }
        return (
            channel,
            EndpointSettings(
                endpoint: endpoint, plan: plan, isUtility: category == .utility,
                hours: HoursReader(report: report).read(reader) ?? hours, warmUp: warmUp(reader))
        )
    }

    // MARK: - Limits

    private func endpoint(_ reader: MappingReader, name: String, channel: Channel, offers: Bool) -> Endpoint {
        Endpoint(
            name: name, channel: channel, concurrency: reader.integer("concurrency", in: 1...1000) ?? 1,
            rateLimits: rateLimits(reader), pacing: pacing(reader), retry: retry(reader), breaker: breaker(reader),
            onUncertain: reader.choice("on_uncertain") ?? .retry, receiptDeadlineMilliseconds: receiptDeadline(reader),
            movesOnWithoutReceipt: reader.isWritten("receipt_deadline") && hasReceipts(reader),
            allowsOffers: offers)
    }

    private func receiptDeadline(_ reader: MappingReader) -> Int64 {
        if reader.isWritten("receipt_deadline"), reader.scalar("on_uncertain")?.text != "wait", !hasReceipts(reader) {
            reader.error(
                "receipt_deadline", "goes with `receipts`, or with `on_uncertain: wait`",
                hint: "without `receipts` nobody would hear that a message came")
        }
        return reader.duration("receipt_deadline", in: 60_000...7 * 86_400_000) ?? 1_800_000
    }

    private func hasReceipts(_ reader: MappingReader) -> Bool {
        reader.isWritten("receipts") && reader.node("receipts")?.scalar?.text != "off"
    }

    /// What Meta takes messages for on its own API.
    private enum Category: String, CaseIterable { case utility, marketing }

    private func category(_ reader: MappingReader, channel: Channel?) -> Category? {
        let category: Category? = reader.choice("category")
        if category != nil, let channel, channel != .whatsapp {
            reader.error("category", "is for WhatsApp only", hint: "`offers: false` leaves offers out on any channel")
        }
        return category
    }

    /// Whether messages may offer something.
    private func offers(_ reader: MappingReader, _ category: Category?) -> Bool {
        let offers = reader.boolean("offers")
        if category == .utility, offers == true {
            reader.error(
                "offers", "cannot be true with `category: utility`",
                hint: "a utility template with an offer counts, and is priced, as marketing")
        }
        return offers ?? (category != .utility)
    }

    func rateLimits(_ reader: MappingReader) -> [RateLimit] {
        reader.texts("rate_limit").compactMap { text, line in
            if let rate = Quantity.rate(text) { return rate }
            report.error(
                line, "\(reader.name(of: "rate_limit")): \(quoted(text)) is not a rate", hint: Quantity.rateHint)
            return nil
        }
    }

    private func warmUp(_ reader: MappingReader) -> WarmUp? {
        guard reader.isWritten("warm_up") else { return nil }
        var limits: [Int] = []
        for (text, line) in reader.texts("warm_up") {
            if let limit = Quantity.integer(text), (1...1_000_000).contains(limit) {
                limits.append(limit)
            } else {
                report.error(
                    line, "\(reader.name(of: "warm_up")): \(quoted(text)) is no number of messages",
                    hint: "one a day of use, such as [50, 100, 200]")
            }
        }
        if zip(limits, limits.dropFirst()).contains(where: { $0 > $1 }) {
            report.warning(reader.line(of: "warm_up"), "\(reader.name(of: "warm_up")) does not grow from day to day")
        }
        return limits.isEmpty ? nil : WarmUp(dailyLimits: limits)
    }

    private func pacing(_ reader: MappingReader) -> Pacing? {
        guard let text = reader.text("pacing") else { return nil }
        if let pacing = Quantity.pacing(text) { return pacing }
        reader.error("pacing", "must be a range of durations, but is \(quoted(text))", hint: Quantity.pauseHint)
        return nil
    }

    private func retry(_ reader: MappingReader) -> RetryPolicy {
        var policy = RetryPolicy()
        guard let keys = reader.mapping("retry", .retry) else { return policy }
        (policy.firstMilliseconds, policy.maxMilliseconds) = waits(
            keys, first: policy.firstMilliseconds, max: policy.maxMilliseconds)
        policy.tries = keys.integer("tries", in: 1...1000) ?? policy.tries
        return policy
    }

    private func breaker(_ reader: MappingReader) -> BreakerPolicy {
        var policy = BreakerPolicy()
        guard let keys = reader.mapping("breaker", .breaker) else { return policy }
        (policy.firstMilliseconds, policy.maxMilliseconds) = waits(
            keys, first: policy.firstMilliseconds, max: policy.maxMilliseconds)
        policy.failures = keys.integer("failures", in: 1...1000) ?? policy.failures
        return policy
    }

    /// `first` and `max`. One that is not written gives way to the other.
    private func waits(_ reader: MappingReader, first: Int64, max longest: Int64) -> (first: Int64, max: Int64) {
        let limits: ClosedRange<Int64> = 100...7 * 86_400_000
        let writtenFirst = reader.duration("first", in: limits)
        let writtenMax = reader.duration("max", in: limits)
        if let writtenFirst, let writtenMax, writtenFirst > writtenMax {
            reader.error("first", "is longer than `max`", hint: "`first` is the first wait, `max` the longest")
        }
        return (writtenFirst ?? min(first, writtenMax ?? first), writtenMax ?? Swift.max(longest, writtenFirst ?? 0))
    }

    // MARK: - The gateway

    private func plan(_ reader: MappingReader, keyLine: Int) -> GatewayPlan? {
        let templates = TemplateReader(endpointPath: reader.path, report: report)
        let answers = AnswerReader(report: report)
        let (values, numbers) = with(reader)
        let known = namedSecrets(reader)
        let hint = "say how a message becomes an HTTP request, such as {text: {url: …, json: …}}"
        let requests =
            reader.requiredNode("request", hint: hint).map { RequestReader(templates: templates).read($0) }
            ?? RequestReader.Requests()
        let timeout = reader.duration("timeout", in: 1000...600_000) ?? 30_000
        let connections = ConnectionReader(report: report, files: files)
        let options = connections.read(reader, with: values, secrets: known.given, timeoutMilliseconds: timeout)
        let questions = QuestionReader(templates: templates, defaults: requests.defaults)
        let tables = TableReader(reader, presets: presets)
        tables.readAll()
        for key in ["classify", "success", "tls"] where reader.isWritten(key) {
            templates.note(key, line: reader.line(of: key))
        }
        var definition = GatewayDefinition(
            with: values, secrets: known.given, optionalSecrets: known.missing, numbers: numbers,
            requests: requests.kinds, templateRequest: requests.template, precheck: questions.precheck(reader),
            health: questions.health(reader), success: answers.success(reader),
            id: answers.id(reader, keyLine: keyLine) ?? .client, recipient: answers.recipient(reader),
            rules: RuleReader(report: report, tables: tables).read(reader),
            authorization: authorization(reader, templates, values, known), signing: signing(reader, templates),
            startTLS: connections.startTLS(reader), timeoutMilliseconds: timeout, options: options,
            callbacks: CallbackReader(templates: templates, tables: tables).read(reader))
        definition.precheckIsOff = reader.isWritten("precheck") && definition.precheck == nil
        let plan = plan(definition, templates: templates)
        if plan?.sendsPasswordInClear == true {
            report.warning(
                reader.line(of: "tls"),
                "\(reader.name(of: "tls")).starttls: the password goes over the network in clear",
                hint: "remove `starttls: off`")
        }
        return plan
    }

    private func authorization(
        _ reader: MappingReader, _ templates: TemplateReader, _ values: [String: String], _ secrets: NamedSecrets
    ) -> Authorization? {
        let empty = values.filter { $0.value.isEmpty }.keys.map { "with.\($0)" }
        return AuthorizationReader(templates: templates).read(
            reader, missing: Set(secrets.missing.map { "secret.\($0)" } + empty))
    }

    /// One secret, or two of which one replaces the other.
    private func signing(_ reader: MappingReader, _ templates: TemplateReader) -> [Secret] {
        guard let node = reader.node("signing") else { return [] }
        templates.note("signing", line: node.line)
        let name = reader.name(of: "signing")
        guard case .sequence(let elements) = node.content else {
            return secrets.read(node, name: name).map { [$0] } ?? []
        }
        if !(1...2).contains(elements.count) {
            report.error(
                node.line, "\(name) has \(elements.count) secrets",
                hint: "name one, or two while one replaces the other")
        }
        return elements.enumerated().compactMap { secrets.read($0.element, name: "\(name)[\($0.offset)]") }
    }

    /// A question in the language of endpoints: one request, and how it is sent.
    func question(_ reader: MappingReader) -> (gateway: GatewayDefinition, templates: TemplateReader)? {
        let templates = TemplateReader(endpointPath: reader.path, report: report)
        let (values, numbers) = with(reader)
        let known = namedSecrets(reader)
        let hint = "say how it is asked, such as {url: \"https://…\"}"
        let request = reader.requiredNode("request", hint: hint).flatMap {
            RequestReader(templates: templates).readOne($0)
        }
        let timeout = reader.duration("timeout", in: 1000...600_000) ?? 10_000
        let connections = ConnectionReader(report: report, files: files)
        let options = connections.read(reader, with: values, secrets: known.given, timeoutMilliseconds: timeout)
        if reader.isWritten("tls") { templates.note("tls", line: reader.line(of: "tls")) }
        let authorization = AuthorizationReader(templates: templates).read(reader)
        guard let request else { return nil }
        var gateway = GatewayDefinition(
            with: values, secrets: known.given, numbers: numbers, requests: [.text: request], id: .client,
            authorization: authorization, startTLS: connections.startTLS(reader), timeoutMilliseconds: timeout,
            options: options)
        gateway.takesFiles = false
        return (gateway, templates)
    }

    /// Makes the plan; without a text request there is none to make, and that has been reported.
    private func plan(_ definition: GatewayDefinition, templates: TemplateReader) -> GatewayPlan? {
        guard definition.requests[.text] != nil else { return nil }
        do throws(GatewayProblems) {
            return try GatewayPlan(definition, version: version)
        } catch {
            for problem in error.problems { templates.report(problem) }
            return nil
        }
    }

    /// The values of `with`, and the names of those that are whole numbers, written without quotation marks.
    private func with(_ reader: MappingReader) -> (values: [String: String], numbers: Set<String>) {
        guard let node = reader.node("with") else { return ([:], []) }
        let path = reader.name(of: "with")
        guard case .mapping(let members) = node.content else {
            reader.error("with", "must be a mapping of names to values, but is \(node.kind)")
            return ([:], [])
        }
        var values: [String: String] = [:]
        var numbers: Set<String> = []
        for member in members {
            let name = MappingReader.join(path, member.key)
            if !Name.isValid(member.key) { report.error(member.keyLine, "\(name) is no name", hint: Name.hint) }
            guard let scalar = member.value.scalar, !scalar.isNull else {
                report.error(member.value.line, "\(name) must be a single value, but is \(member.value.kind)")
                continue
            }
            if scalar.text.contains("{{") || scalar.text.contains(where: \.isControl) {
                report.error(
                    member.value.line, "\(name) has a placeholder or a control character in it",
                    hint: "values of `with` are taken as they are")
            }
            if URLText.hasCredentials(scalar.text) {
                report.error(member.value.line, "\(name) is a URL with a password in it", hint: URLText.credentialsHint)
            }
            values[member.key] = scalar.text
            if scalar.wholeNumber != nil { numbers.insert(member.key) }
        }
        return (values, numbers)
    }

    /// The secrets of an endpoint by name.
    private struct NamedSecrets {
        var given: [String: Secret] = [:]
        /// Those that a preset may do without, and that are not given.
        var missing: Set<String> = []
    }

    /// One that could not be fetched has been reported; a stand-in keeps the requests that use it from being reported
    /// too. `NAME?` without a value is one that may be used, but is not given.
    private func namedSecrets(_ reader: MappingReader) -> NamedSecrets {
        var found = NamedSecrets()
        guard let node = reader.node("secrets") else { return found }
        let path = reader.name(of: "secrets")
        guard case .mapping(let members) = node.content else {
            reader.error(
                "secrets", "must be a mapping of names to places where secrets are kept",
                hint: "such as {key: {credential: gateway_key}}")
            return found
        }
        for member in members {
            let marked = MarkedName(member.key)
            if marked.isOptional, Name.isValid(marked.name), member.value.isNull {
                found.missing.insert(marked.name)
                continue
            }
            let isName = Name.isValid(member.key)
            if !isName { report.error(member.keyLine, "\(path) has a name that is none", hint: Name.hint) }
            // Where no reference follows, what looks like a name may be the secret itself.
            let isReference = if case .mapping = member.value.content { true } else { false }
            let name = isName && isReference ? "\(path).\(member.key)" : "a secret of \(path)"
            found.given[member.key] = secrets.read(member.value, name: name) ?? Secret("unavailable")
        }
        return found
    }
}

extension TemplateReader {
    /// Reports what is wrong with a plan, at the line of the key that it is about.
    func report(_ problem: GatewayProblem) {
        let place = written(problem.place)
        report.error(
            problem.line > 0 ? problem.line : line(of: place) ?? 0, "\(name(place)): \(problem.message)",
            hint: problem.hint)
    }
}
