import Domain
import Testing

@testable import Gateway

@Suite("Following a JSON path")
struct JSONPathTests {
    static let document = """
        {"key": {"id": "A1", "from": null}, "list": [{"id": 1}, {"id": 2, "x": true}],
         "data": {"a@b": {"t": 7}, "c": {}}, "twice": 1, "twice": 2, "response": {"message": [["deep"]]}}
        """

    @Test(
        "The first value is found",
        arguments: [
            ("key.id", "\"A1\""), ("list[0].id", "1"), ("list[1].id", "2"), ("list[*].x", "true"), ("data.*.t", "7"),
            ("key.from", "null"), ("twice", "2"), ("response.message[0][0]", "\"deep\""), ("*.id", "\"A1\""),
            ("list[*].id", "1"), ("data.\"a@b\".t", "7"),
        ])
    func found(path: String, value: String) throws {
        let document = try JSON.parse(Self.document)
        #expect(try JSONPath(parsing: path).first(in: document)?.text == value)
    }

    @Test(
        "What is not there is not found",
        arguments: [
            "id", "key[0]", "key.id.x", "list.id", "list[2]", "list[*].y", "key[*]", "list.*", "key.id[*]", "data.*.u",
            "twice.x", "key.from.x",
        ])
    func missing(path: String) throws {
        let document = try JSON.parse(Self.document)
        #expect(try JSONPath(parsing: path).first(in: document) == nil)
    }
}
