import Composer
import Domain
import Gateway

/// Reads how an endpoint is connected to: `tls`, `proxy`, `connect_timeout`.
struct ConnectionReader {
    private static let certificateLimit = 16 << 20
    private static let proxySchemes = ["http://", "https://", "socks4://", "socks4a://", "socks5://", "socks5h://"]

    let report: Report
    let files: FileReading

    func read(
        _ reader: MappingReader, with values: [String: String], secrets: [String: Secret], timeoutMilliseconds: Int64
    ) -> ConnectionOptions {
        var options = ConnectionOptions()
        options.connectTimeoutMilliseconds = min(options.connectTimeoutMilliseconds, timeoutMilliseconds)
        if let written = reader.duration("connect_timeout", in: 100...600_000) {
            if written > timeoutMilliseconds {
                reader.error("connect_timeout", "is longer than `timeout`", hint: "`timeout` limits the whole request")
            }
            options.connectTimeoutMilliseconds = written
        }
        if let keys = reader.mapping("tls", .tls) {
            options.caFile = file("ca", keys)
            options.clientCertificate = file("certificate", keys)
            options.clientKey = file("key", keys, isPrivate: true)
            if keys.isWritten("key"), !keys.isWritten("certificate") {
                keys.error("key", "is of no use without `certificate`", hint: "name the certificate's file too")
            }
        }
        options.proxy = proxy(reader, with: values, secrets: secrets)
        return options
    }

    /// Whether a mail server has to change over to TLS; `nil`: not written.
    func startTLS(_ reader: MappingReader) -> StartTLS? {
        reader.mapping("tls", .tls)?.choice("starttls")
    }

    /// The absolute path of a PEM file that can be read.
    private func file(_ key: String, _ reader: MappingReader, isPrivate: Bool = false) -> String? {
        guard let path = reader.text(key) else { return nil }
        switch files.read(path, limit: Self.certificateLimit) {
        case .success(let contents):
            guard contents.text.contains("-----BEGIN ") else {
                reader.error(key, "names \(quoted(path)), which is not a PEM file", hint: "convert it with openssl")
                return nil
            }
            if isPrivate, contents.isWorldReadable {
                report.warning(
                    reader.line(of: key),
                    "\(reader.name(of: key)): every user of this machine can read the file \(quoted(path))",
                    hint: "chmod o-r it")
            }
            return files.absolute(path)
        case .failure(let failure):
            reader.error(
                key, "names \(quoted(path)), which \(failure.reason)",
                hint: "relative paths start at the configuration's folder; look at the file's owner and mode")
            return nil
        }
    }

    // MARK: - Proxy

    private func proxy(_ reader: MappingReader, with values: [String: String], secrets: [String: Secret]) -> String? {
        guard let text = reader.text("proxy") else { return nil }
        guard let scheme = Self.proxySchemes.first(where: { text.hasPrefix($0) }), text.count > scheme.count else {
            reader.error(
                "proxy", "is not the URL of a proxy",
                hint: "such as http://proxy.example:3128 or socks5://127.0.0.1:1080")
            return nil
        }
        let user = text.split(separator: "@", omittingEmptySubsequences: false)
        if user.count > 1, user[0].dropFirst(scheme.count).contains(":"), !user[0].contains("{{secret.") {
            reader.error(
                "proxy", "has a password in clear",
                hint: "add the password to `secrets` and write http://user:{{secret.NAME}}@host:port")
            return nil
        }
        return filled(text, reader, Constants(with: values, secrets: secrets))
    }

    private func filled(_ text: String, _ reader: MappingReader, _ constants: Constants) -> String? {
        let hint = "use {{with.NAME}} and {{secret.NAME}} only, with names that exist"
        do {
            return try StrictTemplate(text).render(constants)
        } catch let error as MissingVariable {
            reader.error("proxy", "uses \(quoted(error.name)), which does not exist", hint: hint)
        } catch {
            reader.error("proxy", "is not a valid template", hint: hint)
        }
        return nil
    }

    /// The values that are known without a message, percent-encoded where they are secrets.
    private struct Constants: TemplateSource {
        var with: [String: String]
        var secrets: [String: Secret]

        func value(named path: String) -> TemplateValue? {
            let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "with": return with[parts[1]].map { .text($0) }
            case "secret": return secrets[parts[1]].map { .text(Self.encoded($0.exposed)) }
            default: return nil
            }
        }

        private static func encoded(_ text: String) -> String {
            let digits = Array("0123456789ABCDEF".utf8)
            var bytes: [UInt8] = []
            for byte in text.utf8 {
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
                default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
