import Domain
import Foundation

/// Amazon's mail service and its keys as moto makes them: signatures are verified by Amazon's own Python library.
final class SimpleEmailService {
    static let sender = "cobranca@example.com"

    let url: String
    private(set) var keyID = ""
    private(set) var secretKey = ""
    private let folder = try? TemporaryFolder()
    private let program: Program

    /// A mail that it took.
    struct Mail {
        var id: String
        var recipients: [String]
        /// What a reader that knows nothing of ours makes of it.
        var mail: OracleMail
    }

    init() throws {
        let port = try FreePort.next()
        url = "http://127.0.0.1:\(port)"
        program = try Program(
            Requirement.moto.path, ["-H", "127.0.0.1", "-p", String(port)],
            // The setting-up below needs no signatures.
            environment: ["INITIAL_NO_AUTH_ACTION_COUNT": "4", "PYTHONDONTWRITEBYTECODE": "1"],
            in: folder?.path ?? "/tmp")
        try program.waitForPort(port)
        let json = HeaderField("Content-Type", "application/json")
        _ = try ask("/v2/email/identities", of: "ses", [json], #"{"EmailIdentity":"\#(Self.sender)"}"#)
        _ = try manage("CreateUser")
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ses:*","Resource":"*"}]}"#
        let escaped = policy.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        _ = try manage("PutUserPolicy", "&PolicyName=send&PolicyDocument=\(escaped)")
        let keys = try manage("CreateAccessKey")
        keyID = try Self.element("AccessKeyId", of: keys)
        secretKey = try Self.element("SecretAccessKey", of: keys)
    }

    var mails: [Mail] {
        get throws {
            let data = try JSON.parse(try Client.ask(url + "/moto-api/data.json").text)
            guard case .array(let messages)? = data["ses"]?["RawMessage"] else { return [] }
            let place = try TemporaryFolder()
            return try messages.map { message in
                var recipients: [String] = []
                if case .array(let list)? = message["destinations"] { recipients = list.compactMap(\.string) }
                let file = place.path + "/mail"
                try (message["raw_data"]?.string ?? "").write(toFile: file, atomically: true, encoding: .utf8)
                return Mail(
                    id: message["id"]?.string ?? "", recipients: recipients, mail: try OracleMail.read(file))
            }
        }
    }

    private func manage(_ action: String, _ more: String = "") throws -> String {
        let form = HeaderField("Content-Type", "application/x-www-form-urlencoded")
        return try ask("/", of: "iam", [form], "Action=\(action)&Version=2010-05-08&UserName=carteiro" + more)
    }

    /// The service that a request is for stands in its signature alone.
    private func ask(_ path: String, of service: String, _ headers: [HeaderField], _ body: String) throws -> String {
        let authorization = HeaderField(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=nobody/20260101/sa-east-1/\(service)/aws4_request, "
                + "SignedHeaders=host, Signature=none")
        let answer = try Client.ask(url + path, headers: headers + [authorization], body: body)
        guard answer.status == 200 else {
            throw Client.Failure(description: "moto answers \(answer.status): \(answer.text)\n\(program.output)")
        }
        return answer.text
    }

    private static func element(_ name: String, of xml: String) throws -> String {
        guard let start = xml.range(of: "<\(name)>"), let end = xml.range(of: "</\(name)>") else {
            throw Client.Failure(description: "no \(name) in \(xml)")
        }
        return String(xml[start.upperBound..<end.lowerBound])
    }
}
