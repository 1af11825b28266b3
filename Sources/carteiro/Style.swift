import Foundation

/// Colours, where they are wanted: on a terminal, unless `NO_COLOR` is set (https://no-color.org).
struct Style {
    let isOn: Bool

    init(isOn: Bool) {
        self.isOn = isOn
    }

    init(for out: Output) {
        let environment = ProcessInfo.processInfo.environment
        isOn = out.isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    func bold(_ text: String) -> String { paint(text, "1") }
    func dim(_ text: String) -> String { paint(text, "2") }
    func italic(_ text: String) -> String { paint(text, "3") }
    func struck(_ text: String) -> String { paint(text, "9") }
    func red(_ text: String) -> String { paint(text, "31") }
    func green(_ text: String) -> String { paint(text, "32") }
    func yellow(_ text: String) -> String { paint(text, "33") }

    private func paint(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
