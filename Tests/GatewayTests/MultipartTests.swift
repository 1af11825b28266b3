import Composer
import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Multipart bodies and files")
struct MultipartTests {
    private static var file: BodyField.Value {
        get throws { .file(name: try template("{{file.name}}"), type: try template("{{file.type}}")) }
    }

    private func request(
        _ fields: [BodyField], _ context: RequestContext, kind: PartKind = .document
    ) throws -> TransferRequest {
        var definition = try definition()
        definition.requests[kind] = RequestDefinition(
            url: try template("http://127.0.0.1/file"), body: .multipart(fields))
        return try plan(definition).request(for: kind, context)
    }

    private func withFile(_ bytes: [UInt8] = Array("%PDF".utf8), name: String = "boleto.pdf") throws -> RequestContext {
        var context = try context()
        context.file = Attachment(name: name, type: "application/pdf", bytes: bytes)
        return context
    }

    private func type(_ request: TransferRequest) -> String {
        request.headers.first { $0.name == "Content-Type" }?.value ?? ""
    }

    @Test("Fields, JSON and the file stand one after the other")
    func shape() throws {
        let tree = BodyTree.object([try member("to", "{{to.digits}}")])
        let fields = [
            try formField("caption", "Olá\r\n{{text}}"), BodyField("data", .json(tree)),
            BodyField("file", try Self.file),
        ]
        let request = try request(fields, withFile())
        let boundary = try #require(type(request).split(separator: "boundary=").last.map(String.init))
        #expect(type(request) == "multipart/form-data; boundary=\(boundary)")
        let lines = [
            "--\(boundary)", "Content-Disposition: form-data; name=\"caption\"", "", "Olá", "Olá, Maria",
            "--\(boundary)",
            "Content-Disposition: form-data; name=\"data\"", "", "{\"to\":\"5511987654321\"}", "--\(boundary)",
            "Content-Disposition: form-data; name=\"file\"; filename=\"boleto.pdf\"", "Content-Type: application/pdf",
            "",
            "%PDF", "--\(boundary)--", "",
        ]
        #expect(String(decoding: request.body ?? [], as: UTF8.self) == lines.joined(separator: "\r\n"))
        #expect(try self.request(fields, withFile()) == request)
    }

