import Domain

/// Puts what a preset says into the endpoint that names it. What the endpoint says itself wins, key by key; its rules of
/// `classify` come before the preset's.
struct PresetReader {
    let report: Report
    let presets: PresetStore

    /// The endpoint as if all of it were written out; `nil` if its preset cannot be used, which has been reported.
    func expand(_ endpoint: ConfigMember) -> ConfigMember? {
        guard case .mapping(let own) = endpoint.value.content,
            let named = own.first(where: { $0.key == "preset" })
        else { return endpoint }
        let path = MappingReader.join("endpoints", endpoint.key)
        guard let name = named.value.scalar?.text, !named.value.isNull else {
            report.error(named.keyLine, "\(path).preset must be a preset's name, but is \(named.value.kind)")
            return nil
        }
        guard let preset = members(of: name, named, path: path) else { return nil }
        var merged = own.filter { !["preset", "with", "classify", "secrets", "tables"].contains($0.key) }
        merged += secrets(preset, own, endpoint, path: path)
        merged += tables(own, preset)
        let with = parameters(preset, own, endpoint, name: name, path: path)
        if !with.isEmpty {
            merged.append(
                ConfigMember(
                    key: "with", keyLine: endpoint.keyLine,
                    value: ConfigNode(line: endpoint.value.line, content: .mapping(with))))
        }
        if let rules = rules(own, preset) { merged.append(rules) }
        if let receipts = receipts(own, preset) {
            merged.removeAll { $0.key == receipts.key }
            merged.append(receipts)
        }
        let written = Set(merged.map { MarkedName($0.key).name } + ["with", "secrets", "classify", "tables"])
        merged += preset.filter { !written.contains(MarkedName($0.key).name) }
        var expanded = endpoint
        expanded.value.content = .mapping(merged)
        return expanded
    }

    private func members(of name: String, _ named: ConfigMember, path: String) -> [ConfigMember]? {
        do throws(PresetStore.Unreadable) {
            guard let file = try presets.file(named: name) else {
                let names = presets.names
                let guess = nearest(to: name, among: names)
                report.error(
                    named.value.line, "\(path).preset is \(quoted(name)), and there is no such preset",
                    hint: guess.map { "did you mean \($0)?" }
                        ?? (names.isEmpty
                            ? "a preset is a file NAME.yaml in presets/ beside the configuration"
                            : "`carteiro presets` lists them"))
                return nil
            }
            return read(file)
        } catch {
            report.add(error.problem)
            return nil
        }
    }

    private func read(_ file: PresetStore.File) -> [ConfigMember]? {
        let own = Report(file: file.path)
        let root = YAMLDocument.read(file.text, into: own)
        for problem in own.problems { report.add(problem) }
        guard let root, !own.hasErrors else { return nil }
        let shifted = root.moved(by: report.add(source: file.path))
        guard MappingReader(shifted, path: "the preset", keys: .preset, report: report) != nil,
            case .mapping(let members) = shifted.content
        else { return nil }
        return members.filter { KeyList.preset.known.contains($0.key) }
    }

    // MARK: - What the endpoint has to give

    /// The values of `with`: the endpoint's, else the preset's defaults.
    private func parameters(
        _ preset: [ConfigMember], _ own: [ConfigMember], _ endpoint: ConfigMember, name: String, path: String
    ) -> [ConfigMember] {
        let known = Self.mapping("with", preset)
        let given = Self.mapping("with", own)
        for member in given where !known.contains(where: { $0.key == member.key }) {
            let words = known.map(\.key)
            report.error(
                member.keyLine, "\(path).with.\(member.key) is no parameter of the preset \(name)",
                hint: nearest(to: member.key, among: words).map { "did you mean \($0)?" }
                    ?? (words.isEmpty ? "it has none" : "they are \(alternatives(words))"))
        }
        return known.map { parameter in
            let value = given.first { $0.key == parameter.key }
            return typed(value, parameter, endpoint, name: name, path: path)
        }
    }

