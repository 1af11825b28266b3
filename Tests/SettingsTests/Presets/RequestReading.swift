import Domain
import Foundation
import Testing

/// A request's body read back by its content type.
struct RequestReading {
    let request: TransferRequest

    var text: String { String(decoding: request.body ?? [], as: UTF8.self) }

    private func header(_ name: String) -> String? {
        request.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The pairs of a form.
    var form: [[String]] {
        text.split(separator: "&").map { pair in
            pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
        }
    }

    /// The fields of a `multipart/form-data` body as the fixtures write them.
    var multipart: [JSON] {
        guard let boundary = header("Content-Type")?.split(separator: "boundary=").last else { return [] }
        let line = "--" + String(boundary).trimmingCharacters(in: ["\""])
        return text.components(separatedBy: line).dropFirst().dropLast().map { part in
            let halves = part.components(separatedBy: "\r\n\r\n")
            let head = halves.first ?? ""
            let content = String(halves.dropFirst().joined(separator: "\r\n\r\n").dropLast())
            let name = Self.group(#"name="([^"]*)""#, head) ?? ""
            guard let file = Self.group(#"filename="([^"]*)""#, head) else {
                return .object([JSONMember("name", .string(name)), JSONMember("value", .string(content))])
            }
            return .object([
                JSONMember("name", .string(name)), JSONMember("filename", .string(file)),
                JSONMember("type", .string(Self.group("Content-Type: ([^\r\n]*)", head) ?? "")),
                JSONMember("base64", .string(Data(content.utf8).base64EncodedString())),
            ])
        }
    }

    private static func group(_ pattern: String, _ text: String) -> String? {
        guard let regex = try? Regex(pattern), let match = text.firstMatch(of: regex), match.output.count > 1 else {
            return nil
        }
        return match.output[1].substring.map(String.init)
    }

    /// Holds the request against a fixture: what that does not name is not compared.
    func expect(_ fixture: JSON, _ comment: String) throws {
        if let method = fixture["method"]?.string { #expect(request.method == method, "\(comment)") }
        #expect(request.url == fixture["url"]?.string, "\(comment)")
        for member in fixture["headers"]?.members ?? [] {
            #expect(header(member.name) == member.value.string, "\(comment): \(member.name)")
        }
        if let login = fixture["login"]?.string {
            #expect(request.options.mail.login?.user.exposed == login, "\(comment)")
        }
        if let envelope = fixture["envelope"] {
            #expect(request.envelope?.sender == envelope["sender"]?.string, "\(comment)")
            #expect(request.envelope?.recipient == envelope["recipient"]?.string, "\(comment)")
        }
        var mail = text
        if let json = fixture["json"] {
            let body = try JSON.parse(text)
            var wild: [String] = []
            #expect(body.matches(json, wild: &wild), "\(comment): \(body.text)")
            mail = wild.first ?? ""
            if let data = Data(base64Encoded: mail) { mail = String(decoding: data, as: UTF8.self) }
        } else if let fields = fixture["form"] {
            #expect(form == fields.elements.map { $0.elements.map { $0.string ?? "" } }, "\(comment)")
        } else if let fields = fixture["multipart"] {
            try expect(multipart: fields.elements, comment)
        } else if fixture["mail"] == nil {
            #expect(request.body == nil, "\(comment)")
        }
        for piece in fixture["mail"]?.elements ?? [] {
            #expect(mail.contains(piece.string ?? "?"), "\(comment): \(mail)")
        }
    }

    private func expect(multipart fields: [JSON], _ comment: String) throws {
        let found = multipart
        #expect(found.count == fields.count, "\(comment): \(text)")
        for (field, expected) in zip(found, fields) {
            guard let json = expected["json"] else {
                #expect(field == expected, "\(comment)")
                continue
            }
            var wild: [String] = []
            let own = try JSON.parse(field["value"]?.string ?? "")
            #expect(field["name"] == expected["name"], "\(comment)")
            #expect(own.matches(json, wild: &wild), "\(comment): \(own.text)")
        }
    }
}

extension JSON {
    /// Whether it is the same but for the order of members; `*` stands for any text, which is collected.
    func matches(_ expected: JSON, wild: inout [String]) -> Bool {
        switch (self, expected) {
        case (.string(let text), .string("*")):
            wild.append(text)
            return !text.isEmpty
        case (.array(let own), .array(let others)):
            guard own.count == others.count else { return false }
            for (left, right) in zip(own, others) where !left.matches(right, wild: &wild) { return false }
            return true
        case (.object(let own), .object(let others)):
            guard own.count == others.count else { return false }
            for member in others {
                guard let value = self[member.name], value.matches(member.value, wild: &wild) else { return false }
            }
            return true
        default:
            return self == expected
        }
    }
}
