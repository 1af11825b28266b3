import Composer
import Domain
import Testing

@testable import Gateway

private func eachParameter(_ body: BodyTree) -> BodyTree { .each(list: "template.parameters", body) }

@Suite("Requests by an approved template")
struct TemplateRequestTests {
    private func definition(_ tree: BodyTree) throws -> GatewayDefinition {
        var definition = try GatewayTests.definition(
            body: .json(.object([try member("t", "{{text}}")]), omitNull: false))
        definition.templateRequest = RequestDefinition(
            url: try template("http://127.0.0.1/template"), body: .json(tree, omitNull: false))
        return definition
    }

    private func body(_ tree: BodyTree, parameters: [String]?) throws -> String {
        var context = try context()
        context.approved = parameters.map { ApprovedTemplate(name: "cobranca", language: "pt_BR", parameters: $0) }
        let request = try plan(definition(tree)).request(for: .text, byTemplate: true, context)
        return String(decoding: request.body ?? [], as: UTF8.self)
    }

    private func parameters(optional: Bool = true) throws -> BodyTree {
        .object([
            try member("name", "{{template.name}}"), try member("language", "{{template.language}}"),
            BodyMember(
                "body",
                eachParameter(
                    .object([BodyMember("type", .literal(.string("text"))), try member("text", "{{item}}")])),
                isOptional: optional),
        ])
    }

    @Test("`each` stands for an array with an element for each parameter")
    func each() throws {
        #expect(
            try body(parameters(), parameters: ["Maria", "a\"b"])
                == #"{"name":"cobranca","language":"pt_BR","body":[{"type":"text","text":"Maria"},"#
                + #"{"type":"text","text":"a\"b"}]}"#)
        #expect(try body(parameters(), parameters: []) == #"{"name":"cobranca","language":"pt_BR"}"#)
        #expect(
            try body(parameters(optional: false), parameters: [])
                == #"{"name":"cobranca","language":"pt_BR","body":[]}"#)
        #expect(throws: RequestError.missing("template.name")) { try body(parameters(), parameters: nil) }
    }

    @Test("The parameters are a list as a whole, and have numbers from 0")
    func numbered() throws {
        let tree = BodyTree.object([
            try member("all", "{{template.parameters}}"), try member("first", "{{template.parameters.0}}"),
            BodyMember("third", .template(try template("{{template.parameters.2}}")), isOptional: true),
        ])
        #expect(try body(tree, parameters: ["a", "b"]) == #"{"all":["a","b"],"first":"a"}"#)
    }

    @Test("Without a request by template, the text's is made")
    func without() throws {
        let plain = try plan(GatewayTests.definition())
        #expect(!plain.hasTemplateRequest)
        #expect(try plain.request(for: .text, byTemplate: true, context()).url == "http://127.0.0.1:9000/send")
        let both = try plan(definition(parameters()))
        #expect(both.hasTemplateRequest)
        #expect(try both.request(for: .text, context()).url == "http://127.0.0.1:9000/send")
    }

    @Test(
        "What is wrong with an `each` is told",
        arguments: [
            (BodyTree.each(list: "payload.x", .literal(.null)), "there is no list \"payload.x\""),
            (eachParameter(eachParameter(.literal(.null))), "an `each` stands in another one"),
        ])
    func faults(tree: BodyTree, message: String) throws {
        #expect(problems(of: try definition(tree)).map(\.message) == [message])
    }

    @Test("Template variables and `item` stay where they have a meaning")
    func places() throws {
        let tree = BodyTree.object([
            try member("a", "{{template.name}}"), try member("b", "{{item}}"),
            BodyMember("c", eachParameter(.template(try template("{{item}}")))),
        ])
        let found = problems(of: try GatewayTests.definition(body: .json(tree, omitNull: false))).map(\.message)
        #expect(
            found == [
                "\"template.name\" is for the request `template` only", "\"item\" stands outside of an `each`",
                "there is no list \"template.parameters\" here",
            ])
    }
}
