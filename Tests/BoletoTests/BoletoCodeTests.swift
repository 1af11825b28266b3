import Boleto
import Domain
import Testing

@Suite("BoletoCode")
struct BoletoCodeTests {
    @Test("the fixtures are there")
    func fixtures() {
        #expect(BoletoVectors.valid.bank.count == 38)
        #expect(BoletoVectors.valid.arrecadacao.count == 9)
        #expect(BoletoVectors.invalid.count == 19)
        #expect(BoletoVectors.lenient.count == 5)
    }

    @Test("agrees with every valid line of a bank", arguments: BoletoVectors.valid.bank)
    func bank(vector: BoletoVectors.Bank) throws {
        let today = try #require(CivilDate(parsing: "2026-11-23"))
        for text in [vector.line, vector.lineFormatted, vector.barcode] {
            let code = try BoletoCode(parsing: text)
            #expect(code.kind == .bank)
            #expect(code.line == vector.line)
            #expect(code.formatted == vector.lineFormatted)
            #expect(code.barcode == vector.barcode)
            #expect(code.bank == vector.bank)
            #expect(code.bankName != nil)
            #expect(code.amount == Money(cents: vector.amountCents))
            #expect(code.factor == Int(vector.factor))
            #expect(code.dueDate(on: today)?.iso == vector.dueByWindowRef20261123)
            let due = try #require(CivilDate(parsing: vector.dueDate))
            #expect(code.isDue(on: due) == true)
            #expect(code.isDue(on: due.advanced(byDays: 1)) == false)
            #expect(code.dueDate(on: due) == due)
        }
    }

    @Test("agrees with every valid collection code", arguments: BoletoVectors.valid.arrecadacao)
    func collection(vector: BoletoVectors.Collection) throws {
        for text in [vector.line, vector.lineFormatted, vector.barcode] {
            let code = try BoletoCode(parsing: text)
            #expect(code.kind == .collection)
            #expect(code.line == vector.line)
            #expect(code.formatted == vector.lineFormatted)
            #expect(code.barcode == vector.barcode)
            #expect(code.amount == vector.amountCents.map(Money.init))
            #expect(code.bank == nil)
            #expect(code.bankName == nil)
            #expect(code.factor == nil)
            #expect(code.isDue(on: CivilDate(dayNumber: 20_780)) == nil)
            #expect(code.dueDate(on: CivilDate(dayNumber: 20_780)) == nil)
        }
    }

    @Test("refuses every invalid line with its words", arguments: BoletoVectors.invalid)
    func invalid(vector: BoletoVectors.Invalid) {
        let error = #expect(throws: BoletoCodeError.self) { try BoletoCode(parsing: vector.input) }
        #expect(error?.faults.map(\.rawValue) == vector.failing)
        #expect(error?.message.isEmpty == false)
        #expect(vector.input.isEmpty || error?.message.contains(vector.input) == false)
    }

    @Test("reads every lenient form", arguments: BoletoVectors.lenient)
    func lenient(vector: BoletoVectors.Lenient) throws {
        #expect(try BoletoCode(parsing: vector.input).line == vector.digits)
    }

    @Test(
        "passes over whatever only parts the digits",
        arguments: [
            " ", "\u{A0}", "\u{202F}", "\u{2007}", "\u{2060}", "\u{FEFF}", "\u{3000}", "\t", "\n", "\r\n", "\u{B}",
            "\u{85}", "\u{2028}", "\u{2029}", ".", "-", "\u{2010}", "\u{2011}", "\u{2013}", "\u{AD}", "\u{200B}",
            "\u{202A}",
        ])
    func separators(mark: String) throws {
        let line = "23793381286000782713695000063305975520000370000"
        let parted = mark + line.map(String.init).joined(separator: mark) + mark
        #expect(try BoletoCode(parsing: parted).line == line)
    }

    @Test(
        "refuses any other character, wherever it stands",
        arguments: ["O", "l", "/", "_", ",", "R$", "*", "１", "٣", "\u{0}", "é", "e\u{301}", "💸", "\u{7F}"])
    func charset(mark: String) {
        let line = "23793381286000782713695000063305975520000370000"
        for text in [mark + line, line + mark, line.prefix(20) + mark + line.dropFirst(20), mark] {
            let error = #expect(throws: BoletoCodeError.self) { try BoletoCode(parsing: String(text)) }
            #expect(error?.faults == [.charset])
        }
    }

