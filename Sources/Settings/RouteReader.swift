import Composer
import Domain

/// An endpoint that the configuration names, whether it can be used or not.
struct DeclaredEndpoint {
    var name: String
    /// `nil` if it is wrong, which has been reported.
    var channel: Channel?
    var line: Int
}

/// The routes that were read.
struct ReadRoutes {
    /// The endpoints of each route, in the order in which they are tried. What follows a `~` in a name is a further branch
    /// of a route that leads to several endpoints at once.
    var routes: [String: [String]] = [:]
    /// The further branches of such a route, by name.
    var copies: [String: [String]] = [:]
}

/// Reads `routes:` and holds them against endpoints and templates.
struct RouteReader {
    let report: Report

    func read(
        _ reader: MappingReader, endpoints: [DeclaredEndpoint], templates: TemplateStore
    ) -> ReadRoutes {
        let hint = "such as `routes: {default: [\(endpoints.first?.name ?? "gateway")]}`"
        guard let node = reader.requiredNode("routes", hint: hint) else { return ReadRoutes() }
        guard case .mapping(let members) = node.content else {
            reader.error("routes", "must be a mapping of names to lists of endpoints, but is \(node.kind)", hint: hint)
            return ReadRoutes()
        }
        var read = ReadRoutes()
        for member in members {
            let name = MappingReader.join("routes", member.key)
            if !Name.isValid(member.key) {
                report.error(member.keyLine, "\(name) is no name for a route", hint: Name.hint)
            }
            for (index, branch) in branches(member, name: name).enumerated() {
                let key = index == 0 ? member.key : "\(member.key)~\(index + 1)"
                read.routes[key] = route(branch, name: name, endpoints: endpoints, templates: templates)
                if index > 0 { read.copies[member.key, default: []].append(key) }
            }
            if read.routes[member.key] == nil { read.routes[member.key] = [] }
            checkBranches(member, read, name: name)
        }
        if read.routes["default"] == nil {
            report.error(
                members.first?.keyLine ?? node.line, "routes.default is missing",
                hint: "it is the route of every message that names none")
        }
        let used = Set(read.routes.values.joined())
        for endpoint in endpoints where !used.contains(endpoint.name) {
            report.warning(
                endpoint.line, "no route leads to the endpoint \(quoted(endpoint.name))",
                hint: "add it to a route, or remove it")
        }
        return read
    }

    /// The ways that a message goes at once: one, or with `all` as many as it has elements.
    private func branches(_ member: ConfigMember, name: String) -> [ConfigMember] {
        guard case .mapping = member.value.content else { return [member] }
        guard let keys = MappingReader(member.value, path: name, keys: .route, report: report) else { return [] }
        let hint = "such as {all: [whatsapp, email]}; an element may be an ordered list of its own"
        guard let node = keys.requiredNode("all", hint: hint) else { return [] }
        guard case .sequence(let elements) = node.content, elements.count > 1 else {
            report.error(node.line, "\(keys.name(of: "all")) must be a list of at least two", hint: hint)
            return []
        }
        return elements.map { ConfigMember(key: member.key, keyLine: $0.line, value: $0) }
    }

    /// At several endpoints at once, none may get a message twice.
    private func checkBranches(_ member: ConfigMember, _ read: ReadRoutes, name: String) {
        let names = ([member.key] + (read.copies[member.key] ?? [])).flatMap { read.routes[$0] ?? [] }
        guard let twice = names.first(where: { word in names.count { $0 == word } > 1 }) else { return }
        report.error(member.keyLine, "\(name) leads to the endpoint \(quoted(twice)) by two ways at once")
    }

    private func route(
        _ member: ConfigMember, name: String, endpoints: [DeclaredEndpoint], templates: TemplateStore
    ) -> [String] {
        let withTemplates = Set(templates.names.flatMap { templates.channels(of: $0) })
        var route: [String] = []
        for (word, line) in words(member, name: name) {
            guard let endpoint = endpoints.first(where: { $0.name == word }) else {
                let guess = nearest(to: word, among: endpoints.map(\.name))
                report.error(
                    line, "\(name) names the endpoint \(quoted(word)), which does not exist",
                    hint: guess.map { "did you mean \($0)?" } ?? "the endpoints are under `endpoints`")
                continue
            }
            guard !route.contains(word) else {
                report.error(line, "\(name) names the endpoint \(quoted(word)) twice")
                continue
            }
            route.append(word)
            if let channel = endpoint.channel, !withTemplates.contains(channel), !withTemplates.isEmpty {
                report.warning(
                    line, "\(name) leads to \(quoted(word)), but there is no template for \(channel.rawValue)",
                    hint: "add NAME.\(channel.rawValue).mustache to the templates")
            }
        }
        return route
    }

    private func words(_ member: ConfigMember, name: String) -> [(text: String, line: Int)] {
        let node = member.value
        let elements: [ConfigNode] = if case .sequence(let list) = node.content { list } else { [node] }
        if elements.isEmpty || node.isNull {
            report.error(member.keyLine, "\(name) is empty", hint: "name at least one endpoint")
            return []
        }
        return elements.compactMap { element in
            if let scalar = element.scalar, !scalar.isNull { return (scalar.text, element.line) }
            report.error(element.line, "\(name) must be a list of endpoints' names, but has \(element.kind) in it")
            return nil
        }
    }
}
