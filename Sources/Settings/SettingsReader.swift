import Boleto
import Composer
import Domain
import Foundation
import Policy

/// Reads the top level of the configuration.
struct SettingsReader {
    let report: Report
    let files: FileReading
    let environment: [String: String]?
    let version: String

    /// The settings; `nil` if something is missing that there is no going without. Every problem is in the report.
    func read(_ root: ConfigNode) -> Settings? {
        guard let reader = MappingReader(root, path: "", keys: .root, report: report) else { return nil }
        let company = company(reader)
        let database = database(reader)
        let cap = FrequencyCapReader(report: report).read(reader)
        let hours = HoursReader(report: report).read(reader) ?? SendingHours()
        let timeZone = reader.text("time_zone") ?? "America/Sao_Paulo"
        let terms = BillingTermsReader(report: report)
        let composer = composer(company, timeZone: timeZone, terms: terms.read(reader), reader)
        let templates = templates(reader, lint: LintReader(report: report).read(reader))
        if let templates { terms.check(reader, templates: templates) }
        let endpoints = endpoints(reader, hours: hours)
        if let composer, let templates { tryOut(templates, composer, endpoints.usable, reader) }
        let routes = RouteReader(report: report).read(
            reader, endpoints: endpoints.declared, templates: templates ?? TemplateStore())
        let documents = DocumentReader(report: report, files: files).read(reader)
        let retention = retention(reader)
        let log = log(reader)
        let questions = EndpointReader(
            report: report, files: files, environment: environment, version: version, hours: hours)
        let confirm = ConfirmReader(endpoints: questions).read(reader)
        let alarms = AlarmReader(endpoints: questions).read(reader)
        let http = HTTPReader(report: report, files: files, environment: environment).read(reader)
        if !reader.isWritten("http") { requireListener(endpoints) }
        let optOut = OptOutReader(report: report).read(reader, templates: templates ?? TemplateStore())
        let reserve = reader.size("disk_reserve") ?? 100 << 20
        let drain = reader.duration("drain_timeout", in: 0...600_000) ?? 20_000
        guard let company, let database, let composer, let templates else { return nil }
        return Settings(
            company: company, databasePath: database, timeZone: timeZone, hours: hours, frequencyCap: cap,
            confirm: confirm, composer: composer,
            templates: templates, endpoints: endpoints.usable, routes: routes.routes, copies: routes.copies,
            documents: documents, retention: retention, log: log,
            drainMilliseconds: drain, diskReserveBytes: reserve, alarms: alarms,
            http: http, optOut: optOut)
    }

    // MARK: - Who sends

    private func company(_ reader: MappingReader) -> Company? {
        let hint = "every message names who sends it: name, legal_name, cnpj, address, contact and hours"
        guard reader.requiredNode("company", hint: hint) != nil, let keys = reader.mapping("company", .company) else {
            return nil
        }
        let name = keys.requiredText("name", hint: "what customers call the company")
        let legalName = keys.requiredText("legal_name", hint: "as in the contract, such as Fibra Norte Telecom Ltda")
        let cnpj = keys.requiredText("cnpj", hint: "such as 11.222.333/0001-81").flatMap { self.cnpj($0, keys) }
        let address = keys.requiredText("address", hint: "on one line: messages that ask for money must carry it")
        let contact = keys.requiredText("contact", hint: "where a customer gets help, such as (91) 3333-4444")
        let hours = keys.requiredText("hours", hint: "such as seg a sex, 8h às 18h")
        let site = keys.text("site")
        guard let name, let legalName, let cnpj, let address, let contact, let hours else { return nil }
        return Company(
            name: name, legalName: legalName, cnpj: cnpj, address: address, contact: contact, hours: hours, site: site)
    }

    /// The CNPJ as it is printed.
    private func cnpj(_ text: String, _ reader: MappingReader) -> String? {
        if let id = try? TaxID(parsing: text), id.kind == .cnpj { return id.formatted }
        reader.error("cnpj", "is not a CNPJ", hint: "14 places such as 11.222.333/0001-81; put it in quotation marks")
        return nil
    }

    private func composer(
        _ company: Company?, timeZone: String, terms: BillingTerms, _ reader: MappingReader
    ) -> Composer? {
        let anyCompany = Company(name: "", legalName: "", cnpj: "", address: "", contact: "", hours: "")
        do throws(UnknownTimeZone) {
            return try Composer(company: company ?? anyCompany, timeZone: timeZone, terms: terms)
        } catch {
            let guess = nearest(to: timeZone, among: TimeZone.knownTimeZoneIdentifiers)
            reader.error(
                "time_zone", "is \(quoted(timeZone)), which is no time zone",
                hint: guess.map { "did you mean \($0)?" } ?? "such as America/Sao_Paulo or America/Manaus")
            return nil
        }
    }

    // MARK: - Files

    private func database(_ reader: MappingReader) -> String? {
        let hint = "the outbox file, such as /var/lib/carteiro/outbox.db; a relative path starts at this file's folder"
        guard let path = reader.requiredText("database", hint: hint) else { return nil }
        guard !path.hasPrefix(":"), !path.hasPrefix("file:"), !path.hasSuffix("/") else {
            reader.error("database", "must be the path of a file", hint: hint)
            return nil
        }
        let place = files.absolute(path)
        if FileReading.isDirectory(place) {
            reader.error("database", "is \(quoted(path)), which is a directory", hint: hint)
            return nil
        }
        return place
    }

