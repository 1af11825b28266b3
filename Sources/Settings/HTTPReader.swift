package import Domain
import Foundation

/// The HTTP listener.
package struct HTTPSettings: Hashable, Sendable {
    package var listen: ListenAddress
    /// Guards what is neither a callback nor `healthz`; `nil`: there is none.
    package var token: Secret?
    /// How gateways reach the listener, without a slash at its end (default `http://LISTEN`).
    package var publicURL: String

    package init(listen: ListenAddress, token: Secret? = nil, publicURL: String? = nil) {
        self.listen = listen
        self.token = token
        self.publicURL = publicURL ?? "http://\(listen)"
    }

    /// The URL of an endpoint's callbacks.
    ///
    /// - Parameter secret: what verifies them as part of the path; `nil`: they are verified otherwise.
    package func callbackURL(endpoint: String, secret: Secret? = nil) -> String {
        let url = "\(publicURL)/hooks/\(endpoint)"
        guard let secret else { return url }
        return "\(url)/\(Self.encoded(secret.exposed))"
    }

    /// Everything but letters, digits and `-._~` percent-encoded.
    private static func encoded(_ text: String) -> String {
        let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}

/// Reads `http`.
struct HTTPReader {
    let report: Report
    let files: FileReading
    let environment: [String: String]?

    private static let listenHint = "write an address and a port, such as 127.0.0.1:8625 or [::1]:8625"

    /// - Returns: `nil` if it is not written, or if it is wrong, which has been reported.
    func read(_ reader: MappingReader) -> HTTPSettings? {
        guard let keys = reader.mapping("http", .http) else { return nil }
        let listen = listen(keys)
        let token = keys.node("token").flatMap { node in
            SecretReader(files: files, environment: environment, report: report)
                .read(node, name: keys.name(of: "token"))
        }
        let url = publicURL(keys)
        guard let listen else { return nil }
        warn(of: listen, keys)
        return HTTPSettings(listen: listen, token: token, publicURL: url)
    }

    private func listen(_ reader: MappingReader) -> ListenAddress? {
        guard let text = reader.requiredText("listen", hint: Self.listenHint) else { return nil }
        if let address = ListenAddress(parsing: text) { return address }
        if let port = Quantity.integer(text.hasPrefix(":") ? String(text.dropFirst()) : text),
            (1...65_535).contains(port)
        {
            reader.error(
                "listen", "is a port alone, which does not say who may reach it",
                hint: "write 127.0.0.1:\(port) for this machine alone")
        } else {
            reader.error("listen", "is \(quoted(text)), which is no address and port", hint: Self.listenHint)
        }
        return nil
    }

    private func warn(of address: ListenAddress, _ reader: MappingReader) {
        guard address.kind != .loopback else { return }
        report.warning(
            reader.line(of: "listen"),
            "http.listen: other machines can reach \(address): the callbacks of every endpoint and healthz stand open "
                + "there, without TLS",
            hint: "listen on 127.0.0.1, and let a web server with TLS pass /hooks/ on")
        if address.kind == .any, !reader.isWritten("public_url") {
            report.warning(
                reader.line(of: "listen"), "http.public_url is missing, and no gateway can call http://\(address)",
                hint: "write how gateways reach this machine, such as https://hooks.example")
        }
    }

    private func publicURL(_ reader: MappingReader) -> String? {
        guard let text = reader.text("public_url") else { return nil }
        let hint = "such as https://hooks.example, without a query"
        let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
        guard let scheme, let host = text.dropFirst(scheme.count).first, host != "/",
            !text.contains(where: \.isWhitespace),
            !text.contains("?"), !text.contains("#"), text.utf8.allSatisfy({ $0 < 0x80 })
        else {
            reader.error("public_url", "is not the URL under which gateways reach the listener", hint: hint)
            return nil
        }
        guard !URLText.hasCredentials(text) else {
            reader.error(
                "public_url", "has a user or a password in it",
                hint: "callbacks are verified by `receipts`, endpoint by endpoint")
            return nil
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