    /// A parameter's value, whole numbers without quotation marks if the preset wants one, anything else with them.
    private func typed(
        _ value: ConfigMember?, _ parameter: ConfigMember, _ endpoint: ConfigMember, name: String, path: String
    ) -> ConfigMember {
        let declared = parameter.value.scalar
        let isNumber = declared?.text == "required number" || declared?.wholeNumber != nil
        guard var value else {
            guard let declared, ["required", "required number"].contains(declared.text) else { return parameter }
            report.error(
                endpoint.keyLine, "\(path).with.\(parameter.key) is missing",
                hint: "the preset \(name) asks for it; `carteiro presets show \(name)` tells what it is")
            var standIn = parameter
            standIn.value.content = .scalar(
                ConfigScalar(text: isNumber ? "0" : "http://missing", isPlain: isNumber, textLineOffset: 0))
            return standIn
        }
        guard var scalar = value.value.scalar, !scalar.isNull else { return value }
        scalar.isPlain = isNumber
        if isNumber, scalar.wholeNumber == nil {
            report.error(
                value.value.line, "\(path).with.\(value.key) must be a whole number, but is \(quoted(scalar.text))",
                hint: "the preset \(name) puts it into its requests as a number")
        }
        value.value.content = .scalar(scalar)
        return value
    }

    /// The endpoint's secrets, and as `NAME?` without a value those that the preset can do without and that are not given.
    private func secrets(
        _ preset: [ConfigMember], _ own: [ConfigMember], _ endpoint: ConfigMember, path: String
    ) -> [ConfigMember] {
        let written = own.filter { $0.key == "secrets" }
        guard let needed = preset.first(where: { $0.key == "secrets" }) else { return written }
        guard case .sequence(let names) = needed.value.content else {
            report.error(
                needed.value.line, "`secrets` of a preset must be a list of names, but is \(needed.value.kind)",
                hint: "such as [key, \"hook?\"]; the endpoint says where they are kept")
            return written
        }
        let given = Self.mapping("secrets", own)
        var missing: [ConfigMember] = []
        for name in names.compactMap(\.scalar?.text).map(MarkedName.init)
        where !given.contains(where: { $0.key == name.name }) {
            if name.isOptional {
                let nothing = ConfigScalar(text: "", isPlain: true, textLineOffset: 0)
                let value = ConfigNode(line: needed.value.line, content: .scalar(nothing))
                missing.append(ConfigMember(key: "\(name.name)?", keyLine: needed.keyLine, value: value))
            } else {
                report.error(
                    endpoint.keyLine, "\(path).secrets.\(name.name) is missing",
                    hint: "such as `secrets: {\(name.name): {credential: \(endpoint.key)_\(name.name)}}`")
            }
        }
        guard !missing.isEmpty else { return written }
        var secrets = written.first ?? needed
        guard written.isEmpty || !given.isEmpty else { return written }
        secrets.value.content = .mapping(given + missing)
        return [secrets]
    }

    /// The endpoint's tables, and the preset's of other names.
    private func tables(_ own: [ConfigMember], _ preset: [ConfigMember]) -> [ConfigMember] {
        guard var tables = own.first(where: { $0.key == "tables" }) else { return preset.filter { $0.key == "tables" } }
        let written = Self.mapping("tables", own)
        guard case .mapping = tables.value.content else { return [tables] }
        tables.value.content = .mapping(
            written + Self.mapping("tables", preset).filter { other in !written.contains { $0.key == other.key } })
        return [tables]
    }

    private static func mapping(_ key: String, _ members: [ConfigMember]) -> [ConfigMember] {
        guard case .mapping(let inner)? = members.first(where: { $0.key == key })?.value.content else { return [] }
        return inner
    }

    /// The preset's `receipts` with what the endpoint says of them itself, key by key; `nil` unless both have some.
    private func receipts(_ own: [ConfigMember], _ preset: [ConfigMember]) -> ConfigMember? {
        guard var receipts = own.first(where: { $0.key == "receipts" }),
            case .mapping(let written) = receipts.value.content
        else { return nil }
        let names = Set(written.map { CallbackReader.name($0.key) })
        receipts.value.content = .mapping(
            written + Self.mapping("receipts", preset).filter { !names.contains(CallbackReader.name($0.key)) })
        return receipts
    }

    private func rules(_ own: [ConfigMember], _ preset: [ConfigMember]) -> ConfigMember? {
        let both = [own, preset].compactMap { members in members.first { $0.key == "classify" } }
        guard var rules = both.first else { return nil }
        rules.value.content = .sequence(
            both.flatMap { member in
                if case .sequence(let elements) = member.value.content { elements } else { [member.value] }
            })
        return rules
    }
}

extension ConfigNode {
    /// The same value with each line so many further on.
    func moved(by lines: Int) -> ConfigNode {
        let content: Content =
            switch content {
            case .scalar: content
            case .sequence(let elements): .sequence(elements.map { $0.moved(by: lines) })
            case .mapping(let members):
                .mapping(
                    members.map {
                        ConfigMember(key: $0.key, keyLine: $0.keyLine + lines, value: $0.value.moved(by: lines))
                    })
            }
        return ConfigNode(line: line + lines, content: content)
    }
}
