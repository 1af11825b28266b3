import Foundation

/// Test vectors of codes, read from `Fixtures`.
enum CodeFixture {
    /// `nil` if the file is not there or has another shape, which a test of its own notices.
    static func read<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name).json")) else {
            return nil
        }
        return try? decoder.decode(type, from: data)
    }
}
