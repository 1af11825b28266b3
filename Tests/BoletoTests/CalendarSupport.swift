import Boleto
import Foundation
import Testing

/// Reads a file of `Fixtures` whose keys are in snake case.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
}

func date(_ text: String) throws -> CivilDate {
    try #require(CivilDate(parsing: text), "\(text)")
}
