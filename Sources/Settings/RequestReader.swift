import Composer
import Domain
import Gateway

/// Reads `request:`, the requests by kind of part.
struct RequestReader {
    let templates: TemplateReader

    var report: Report { templates.report }

    /// What `defaults:` gives to every request.
    struct Defaults {
        var url: StrictTemplate?
        var method: String?
        var headers: [TemplateField] = []
        var query: [TemplateField] = []
        var omitNull = false
        var before: [StepDefinition] = []
    }

    /// All requests of a gateway.
    struct Requests {
        var kinds: [PartKind: RequestDefinition] = [:]
        var template: RequestDefinition?
        var defaults = Defaults()
    }

    func read(_ node: ConfigNode) -> Requests {
        let name = templates.name("request")
        templates.note("request", line: node.line)
        var requests = Requests()
        guard let reader = MappingReader(node, path: name, keys: .requests, report: report) else { return requests }
        if let mapping = reader.mapping("defaults", .requestDefaults) { requests.defaults = read(defaults: mapping) }
        if !reader.isWritten("text") {
            report.error(
                reader.line, "\(name).text is missing",
                hint: "it is the request of every message, and of the parts that have none of their own")
        }
        for kind in PartKind.allCases {
            requests.kinds[kind] = request(kind.rawValue, reader, requests.defaults)
        }
        requests.template = request("template", reader, requests.defaults)
        return requests
    }

    private func request(_ key: String, _ reader: MappingReader, _ defaults: Defaults) -> RequestDefinition? {
        guard let node = reader.node(key) else { return nil }
        let place = "request.\(key)"
        templates.note(place, line: node.line)
        return MappingReader(node, path: templates.name(place), keys: .request, report: report).flatMap {
            read(request: $0, place: place, defaults: defaults)
        }
    }

    /// A request that stands alone under `request`.
    func readOne(_ node: ConfigNode) -> RequestDefinition? {
        templates.note("request.text", line: node.line)
        guard
            let reader = MappingReader(node, path: templates.name("request"), keys: .question, report: report)
        else { return nil }
        return read(request: reader, place: "request.text", defaults: Defaults())
    }

    private func read(defaults reader: MappingReader) -> Defaults {
        let place = "request.defaults"
        var defaults = Defaults(
            url: url(reader, place: place),
            method: method(reader),
            headers: headers(reader, place: place),
            query: query(reader, place: place),
            omitNull: reader.boolean("omit_null") ?? false
        )
        defaults.before = steps(reader, place: place, after: [], defaults)
        return defaults
    }

    func read(request reader: MappingReader, place: String, defaults: Defaults) -> RequestDefinition? {
        let url = url(reader, place: place)
        if !reader.isWritten("url"), defaults.url == nil {
            report.error(reader.line, "\(reader.name(of: "url")) is missing", hint: "such as https://example.com/send")
        }
        let body = body(reader, place: place, omitNull: reader.boolean("omit_null") ?? defaults.omitNull)
        let mime = reader.node("mime").flatMap { MimeReader(templates: templates).read($0, at: "\(place).mime") }
        let ownMethod = method(reader)
        let isMail = (url ?? defaults.url).map(Self.isMail) ?? false
        let method = ownMethod ?? (isMail ? nil : defaults.method)
        if method == "GET", body != nil {
            report.error(reader.line, "\(reader.path) is a GET request with a body", hint: "use `query`, or POST")
        }
        var (headers, query) = (headers(reader, place: place), query(reader, place: place))
        if !isMail {
            headers = Self.merge(defaults.headers, headers) { $0.lowercased() }
            query = Self.merge(defaults.query, query) { $0 }
        }
        let before = defaults.before + steps(reader, place: place, after: defaults.before, defaults)
        guard let url = url ?? defaults.url else { return nil }
        return RequestDefinition(
            method: method, url: url, headers: headers, query: query, body: body, mime: mime, before: before)
    }

    /// Whether the URL is a mail server's, to which what `defaults` says of HTTP means nothing.
    private static func isMail(_ url: StrictTemplate) -> Bool {
        guard let text = url.constant?.lowercased() else { return false }
        return text.hasPrefix("smtp://") || text.hasPrefix("smtps://")
    }

