import Domain
import Testing

@Suite("Words that end it")
struct OptOutWordsTests {
    private let words = OptOutWords(["PARAR", "Sair", "não quero mais", "descadastrar", "!", ""])

    @Test(
        "Accents, case and what stands around do not matter",
        arguments: [
            "PARAR", "parar", "Parar.", " parar \n", "PARÁR", "párâr", "PARA\u{301}R", "“Parar!”", "*parar*", "_Parar_",
            "PARAR 🙏", "🛑 parar 🛑🏽", "PARAR\u{200B}", "\u{FEFF}parar", "\u{202E}PARAR\u{202C}", "ＰＡＲＡＲ",
            "𝗣𝗔𝗥𝗔𝗥", "parar…", "¡parar!", "- parar -", "sair", "SAIR!!!", "NAO QUERO MAIS", "Não  quero\nmais.",
            "DESCADASTRAR", "parar \u{FE0F}", "👨‍👩‍👧parar",
        ])
    func matches(text: String) {
        #expect(words.matches(text))
    }

    @Test(
        "Anything more than the word is something else",
        arguments: [
            "", " ", "!", "🙏", "PARAR DE PAGAR", "não parar", "pararei", "par ar", "P A R A R", "parar, sair",
            "PARAR 2", "2 parar", "para", "naoqueromais", "não, quero mais", "\0", "PA\0RAR", "ПАРАР",
            "PARAR" + String(repeating: " ", count: 2000), String(repeating: "parar ", count: 200),
            "a" + String(repeating: "\u{301}", count: 100_000), String(repeating: "\u{FDFA}", count: 300),
        ])
    func others(text: String) {
        #expect(!words.matches(text))
    }

    @Test("Words are compared as texts are")
    func asTexts() {
        #expect(OptOutWords(["  “Não, obrigado!” "]).matches("nao, OBRIGADO"))
        #expect(OptOutWords(["1"]).matches("1️⃣"))
        #expect(!OptOutWords([]).matches("PARAR"))
        #expect(!OptOutWords(["", "!!!", "🛑"]).matches("🛑"))
    }

    @Test("Any text matches or does not")
    func fuzz() {
        var random = SeededGenerator(seed: 20_261_122)
        for _ in 0..<3000 {
            let scalars = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) ?? "\u{301}"
            }
            let text = String(String.UnicodeScalarView(scalars))
            _ = words.matches(text)
            _ = OptOutWords([text]).matches(text)
        }
        #expect(words.matches("parar"))
    }
}
