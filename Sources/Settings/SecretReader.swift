import Domain

/// Fetches secrets from where the configuration says they are. No message names a value, nor what stands in the place
/// of a reference: it may be the secret itself.
struct SecretReader {
    private static let sizeLimit = 65_536
    private static let hint =
        "write {credential: NAME}, {env: NAME} or {file: PATH}; the value itself never stands here"

    /// Stands for a secret where none is fetched.
    private static let standIn = Secret(String(repeating: "0", count: 40))

    var files: FileReading
    /// `nil`: secrets are not fetched, stand-ins take their place.
    var environment: [String: String]?
    var report: Report

    /// - Parameter name: what the secret is called in messages, such as `endpoints.gateway.secrets.key`.
    func read(_ node: ConfigNode, name: String) -> Secret? {
        guard case .mapping(let members) = node.content else {
            report.error(node.line, "\(name) must say where the secret is kept", hint: Self.hint)
            return nil
        }
        guard members.count == 1, let member = members.first, KeyList.secret.known.contains(member.key),
            let place = member.value.scalar, !place.isNull, !place.text.isEmpty
        else {
            report.error(node.line, "\(name) must name one place where the secret is kept", hint: Self.hint)
            return nil
        }
        guard let environment else { return Self.standIn }
        let line = member.value.line
        switch member.key {
        case "credential": return credential(place.text, in: environment, line: line, name: name)
        case "env": return variable(place.text, in: environment, line: line, name: name)
        default: return file(place.text, line: line, name: name)
        }
    }

    private func credential(
        _ credential: String, in environment: [String: String], line: Int, name: String
    ) -> Secret? {
        guard Self.isName(credential) else {
            report.error(
                line, "\(name) does not name a credential",
                hint: "a name has letters, digits, \"-\", \"_\" and \".\" only, and no path")
            return nil
        }
        guard let directory = environment["CREDENTIALS_DIRECTORY"], !directory.isEmpty else {
            report.error(
                line, "\(name): there is no credential \(credential), because CREDENTIALS_DIRECTORY is not set",
                hint: "systemd sets it for a service with LoadCredential=\(credential):FILE; "
                    + "without systemd set it to a directory that has a file of that name")
            return nil
        }
        switch files.read(directory + "/" + credential, limit: Self.sizeLimit) {
        case .success(let contents): return secret(contents.text, line: line, name: name)
        case .failure(let failure):
            report.error(
                line, "\(name): the credential \(credential) \(failure.reason)",
                hint: "add LoadCredential=\(credential):FILE to the service, and look at the file's owner and mode")
            return nil
        }
    }

    private func variable(
        _ variable: String, in environment: [String: String], line: Int, name: String
    ) -> Secret? {
        guard Self.isName(variable), !variable.contains(where: { $0 == "." || $0 == "-" }),
            variable.first?.isNumber == false
        else {
            report.error(
                line, "\(name) does not name an environment variable", hint: "such as {env: GATEWAY_KEY}")
            return nil
        }
        guard let value = environment[variable] else {
            report.error(
                line, "\(name): the environment variable \(variable) is not set",
                hint: "set it where Carteiro is started, or use {credential: NAME}")
            return nil
        }
        return secret(value, line: line, name: name)
    }

    private func file(_ path: String, line: Int, name: String) -> Secret? {
        switch files.read(path, limit: Self.sizeLimit) {
        case .success(let contents):
            if contents.isWorldReadable {
                report.warning(
                    line, "\(name): every user of this machine can read the file \(quoted(path))",
                    hint: "chmod o-r it")
            }
            return secret(contents.text, line: line, name: name)
        case .failure(let failure):
            report.error(
                line, "\(name): the file \(quoted(path)) \(failure.reason)",
                hint: "relative paths start at the configuration's folder; look at the file's owner and mode")
            return nil
        }
    }

    private func secret(_ text: String, line: Int, name: String) -> Secret? {
        let end = text.unicodeScalars.lastIndex { $0 != "\n" && $0 != "\r" }
        let value = end.map { String(text.unicodeScalars[...$0]) } ?? ""
        if value.isEmpty {
            report.error(line, "\(name): the secret is empty")
        } else if value.contains(where: \.isControl) {
            report.error(
                line, "\(name): the secret has a line break or another control character in it",
                hint: "only line breaks at its end are cut off")
        } else {
            return Secret(value)
        }
        return nil
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 255 && !text.contains("..") && text.first != "."
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }
}
