import Composer
import Gateway

extension RequestReader {
    /// Reads `before:`, the steps before a request.
    ///
    /// - Parameters:
    ///   - reader: the request's keys.
    ///   - place: the request's place.
    ///   - earlier: the steps that are made before these.
    ///   - defaults: for the headers and the query that a step takes over.
    func steps(
        _ reader: MappingReader, place: String, after earlier: [StepDefinition], _ defaults: Defaults
    ) -> [StepDefinition] {
        var steps: [StepDefinition] = []
        for (index, node) in reader.elements("before").enumerated() {
            let path = "\(reader.name(of: "before"))[\(index)]"
            guard let mapping = MappingReader(node, path: path, keys: .step, report: report),
                let step = step(mapping, place: place, after: earlier + steps, defaults)
            else { continue }
            if (earlier + steps).contains(where: { $0.name == step.name }) {
                mapping.error("name", "is the name of a step before, too")
            }
            steps.append(step)
        }
        return steps
    }

    private func step(
        _ reader: MappingReader, place: String, after earlier: [StepDefinition], _ defaults: Defaults
    ) -> StepDefinition? {
        guard let written = reader.requiredText("name", hint: "such as upload: it is told of in the log") else {
            return nil
        }
        let marked = MarkedName(written)
        if !Name.isValid(marked.name) { reader.error("name", "is no name", hint: Name.hint) }
        let place = "\(place).before.\(marked.name)"
        templates.note(place, line: reader.line)
        let cache = reader.duration("cache", in: 1000...7 * 86_400_000) ?? 0
        let captured = Set(
            earlier.filter { cache == 0 || $0.cacheMilliseconds > 0 }.flatMap { $0.capture.map(\.name) })
        let request = question(
            reader, place: place, defaults, usable: Usable(hasMessage: cache == 0, captured: captured))
        let capture = captures(reader, place: place)
        return request.map {
            StepDefinition(
                name: marked.name, request: $0, capture: capture, cacheMilliseconds: cache,
                isOptional: marked.isOptional, place: place)
        }
    }

    private func captures(_ reader: MappingReader, place: String) -> [(name: String, places: [Extraction])] {
        guard let node = reader.node("capture") else { return [] }
        let path = reader.name(of: "capture")
        guard case .mapping(let members) = node.content else {
            reader.error(
                "capture", "must be a mapping of names to places in the answer, but is \(node.kind)",
                hint: "such as {media_id: json:id}")
            return []
        }
        let answers = AnswerReader(report: report)
        return members.compactMap { member in
            let name = MappingReader.join(path, member.key)
            if !Name.isValid(member.key) { report.error(member.keyLine, "\(name) is no name", hint: Name.hint) }
            templates.note("\(place).capture.\(member.key)", line: member.keyLine)
            let places = answers.places(member.value, name: name)
            return places.isEmpty ? nil : (member.key, places)
        }
    }

    // MARK: - Questions

    /// What the values of a request other than a message's own may be.
    struct Usable {
        var hasMessage = true
        var captured: Set<String> = []

        func takes(_ template: StrictTemplate) -> Bool {
            template.uses.allSatisfy { use in
                let parts = use.name.split(separator: ".", maxSplits: 1)
                switch parts.first {
                case "with", "secret": return true
                case "captured": return parts.count == 2 && captured.contains(String(parts[1]))
                case "file", "template", "mime", "item", "callback_url": return false
                default: return hasMessage && use.name != "to.captured"
                }
            }
        }
    }

    /// A request that is not a message's own. It takes over the headers and the query of `defaults`, but for those whose
    /// values it cannot have.
    func question(
        _ reader: MappingReader, place: String, _ defaults: Defaults, usable: Usable
    ) -> RequestDefinition? {
        let inherited = Defaults(
            headers: defaults.headers.filter { usable.takes($0.template) },
            query: defaults.query.filter { usable.takes($0.template) }, omitNull: defaults.omitNull)
        return read(request: reader, place: place, defaults: inherited)
    }
}
