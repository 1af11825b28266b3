import Composer
import Domain
package import Policy

/// What counts as not wanting messages, and what is done about it.
package struct OptOutSettings: Hashable, Sendable {
    /// What a customer's whole message has to be, accents and case aside.
    package var words: [String]
    package var rules: OptOutRules

    /// Words that people in Brazil write, and STOP, which gateways tell them to.
    package static let usualWords = [
        "PARAR", "PARE", "SAIR", "CANCELAR", "STOP", "DESCADASTRAR", "REMOVER", "NAO QUERO RECEBER", "NAO ENVIAR MAIS",
    ]

    package init(words: [String] = OptOutSettings.usualWords, rules: OptOutRules = OptOutRules()) {
        self.words = words
        self.rules = rules
    }
}

/// Reads `opt_out`.
struct OptOutReader {
    let report: Report

    func read(_ reader: MappingReader, templates: TemplateStore) -> OptOutSettings {
        var settings = OptOutSettings()
        guard let keys = reader.mapping("opt_out", .optOut) else { return settings }
        if keys.isWritten("words") { settings.words = words(keys) }
        if let name = keys.text("confirm") {
            if templates.names.contains(name) {
                settings.rules.confirmation = name
            } else {
                let guess = nearest(to: name, among: templates.names)
                keys.error(
                    "confirm", "names the template \(quoted(name)), which does not exist",
                    hint: guess.map { "did you mean \($0)?" } ?? "write it as \(name).CHANNEL.mustache")
            }
        }
        settings.rules.scope = keys.choice("scope") ?? settings.rules.scope
        return settings
    }

    private func words(_ reader: MappingReader) -> [String] {
        reader.texts("words").compactMap { word, line in
            // What does not even match itself has no letter in it.
            if OptOutWords([word]).matches(word) { return word }
            report.error(
                line, "\(reader.name(of: "words")): \(quoted(word)) is no word",
                hint: "write what customers send to be left alone, such as PARAR; accents and case do not matter")
            return nil
        }
    }
}
