import Domain
import Testing

@Suite("Names that were mistyped")
struct NearestTests {
    @Test(
        "the word that was meant",
        arguments: [
            ("databse", "database"), ("retires", "retries"), ("time_zome", "time_zone"), ("chanel", nil), ("x", nil),
            ("DATABASE", "database"), (String(repeating: "database", count: 20), nil),
        ] as [(String, String?)])
    func guesses(_ word: String, _ meant: String?) {
        #expect(nearest(to: word, among: ["database", "retries", "time_zone"]) == meant)
    }

    @Test("a swap of neighbours is one edit")
    func swaps() {
        #expect(editDistance("gatewya", "gateway") == 1)
        #expect(editDistance("", "abc") == 3)
        #expect(editDistance("abc", "") == 3)
        #expect(editDistance("kitten", "sitting") == 3)
    }
}