    @Test("any other number of digits is a wrong length, and the message counts them")
    func lengths() {
        for count in 1...200 where ![44, 47, 48].contains(count) {
            let text = String(repeating: "1", count: count)
            let error = #expect(throws: BoletoCodeError.self) { try BoletoCode(parsing: text) }
            #expect(error?.faults == [.length])
            #expect(error?.message.hasPrefix("\(count) digits") == true)
        }
    }

    @Test(
        "finds each single fault",
        arguments: [
            // BV46 and AV13, a check digit or more changed, or made anew around another fault.
            ("07790001161234567000900001234566816510000007990", []),
            ("07790001171234567000900001234566816510000007990", ["field1_dv"]),
            ("07790001161234567000000001234566816510000007990", ["field2_dv"]),
            ("07790001161234567000900001234567816510000007990", ["field3_dv"]),
            ("07790001161234567000900001234566916510000007990", ["general_dv"]),
            ("07780001171234567000900001234566616510000007990", ["currency"]),
            ("07786165100000079900001112345670000000123456", ["currency"]),
            ("07798165100000079900001112345670000000123456", []),
            ("07798165100000079900001112345670000000123457", ["general_dv"]),
            ("866100000011199012345674800000000003000123456782", []),
            ("866100000012199012345674800000000003000123456782", ["field1_dv"]),
            ("866100000011199012345675800000000003000123456782", ["field2_dv"]),
            ("866100000011199012345674800000000004000123456782", ["field3_dv"]),
            ("866100000011199012345674800000000003000123456783", ["field4_dv"]),
            ("866200000010199012345674800000000003000123456782", ["general_dv"]),
            ("966100000011199012345674800000000003000123456782", ["product", "field1_dv", "general_dv"]),
            ("965100000011199012345674800000000003000123456782", ["product", "value_id"]),
            ("865100000011199012345674800000000003000123456782", ["value_id"]),
        ] as [(String, [String])])
    func singleFaults(text: String, words: [String]) {
        var found: [String] = []
        do throws(BoletoCodeError) { _ = try BoletoCode(parsing: text) } catch { found = error.faults.map(\.rawValue) }
        #expect(found == words)
    }

    @Test("a factor of 0000 carries no due date; below 1000 there are no others")
    func factors() throws {
        let free = NaiveBoleto.digits("0001112345670009000012345")
        func line(_ factor: Int) -> String {
            NaiveBoleto.bank([0, 7, 7], factor: factor, cents: 7990, free: free).line
        }
        let code = try BoletoCode(parsing: line(0))
        #expect(code.factor == 0)
        #expect(code.isDue(on: CivilDate(dayNumber: 20_780)) == nil)
        #expect(code.dueDate(on: CivilDate(dayNumber: 20_780)) == nil)
        for factor in [1, 500, 999] {
            let error = #expect(throws: BoletoCodeError.self) { try BoletoCode(parsing: line(factor)) }
            #expect(error?.faults == [.factor])
        }
        for factor in [1000, 9999] { #expect(try BoletoCode(parsing: line(factor)).factor == factor) }
    }

    @Test("an unknown bank is no error")
    func unknownBank() throws {
        let free = [Int](repeating: 3, count: 25)
        let code = try BoletoCode(parsing: NaiveBoleto.bank([7, 9, 9], factor: 1651, cents: 1, free: free).line)
        #expect(code.bank == "799")
        #expect(code.bankName == nil)
    }

    @Test(
        "knows banks by their usual names", arguments: [("001", "Banco do Brasil"), ("364", "Efí"), ("756", "Sicoob")])
    func bankNames(bank: String, name: String) throws {
        let free = [Int](repeating: 0, count: 25)
        let line = NaiveBoleto.bank(NaiveBoleto.digits(bank), factor: 1651, cents: 1, free: free).line
        #expect(try BoletoCode(parsing: line).bankName == name)
    }

    @Test("messages give the hint that helps")
    func messages() {
        func message(_ text: String) -> String {
            do throws(BoletoCodeError) { return try BoletoCode(parsing: text).line } catch { return error.message }
        }
        let line = "2379338128600078271369500006330597552000037000"
        #expect(message(line + "00").contains("not updated for the due-date factors"))
        #expect(message(line.replacing("60007", with: "6OO07") + "0").contains("letter O"))
        #expect(message("").contains("no digits"))
        #expect(message(line + "1").contains("amount or the due date"))
        #expect(message("1" + line.dropFirst() + "0").contains("(field 1, general)"))
        #expect(message("842900000002404201622015806051904292586034111220").contains("6, 7, 8 or 9"))
        #expect(message("07780001171234567000900001234566616510000007990").contains("currency"))
        #expect(message("23793381286000782713695000063305109990000370000").contains("between 1 and 999"))
    }
}
