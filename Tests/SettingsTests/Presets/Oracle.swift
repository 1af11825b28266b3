import Domain
import Foundation

/// What a published client library sends, signs and understands: `Fixtures/oracles/PRESET.CASE.json`.
struct Oracle: CustomStringConvertible {
    let preset: String
    let `case`: String
    let json: JSON

    var description: String { "\(preset).\(`case`)" }

    static let all: [Oracle] = {
        let folder = Fixture.folder + "/oracles"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.sorted().compactMap { file in
            guard file.hasSuffix(".json"),
                let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8),
                let json = try? JSON.parse(text), let preset = json["preset"]?.string, let word = json["case"]?.string
            else { return nil }
            return Oracle(preset: preset, case: word, json: json)
        }
    }()

    static let requests = all.filter { $0.json["request"] != nil }
    static let callbacks = all.filter { $0.json["callback"] != nil && $0.preset != "signature" }
    static let signatures = all.filter { $0.preset == "signature" }
}
