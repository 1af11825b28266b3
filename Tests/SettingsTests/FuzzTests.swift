import Domain
import Settings
import Testing

@Suite("Mutations of the documented configuration")
struct FuzzTests {
    private static let runs = 250

    @Test("give settings, or problems with a line, and never a crash", arguments: [UInt64](1...8))
    func mutations(_ seed: UInt64) throws {
        let original = Array(try Fixture.documented().unicodeScalars)
        var generator = SeededGenerator(state: seed)
        var failures = 0
        for run in 0..<Self.runs {
            var text = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) { Self.mutate(&text, using: &generator) }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: text)
            switch Fixture.load(String(view)) {
            case .loaded: break
            case .failed(let problems):
                failures += 1
                #expect(problems.contains { $0.severity == .error }, "seed \(seed), run \(run)")
                #expect(problems.allSatisfy { $0.line > 0 }, "seed \(seed), run \(run)")
            }
        }
        // Most mutations hit a comment or a text; a good part must be found all the same.
        #expect(failures > Self.runs / 10)
        #expect(failures < Self.runs)
    }

    private static let pieces: [String] = [
        ":", "-", "{", "}", "[", "]", ",", "#", "&a ", "*a", "!t ", "|", ">", "'", "\"", "%", "@", "`", "\t", "\n",
        "  ",
        "\r", "\u{0}", "\u{85}", "\u{2028}", "\u{FEFF}", "é", "🎁", "<<: ", "~", "null", "99999999999999999999", "-1",
        "{{",
        "}}", "? ", "---\n", "...\n", "\\",
    ]

    private static func mutate(_ text: inout [Unicode.Scalar], using generator: inout SeededGenerator) {
        guard !text.isEmpty else { return }
        let place = Int.random(in: 0..<text.count, using: &generator)
        let end = min(text.count, place + Int.random(in: 1...30, using: &generator))
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: text.removeSubrange(place..<end)
        case 1: text.insert(contentsOf: text[place..<end], at: Int.random(in: 0...text.count, using: &generator))
        case 2, 3:
            let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            text.insert(contentsOf: piece.unicodeScalars, at: place)
        case 4: removeLine(at: place, &text)
        case 5: repeatLine(at: place, &text)
        default:
            if Int.random(in: 0..<10, using: &generator) == 0 {
                text.removeSubrange(place...)
            } else {
                text.swapAt(place, end - 1)
            }
        }
    }

    private static func line(at place: Int, _ text: [Unicode.Scalar]) -> Range<Int> {
        let start = text[..<place].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let end = text[place...].firstIndex(of: "\n").map { $0 + 1 } ?? text.count
        return start..<max(start, end)
    }

    private static func removeLine(at place: Int, _ text: inout [Unicode.Scalar]) {
        text.removeSubrange(line(at: place, text))
    }

    private static func repeatLine(at place: Int, _ text: inout [Unicode.Scalar]) {
        let range = line(at: place, text)
        text.insert(contentsOf: text[range], at: range.upperBound)
    }
}
