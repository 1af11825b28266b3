import Domain
import Foundation

/// The vectors that lie in other targets' folders.
enum Vectors {
    /// A file of `Tests`, such as `BoletoTests/Fixtures/pix.json`.
    static func read(_ path: String) throws -> JSON {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../\(path)").standardized
        return try JSON.parse(String(decoding: Data(contentsOf: file), as: UTF8.self))
    }

    static func boleto(_ name: String) throws -> JSON { try read("BoletoTests/Fixtures/\(name).json") }
}

extension JSON {
    /// The elements of a member; none if it is no array.
    func list(_ name: String) -> [JSON] { self[name]?.elements ?? [] }

    /// The text of a member that is a string or a number.
    func text(_ name: String) -> String? { self[name]?.scalarText }
}
