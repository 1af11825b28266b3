import Composer
import Domain

/// An endpoint that the configuration names, whether it can be used or not.
struct DeclaredEndpoint {
    var name: String
    /// `nil` if it is wrong, which has been reported.
    var channel: Channel?
    var line: Int
}

/// Reads `routes:` and holds them against endpoints and templates.
struct RouteReader {
    let report: Report

    func read(
        _ reader: MappingReader, endpoints: [DeclaredEndpoint], templates: TemplateStore
    ) -> [String: [String]] {
        let hint = "such as `routes: {default: [\(endpoints.first?.name ?? "gateway")]}`"
        guard let node = reader.requiredNode("routes", hint: hint) else { return [:] }
        guard case .mapping(let members) = node.content else {
            reader.error("routes", "must be a mapping of names to lists of endpoints, but is \(node.kind)", hint: hint)
            return [:]
        }
        var routes: [String: [String]] = [:]
        for member in members {
            let name = MappingReader.join("routes", member.key)
            if !Name.isValid(member.key) {
                report.error(member.keyLine, "\(name) is no name for a route", hint: Name.hint)
            }
            routes[member.key] = route(member, name: name, endpoints: endpoints, templates: templates)
        }
        if routes["default"] == nil {
            report.error(
                members.first?.keyLine ?? node.line, "routes.default is missing",
                hint: "it is the route of every message that names none")
        }
        let used = Set(routes.values.joined())
        for endpoint in endpoints where !used.contains(endpoint.name) {
            report.warning(
                endpoint.line, "no route leads to the endpoint \(quoted(endpoint.name))",
                hint: "add it to a route, or remove it")
        }
        return routes
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