    /// The fields of `defaults` but for those that the request has of its own, and then these.
    static func merge(
        _ defaults: [TemplateField], _ own: [TemplateField], by key: (String) -> String
    ) -> [TemplateField] {
        let names = Set(own.map { key($0.name) })
        return defaults.filter { !names.contains(key($0.name)) } + own
    }

    private func method(_ reader: MappingReader) -> String? {
        let choice: Method? = reader.choice("method")
        return choice?.rawValue
    }

    private enum Method: String, CaseIterable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        case GET, POST, PUT, PATCH, DELETE
    }

    // MARK: - URLs

    private static let queryHint =
        "servers and proxies write URLs into their logs: use a header if the gateway takes one"

    private func url(_ reader: MappingReader, place: String) -> StrictTemplate? {
        guard let node = reader.node("url") else { return nil }
        let written = node.scalar?.text ?? ""
        if URLText.hasCredentials(written) {
            reader.error("url", "has a user name or a password in it", hint: URLText.credentialsHint)
        }
        if let query = written.split(separator: "?", maxSplits: 1).dropFirst().first, query.contains("secret.") {
            report.warning(node.line, "\(reader.name(of: "url")) has a secret in its query", hint: Self.queryHint)
        }
        return templates.template(node, at: "\(place).url")
    }

    private func query(_ reader: MappingReader, place: String) -> [TemplateField] {
        guard let node = reader.node("query") else { return [] }
        let fields = templates.fields(node, at: "\(place).query")
        for field in fields where TemplateReader.usesSecret(field.template) {
            let line = templates.line(of: "\(place).query.\(field.name)") ?? node.line
            report.warning(line, "\(reader.name(of: "query")).\(field.name) has a secret in it", hint: Self.queryHint)
        }
        return fields
    }

    // MARK: - Headers

    /// Headers that hold a secret and nothing else.
    private static let credentials: Set<String> = ["authorization", "proxy-authorization"]
    /// Headers that usually hold one.
    private static let keys: Set<String> = [
        "access-token", "api-key", "api_access_token", "apikey", "client-token", "token", "x-access-token", "x-api-key",
        "x-api-token", "x-auth-token", "x-token",
    ]

    private func headers(_ reader: MappingReader, place: String) -> [TemplateField] {
        guard let node = reader.node("headers") else { return [] }
        let place = "\(place).headers"
        let fields = templates.fields(node, at: place)
        for field in fields {
            let isCredential = Self.credentials.contains(field.name.lowercased())
            guard isCredential || Self.keys.contains(field.name.lowercased()),
                !TemplateReader.usesSecret(field.template), let line = templates.line(of: "\(place).\(field.name)")
            else { continue }
            let name = templates.name("\(place).\(field.name)")
            let hint = "add the secret to `secrets` and write \"{{secret.NAME}}\" here"
            if isCredential {
                report.error(line, "\(name) must name a secret, never hold one", hint: hint)
            } else {
                report.warning(line, "\(name) seems to hold a secret in clear", hint: hint)
            }
        }
        return fields
    }

    // MARK: - Bodies

    private func body(_ reader: MappingReader, place: String, omitNull: Bool) -> BodyDefinition? {
        let written = ["json", "form", "multipart", "raw"].filter { reader.isWritten($0) }
        if written.count > 1 {
            report.error(
                reader.line(of: written[1]), "\(reader.path) has more than one body: \(alternatives(written))",
                hint: "keep one of them")
        }
        if reader.isWritten("content_type"), !reader.isWritten("raw") {
            reader.error("content_type", "goes with `raw` only", hint: "set another type under `headers`")
        }
        if let node = reader.node("json") {
            return BodyReader(templates: templates).tree(node, at: "\(place).json").map {
                .json($0, omitNull: omitNull)
            }
        }
        if let node = reader.node("form") {
            let fields = FormReader(templates: templates, takesFile: false)
            return .form(fields.fields(node, at: "\(place).form"))
        }
        if let node = reader.node("multipart") {
            let fields = FormReader(templates: templates, takesFile: true)
            return .multipart(fields.fields(node, at: "\(place).multipart"))
        }
        guard let node = reader.node("raw"), let raw = templates.template(node, at: "\(place).raw") else { return nil }
        return .raw(raw, contentType: reader.text("content_type") ?? "text/plain; charset=utf-8")
    }
}
