import ArgumentParser
import Composer
import Domain
import Settings
import Transport

struct CheckCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration and the templates, and name all that is wrong at once.",
        discussion: """
            The exit status is 78 if there is an error; warnings alone leave it at 0. --online also connects to every \
            endpoint, to the billing system of `confirm` and to the webhook of alarms, with TLS, the greeting and the \
            login of a mail server, and asks the endpoints that have `health`; no message is sent. It ends with 69 if \
            one of them cannot be reached.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Connect to every endpoint too, without sending a message.")
    var online = false

    @Flag(help: "Print one JSON document.")
    var json = false

    func perform(_ out: Output) throws {
        let result = configuration.read()
        if !json {
            for problem in result.problems {
                for line in Failure.lines(of: problem) { Diagnostics.print(line) }
            }
        }
        switch result {
        case .loaded(let settings, _):
            if !json {
                out.print(summary(settings))
                try out.flush()
            }
            let findings = online ? try OnlineCheck(settings, at: .now).run(CurlTransport()) : nil
            let isGood = findings?.allSatisfy(\.isGood) ?? true
            if json {
                out.print(document(isGood, result.problems, findings).text)
            } else if let findings {
                for line in lines(findings, Style(for: out)) { out.print(line) }
            }
            if !isGood { throw ExitStatus.unavailable.code }
        case .failed:
            if json { out.print(document(false, result.problems, online ? [] : nil).text) }
            throw ExitStatus.configuration.code
        }
    }

    private func document(_ isGood: Bool, _ problems: [Problem], _ findings: [OnlineFinding]?) -> JSON {
        var members = [JSONMember("ok", .bool(isGood)), JSONMember("problems", .array(problems.map(\.json)))]
        if let findings { members.append(JSONMember("online", .array(findings.map(\.json)))) }
        return .object(members)
    }

    private func lines(_ findings: [OnlineFinding], _ style: Style) -> [String] {
        var table = Table([
            .init("ENDPOINT"), .init("CHECK"), .init("ADDRESS"), .init("TOOK", isNumeric: true), .init("RESULT"),
        ])
        for finding in findings {
            table.add([
                .init(finding.name), .init(finding.kind.rawValue), .init(finding.url),
                .init("\(finding.milliseconds) ms"),
                .init(
                    finding.problem.map { "failed: \($0)" } ?? "ok: \(finding.detail)",
                    paint: finding.isGood ? style.green : style.red),
            ])
        }
        let lines = table.lines(style)
        return lines.prefix(1)
            + zip(lines.dropFirst(), findings).flatMap { line, finding in
                [line] + (finding.hint.map { ["    hint: \($0)"] } ?? [])
            }
    }

    private func summary(_ settings: Settings) -> String {
        let counts = [
            Wording.count(settings.endpoints.count, "endpoint"), Wording.count(settings.routes.count, "route"),
            Wording.count(settings.templates.names.count, "template"),
        ]
        return "\(configuration.path): sound, with \(counts.joined(separator: ", "))"
    }
}