    private func templates(_ reader: MappingReader, lint: Lint) -> TemplateStore? {
        let path = reader.text("templates") ?? "templates"
        let folder = files.absolute(path)
        guard FileReading.isDirectory(folder) else {
            report.error(
                reader.line(of: "templates"), "templates: there is no folder \(quoted(path))",
                hint: "a relative path starts at this file's folder; messages are written in NAME.CHANNEL.mustache")
            return nil
        }
        let (store, problems) = TemplateStore.load(folder: folder, lint: lint)
        for var problem in problems {
            if problem.file.hasPrefix(folder) {
                problem.file = Self.withoutSlash(path) + problem.file.dropFirst(folder.count)
            }
            report.add(problem)
        }
        if store.names.isEmpty, problems.isEmpty {
            report.warning(
                reader.line(of: "templates"), "templates: the folder \(quoted(path)) has no template",
                hint: "a template's file is named NAME.CHANNEL.mustache, such as overdue.whatsapp.mustache")
        }
        return store
    }

    /// Renders every template for customers who are hard on it.
    private func tryOut(
        _ templates: TemplateStore, _ composer: Composer, _ endpoints: [EndpointSettings], _ reader: MappingReader
    ) {
        let folder = Self.withoutSlash(reader.text("templates") ?? "templates")
        let isUtility = endpoints.contains { $0.isUtility }
        let trial = TemplateTrial(composer)
        for name in templates.names {
            for channel in templates.channels(of: name) {
                guard let template = templates.template(named: name, for: channel) else { continue }
                let file = "\(folder)/\(name).\(channel.rawValue).mustache"
                for problem in trial.problems(with: template, file: file, isUtility: isUtility && channel == .whatsapp)
                {
                    report.add(problem)
                }
            }
        }
    }

    private static func withoutSlash(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    // MARK: - Endpoints

    /// The endpoints that can be used, and the channel of all that are declared, `nil` where it is not known.
    private func endpoints(
        _ reader: MappingReader, hours: SendingHours
    ) -> (usable: [EndpointSettings], declared: [DeclaredEndpoint]) {
        let hint = "name at least one place that takes messages"
        guard let node = reader.requiredNode("endpoints", hint: hint) else { return ([], []) }
        guard case .mapping(let members) = node.content, !members.isEmpty else {
            reader.error("endpoints", "must be a mapping of names to endpoints", hint: hint)
            return ([], [])
        }
        let endpoints = EndpointReader(
            report: report, files: files, environment: environment, version: version, hours: hours)
        var usable: [EndpointSettings] = []
        var declared: [DeclaredEndpoint] = []
        let presets = PresetReader(report: report, presets: PresetStore(baseDirectory: files.baseDirectory))
        for member in members {
            let (channel, settings) = presets.expand(member).map(endpoints.read) ?? (nil, nil)
            declared.append(DeclaredEndpoint(name: member.key, channel: channel, line: member.keyLine))
            if let settings { usable.append(settings) }
        }
        return (usable, declared)
    }

    /// What waits for receipts needs somebody who hears them.
    private func requireListener(_ endpoints: (usable: [EndpointSettings], declared: [DeclaredEndpoint])) {
        for settings in endpoints.usable where settings.endpoint.movesOnWithoutReceipt {
            let name = settings.endpoint.name
            report.error(
                endpoints.declared.first { $0.name == name }?.line ?? 0,
                "endpoints.\(name).receipt_deadline: nobody listens for receipts",
                hint: "add `http: {listen: 127.0.0.1:8625}` and point the gateway's callbacks at it")
        }
    }

    // MARK: - Upkeep

    private func retention(_ reader: MappingReader) -> Retention {
        var retention = Retention()
        guard let keys = reader.mapping("retention", .retention) else { return retention }
        retention.sentMilliseconds = period("sent", keys, default: retention.sentMilliseconds)
        retention.endedMilliseconds = period("ended", keys, default: retention.endedMilliseconds)
        retention.bodiesMilliseconds = period("bodies", keys, default: retention.bodiesMilliseconds)
        retention.evidenceMilliseconds = period("evidence", keys, default: retention.evidenceMilliseconds)
        return retention
    }

    private func period(_ key: String, _ reader: MappingReader, default standard: Int64?) -> Int64? {
        if reader.node(key)?.scalar?.text == "forever" { return nil }
        return reader.duration(key, in: 3_600_000...36_500 * 86_400_000) ?? standard
    }

    private func log(_ reader: MappingReader) -> LogSettings {
        enum Level: String, CaseIterable { case debug, info, notice, warning, error }
        var log = LogSettings()
        guard let keys = reader.mapping("log", .log) else { return log }
        if let format: LogSettings.Format = keys.choice("format") { log.format = format }
        let level: Level? = keys.choice("level")
        if let level = level.flatMap({ LogEvent.Level(rawValue: $0.rawValue) }) { log.level = level }
        return log
    }
}