    @Test("A name cannot break out of its line")
    func names() throws {
        let request = try request(
            [BodyField("a\"\r\nb", try Self.file)], withFile(name: "x\"\r\nX-Evil: 1\r\n\r\n.pdf"))
        let text = String(decoding: request.body ?? [], as: UTF8.self)
        #expect(text.contains("name=\"a%22%0D%0Ab\"; filename=\"x%22%0D%0AX-Evil: 1%0D%0A%0D%0A.pdf\"\r\n"))
        var odd = try withFile()
        odd.file?.type = "application/pdf\r\nX: y"
        #expect(throws: RequestError.controlCharacter(header: "Content-Type")) {
            try self.request([BodyField("f", try Self.file)], odd)
        }
    }

    @Test("A file that is missing is left out where it may be, and named where it may not")
    func missing() throws {
        let optional = BodyField("file", try Self.file, isOptional: true)
        let text = String(
            decoding: try request([optional, try formField("t", "x")], context(), kind: .text).body ?? [], as: UTF8.self
        )
        #expect(!text.contains("filename") && text.contains("name=\"t\""))
        #expect(throws: RequestError.missing("file")) {
            try request([BodyField("file", try Self.file)], context(), kind: .document)
        }
    }

    @Test("The boundary depends on the key alone, and never occurs in the contents")
    func boundary() throws {
        let first = Multipart.boundary(key: "k", [])
        #expect(first == Multipart.boundary(key: "k", [Array("x".utf8)]))
        #expect(first != Multipart.boundary(key: "l", []))
        let hostile = Array("--\(first)--".utf8)
        let second = Multipart.boundary(key: "k", [[], hostile])
        #expect(second != first)
        let third = Multipart.boundary(key: "k", [hostile + Array(second.utf8)])
        #expect(third != first && third != second)
        #expect(third.utf8.count <= 70)
    }

    @Test("Whatever stands in the fields, they come apart again at the boundary")
    func fuzz() throws {
        var random = SeededGenerator(state: 5)
        for round in 0..<200 {
            let key = "k\(round % 3)"
            let pieces = [Multipart.boundary(key: key, []), "--", "\r\n", "x", "\"", "\u{0}"]
            let contents = (0..<3).map { _ in
                (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                    .joined()
            }
            var context = try withFile(Array(contents[2].utf8))
            context.payload = .object([JSONMember("a", .string(contents[0])), JSONMember("b", .string(contents[1]))])
            context.key = key
            let fields = [
                try formField("a", "{{payload.a}}"), try formField("b", "{{payload.b}}"), BodyField("c", try Self.file),
            ]
            let request = try request(fields, context)
            let boundary = try #require(type(request).split(separator: "boundary=").last.map(String.init))
            let parts = String(decoding: request.body ?? [], as: UTF8.self).components(separatedBy: "--\(boundary)")
            #expect(parts.count == 5)
            for (part, content) in zip(parts.dropFirst(), contents) {
                #expect(part.hasSuffix("\r\n\r\n\(content)\r\n"))
            }
        }
    }

    @Test("The type is multipart's own")
    func ownType() throws {
        var definition = try definition(headers: [field("content-type", "x/y")])
        definition.requests[.text]?.body = .multipart([try formField("t", "{{text}}")])
        #expect(problems(of: definition).map(\.place) == ["request.text.headers"])
    }

    @Test("A form cannot carry a file")
    func form() throws {
        #expect(
            problems(of: try definition(body: .form([BodyField("f", try Self.file)]))).map(\.place) == [
                "request.text.form.f"
            ])
    }

    // MARK: - Variables of the file

    @Test(
        "A file has a name, a type, a size and its bytes",
        arguments: [
            ("{{file.name}}", "\"boleto.pdf\""), ("{{file.type}}", "\"application/pdf\""), ("{{file.size}}", "4"),
            ("{{file.base64}}", "\"JVBERg==\""), ("{{file.data_uri}}", "\"data:application/pdf;base64,JVBERg==\""),
        ])
    func variables(source: String, expected: String) throws {
        var definition = try definition()
        definition.requests[.document] = RequestDefinition(
            url: try template("http://127.0.0.1/file"),
            body: .json(.object([try member("v", source)]), omitNull: false))
        let request = try plan(definition).request(for: .document, withFile())
        #expect(String(decoding: request.body ?? [], as: UTF8.self) == "{\"v\":\(expected)}")
    }

    @Test("The text may have no file, and lines and Pix codes have none")
    func uncertain() throws {
        var definition = try definition(body: .json(.object([try member("f", "{{file.base64}}")]), omitNull: false))
        #expect(
            problems(of: definition).map(\.message) == [
                "\"file.base64\" is used where it has to have a value, but there may be no file"
            ])
        definition = try GatewayTests.definition()
        definition.requests[.pix] = RequestDefinition(
            url: try template("http://h/"), body: .json(.object([try member("f", "{{file.name}}")]), omitNull: false))
        #expect(problems(of: definition).map(\.message) == ["\"file.name\" is used where there is no file"])
        definition = try GatewayTests.definition()
        definition.requests[.document] = RequestDefinition(
            url: try template("http://h/"), body: .json(.object([try member("f", "{{file.url}}")]), omitNull: false))
        #expect(
            problems(of: definition).map(\.message) == [
                "\"file.url\" is used where it has to have a value, but the file may have no public address"
            ])
    }

    @Test("How a gateway takes documents shows in its requests")
    func documentForm() throws {
        #expect(try plan(definition()).documentForm == .none)
        let attached = BodyMember("files", .array([.template(try template("{{file.base64}}"))]), isOptional: true)
        #expect(try plan(definition(body: .json(.object([attached]), omitNull: false))).documentForm == .attached)
        let field = BodyField("f", try Self.file, isOptional: true)
        #expect(try plan(definition(body: .multipart([field]))).documentForm == .attached)
        var own = try definition(body: .multipart([field]))
        own.requests[.document] = RequestDefinition(url: try template("http://h/"))
        #expect(try plan(own).documentForm == .own)
        var byTemplate = try definition()
        byTemplate.templateRequest = RequestDefinition(
            url: try template("http://h/"), body: .json(.object([attached]), omitNull: false))
        #expect(try plan(byTemplate).templateTakesDocument)
        #expect(try !plan(definition()).templateTakesDocument)
    }
}
