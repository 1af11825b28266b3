import Boleto
import Domain
import Testing

@Suite("PersonName")
struct PersonNameTests {
    @Test(
        "puts capitals and particles right",
        arguments: [
            ("MARIA DAS DORES SILVA", "Maria das Dores Silva", "Maria"),
            ("maria das dores silva", "Maria das Dores Silva", "Maria"),
            ("ANA", "Ana", "Ana"), ("JOÃO D'ÁVILA", "João D'Ávila", "João"), ("JOÃO D’ÁVILA", "João D’Ávila", "João"),
            ("TÚLIO SANT'ANNA", "Túlio Sant'Anna", "Túlio"),
            ("ANNA-LUÍSA PAES-LEME", "Anna-Luísa Paes-Leme", "Anna-Luísa"),
            ("JOSÉ DE SOUZA E SILVA", "José de Souza e Silva", "José"), ("PEDRO ALVES JR", "Pedro Alves Jr", "Pedro"),
            ("PEDRO ALVES JR.", "Pedro Alves Jr.", "Pedro"), ("DOM PEDRO II", "Dom Pedro II", "Dom"),
            ("dom pedro ii", "Dom Pedro II", "Dom"), ("II GUERRA", "Ii Guerra", "Ii"),
            ("J. R. SILVA", "J. R. Silva", "J."),
            ("  MARIA   CLARA  ", "Maria Clara", "Maria"), ("DA SILVA", "Da Silva", "Da"),
            ("ÉRICA ÂNGELO", "Érica Ângelo", "Érica"),
            ("E\u{301}RICA", "E\u{301}rica", "E\u{301}rica"), ("MARIA-DA-PENHA", "Maria-da-Penha", "Maria-da-Penha"),
            ("(MARIA) SOUZA", "(Maria) Souza", "(Maria)"), ("3 IRMÃOS", "3 Irmãos", "3"),
            ("DR. PAULO SOUZA", "Dr. Paulo Souza", "Paulo"), ("DRA ANA", "Dra Ana", "Ana"), ("SR", "Sr", "Sr"),
            ("COMERCIAL SOL LTDA", "Comercial Sol Ltda", "Comercial Sol Ltda"),
            ("PADARIA ESTRELA S/A", "Padaria Estrela S/A", "Padaria Estrela S/A"),
            ("MARIA/JOÃO", "Maria/João", "Maria/João"),
        ])
    func corrects(written: String, full: String, first: String) throws {
        let name = try #require(PersonName(written))
        #expect(name.full == full)
        #expect(name.first == first)
    }

    @Test(
        "leaves what is written well as it is",
        arguments: [
            "Maria das Dores Silva", "Ronald McDonald", "João D'Ávila", "Pedro De Lucca", "Ana Lúcia e Silva",
            "José Carlos Jr.", "Ludwig van Beethoven".replacing("van", with: "Van"),
        ])
    func keeps(written: String) throws {
        #expect(try #require(PersonName(written)).full == written)
    }

    @Test("repairs only the words that need it")
    func mixed() throws {
        #expect(try #require(PersonName("Maria DAS DORES silva")).full == "Maria das Dores Silva")
    }

    @Test("is no name without a letter", arguments: ["", "   ", "...", "123", "\u{301}"])
    func noName(written: String) {
        #expect(PersonName(written) == nil)
    }

    @Test("correcting twice changes nothing more", arguments: [11 as UInt64])
    func idempotent(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = ["MARIA", "de", "DAS", "é", "Ã", "'", "-", " ", " ", "II", "jr.", "ß", "ǆ", "İ", "1", "o\u{301}"]
        for _ in 0..<3_000 {
            let count = Int.random(in: 1...8, using: &random)
            let written = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let once = PersonName(written) else { continue }
            let twice = try #require(PersonName(once.full))
            #expect(twice == once, "seed \(seed), \(written)")
        }
    }
}
