import Composer
import Testing

@Suite("Length of an SMS")
struct SMSLengthTests {
    @Test(
        "Segments are those of the GSM alphabet, or of UTF-16",
        arguments: [
            ("a", 0, 0), ("a", 1, 1), ("a", 160, 1), ("a", 161, 2), ("a", 306, 2), ("a", 307, 3),
            ("é", 160, 1), ("Ç", 161, 2), ("ç", 70, 1), ("ç", 71, 2), ("ã", 134, 2), ("ã", 135, 3),
            ("€", 80, 1), ("€", 81, 2), ("[", 152, 2), ("[", 153, 3), ("😊", 35, 1), ("😊", 36, 2), ("😊", 66, 2),
            ("😊", 67, 3),
            ("\n", 160, 1), ("`", 71, 2), ("\u{1}", 71, 2), ("\r\n", 80, 1), ("\r\n", 81, 2),
        ])
    func segments(unit: String, count: Int, segments: Int) {
        let length = SMSLength(String(repeating: unit, count: count))
        #expect(length.segments == segments)
        #expect(length.characters == count)
    }

    @Test("An escape and its character stay together")
    func escape() {
        // 152 places and an escape that finds one place only: it begins the next segment.
        #expect(SMSLength(String(repeating: "a", count: 152) + "€" + String(repeating: "a", count: 151)).segments == 2)
        #expect(SMSLength(String(repeating: "a", count: 152) + "€" + String(repeating: "a", count: 152)).segments == 3)
    }

    @Test("What costs is named once, in its order")
    func costly() {
        #expect(SMSLength("Olá, João! É já, João").costly == ["á", "ã"])
        #expect(SMSLength("Ola, Joao! É à vista").costly == [])
    }
}
