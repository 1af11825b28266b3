import Domain
import Foundation
import Testing

@testable import carteiro

@Suite("The verb inspect")
struct InspectVerbTests {
    static let line = "00190500954014481606906809350314816260000012990"
    static let pix =
        "00020126580014br.gov.bcb.pix0136123e4567-e89b-12d3-a456-4266141740005204000053039865406129.90"
        + "5802BR5911FIBRA NORTE6005BELEM62130509EXEMPLO4263047EA8"

    /// A call, and what it prints with `--json`, to the byte.
    static let answers: [(arguments: [String], out: String)] = [
        (
            ["boleto", line, "--on", "2026-11-23", "--due", "2026-11-10"],
            #"{"valid":true,"kind":"bank","line":"00190500954014481606906809350314816260000012990","#
                + #""formatted":"00190.50095 40144.816069 06809.350314 8 16260000012990","#
                + #""barcode":"00198162600000129900500940144816060680935031","bank":"001","amount":"129.90","#
                + #""factor":"1626","due_date":"2026-11-10"}"#
        ),
        (
            ["boleto", "83620000000-5 66780048100-0 18097565731-3 00158963608-1"],
            #"{"valid":true,"kind":"collection","line":"836200000005667800481000180975657313001589636081","#
                + #""formatted":"83620000000-5 66780048100-0 18097565731-3 00158963608-1","#
                + #""barcode":"83620000000667800481001809756573100158963608","bank":null,"amount":"66.78","#
                + #""factor":null,"due_date":null}"#
        ),
        (
            ["pix", pix],
            #"{"valid":true,"kind":"static","amount":"129.90","txid":"EXEMPLO42","merchant_name":"FIBRA NORTE","#
                + #""merchant_city":"BELEM","key":"123e4567-e89b-12d3-a456-426614174000","url":null}"#
        ),
        (
            ["phone", "8765-4321", "--ddd", "31"],
            #"{"valid":true,"e164":"+5531987654321","kind":"mobile_ninth_digit_added","#
                + #""candidates":["5531987654321","553187654321"],"state":"MG","time_zone":"America/Sao_Paulo"}"#
        ),
        (
            ["document", "529.982.247-25"],
            #"{"valid":true,"type":"cpf","formatted":"529.982.247-25","masked":"***.982.247-**"}"#
        ),
        (
            ["charge", "--amount", "99,90", "--due", "2026-11-10", "--on", "20/11/2026"],
            #"{"days":10,"fine":"1.99","interest":"0.33","total":"102.22","effective_due_date":"2026-11-10"}"#
        ),
        (
            ["day", "2026-11-20"],
            #"{"business_day":false,"holiday":"Consciência Negra","#
                + #""next_business_day":"2026-11-23"}"#
        ),
        (["day", "2026-12-31"], #"{"business_day":true,"holiday":null,"next_business_day":"2026-12-31"}"#),
        (
            ["window", "--at", "2026-11-23T23:30:00Z", "--time-zone", "America/Manaus"],
            #"{"open":true,"next_open":"2026-11-23T23:30:00Z"}"#
        ),
    ]

    @Test("A valid value ends with 0: one JSON document, its keys in the contract's order")
    func valid() throws {
        let workplace = try Workplace()
        for (arguments, out) in Self.answers {
            let ending = try workplace.run(["inspect"] + arguments + ["--json"])
            #expect(ending.status == 0 && ending.errors.isEmpty, "\(arguments)")
            #expect(ending.out == out + "\n", "\(arguments)")
        }
    }

    @Test("For people a line a name, a dash for nothing")
    func plain() throws {
        let workplace = try Workplace()
        let phone = try workplace.run(["inspect", "phone", "(31) 8765-4321"])
        #expect(
            phone.out == """
                valid       yes
                e164        +5531987654321
                kind        mobile_ninth_digit_added
                candidates  5531987654321, 553187654321
                state       MG
                time_zone   America/Sao_Paulo

                """)
        let day = try workplace.run(["inspect", "day", "23/11/2026"])
        #expect(day.status == 0)
        #expect(day.out == "business_day       yes\nholiday            -\nnext_business_day  2026-11-23\n")
    }

    /// What is not valid, and its words.
    static let faults: [(arguments: [String], words: [String])] = [
        (["boleto", "23793.38128 60007.827136 95000.063305 4 75520000370000"], ["general_dv"]),
        (["boleto", line, "--due", "2026-11-11"], ["factor_mismatch"]),
        (["boleto", line, "--on", "30/02/2026"], ["on"]),
        (["boleto", ""], ["charset"]), (["pix", pix.replacing("7EA8", with: "7EA9")], ["crc"]),
        (["pix", ""], ["empty"]),
        (["phone", ""], ["empty"]), (["phone", "98765-4321"], ["missing_ddd"]),
        (["phone", "98765-4321", "--ddd", "10"], ["invalid_ddd"]), (["document", ""], ["length_or_charset"]),
        (["charge", "--amount", "", "--due", "2026-11-10", "--on", "2026-11-20"], ["amount"]),
        (["charge", "--amount", "1", "--due", "2026-11-31", "--on", "2026-11-20"], ["due"]), (["day", ""], ["day"]),
        (["window", "--at", "soon"], ["at"]), (["window", "--at", "0", "--time-zone", "Mars/Olympus"], ["time_zone"]),
    ]

    @Test("What is not valid ends with 65: its words on standard output with --json, else on standard error")
    func invalid() throws {
        let workplace = try Workplace()
        for (arguments, words) in Self.faults {
            let ending = try workplace.run(["inspect"] + arguments + ["--json"])
            #expect(ending.status == 65 && ending.errors.isEmpty, "\(arguments)")
            let answer = try ending.json
            #expect(answer.names == ["valid", "error", "errors", "message"], "\(arguments)")
            #expect(answer["valid"] == .bool(false), "\(arguments)")
            #expect(answer.text("error") == words[0] && answer.list("errors") == words.map(JSON.string), "\(arguments)")
            #expect(answer.text("message")?.isEmpty == false, "\(arguments)")

            let plain = try workplace.run(["inspect"] + arguments)
            #expect(plain.status == 65 && plain.out.isEmpty, "\(arguments)")
            #expect(
                plain.errorLines == [
                    "carteiro: not valid: \(words.joined(separator: ", ")): \(answer.text("message") ?? "")"
                ], "\(arguments)")
        }
    }

    @Test(
        "A wrong use ends with 64",
        arguments: [
            ["nonsense"], ["boleto"], ["boleto", line, line], ["boleto", line, "--on"], ["pix", "--on", "2026-11-23"],
            ["phone", "98765-4321", "--ddd", "onze"], ["charge"], ["charge", "--amount", "1", "--due", "2026-11-10"],
            ["charge", "--due", "2026-11-10", "--on", "2026-11-20"], ["day"], ["window"], ["window", "2026-11-23"],
            ["boleto", line, "--config", "carteiro.yaml"],
        ])
    func usage(arguments: [String]) throws {
        let ending = try Workplace().run(["inspect"] + arguments)
        #expect(ending.status == 64)
        #expect(ending.out.isEmpty && ending.errors.hasPrefix("carteiro: "))
    }

    /// Each kind of value that is read from an argument.
    static func calls(_ value: String) -> [[String]] {
        [
            ["boleto", value], ["boleto", line, "--due", value], ["pix", value], ["phone", value], ["document", value],
            ["charge", "--amount", value, "--due", "2026-11-10", "--on", "2026-11-20"], ["day", value],
            ["window", "--at", value], ["window", "--at", "0", "--time-zone", value],
        ]
    }

    @Test("An argument of 100 KB is refused in a few words", arguments: ["7", "A", "é", ".", "00"])
    func long(piece: String) throws {
        let workplace = try Workplace()
        let value = String(repeating: piece, count: 100_000 / piece.utf8.count)
        for call in Self.calls(value) {
            let ending = try workplace.run(["inspect"] + call)
            #expect(ending.status == 65 && ending.out.isEmpty, "\(call[0])")
            #expect(ending.errors.utf8.count < 300, "\(call[0])")
        }
    }

    static let steering = ["\u{1B}[2J", "x\u{1B}]0;title\u{7}", "1\u{8}\u{7F}", "a\r\nb", "11987654321\u{9B}31m"]

    @Test("What steers a terminal never comes back raw, whether the value is told of or not", arguments: steering)
    func controlCharacters(text: String) throws {
        let workplace = try Workplace()
        // A Pix code's word names four characters of it, so it is looked at where they are harmless.
        for call in Self.calls(text) where call[0] != "pix" {
            for format in [[], ["--json"]] {
                let ending = try workplace.run(["inspect"] + call + format)
                #expect(ending.status == 65, "\(call)")
                #expect(Self.isHarmless(ending.out) && Self.isHarmless(ending.errors), "\(call)")
            }
        }
    }

    private static func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\n" || !(($0.value < 0x20) || (0x7F..<0xA0).contains($0.value)) }
    }

    @Test("A Pix code's texts are printed, not obeyed")
    func pixTexts() throws {
        // FIBRA, a mark that turns the direction of writing, NORTE.
        let code = Self.sealed(Self.pix.replacing("5911FIBRA NORTE", with: "5911FIBRA\u{202E}NORTE"))
        let ending = try Workplace().run(["inspect", "pix", code])
        #expect(ending.status == 0)
        #expect(ending.out.contains("merchant_name  FIBRA\u{FFFD}NORTE\n"))
    }

    /// The code with the checksum that it should have.
    private static func sealed(_ code: String) -> String {
        var register: UInt16 = 0xFFFF
        let body = code.dropLast(4)
        for byte in body.utf8 {
            register ^= UInt16(byte) << 8
            for _ in 0..<8 { register = register & 0x8000 == 0 ? register << 1 : register << 1 ^ 0x1021 }
        }
        let checksum = String(register, radix: 16, uppercase: true)
        return body + String(repeating: "0", count: 4 - checksum.count) + checksum
    }

    @Test("A configuration's late fee and holidays count instead of the built-in ones")
    func configuration() throws {
        let charge = ["charge", "--amount", "100.00", "--due", "2026-12-08", "--on", "2026-12-10", "--json"]
        func total(_ more: String) throws -> JSON {
            let workplace = try Workplace(configuration: Workplace.configuration + "\n\(more)\n")
            let ending = try workplace.run(["inspect"] + charge + ["--config", workplace.path("carteiro.yaml")])
            #expect(ending.status == 0, "\(ending.errors)")
            return try ending.json
        }
        #expect(try total("").text("total") == "102.06")
        #expect(try total("late_fee: {fine: 1%, interest: 0.5%}").text("total") == "101.03")
        #expect(try total("late_fee: none").text("total") == "100.00")
        let holiday = try total("holidays: {12-08: Padroeira}")
        #expect(holiday.text("effective_due_date") == "2026-12-09" && holiday.text("total") == "102.03")
        let original = try total("holidays: {12-08: Padroeira}\nlate_fee: {interest_from: original}")
        #expect(original.text("total") == "102.06" && original["days"] == .number("2"))
    }

    @Test("A configured holiday is a day without banks, and closes the window")
    func holidays() throws {
        let window = "delivery_window: {weekdays: 08:00-20:00}"
        let workplace = try Workplace(
            configuration: Workplace.configuration.replacing("delivery_window: always", with: window)
                + "\nholidays: {2026-11-24: Dia da Cidade}\n")
        let path = workplace.path("carteiro.yaml")
        let day = try workplace.run(["inspect", "day", "2026-11-24", "--json", "--config", path])
        #expect(
            day.out == #"{"business_day":false,"holiday":"Dia da Cidade","next_business_day":"2026-11-25"}"# + "\n")
        let noon = ["inspect", "window", "--at", "2026-11-24T15:00:00Z", "--json"]
        #expect(try workplace.run(noon).out == #"{"open":true,"next_open":"2026-11-24T15:00:00Z"}"# + "\n")
        let closed = try workplace.run(noon + ["--config", path])
        #expect(closed.out == #"{"open":false,"next_open":"2026-11-25T11:00:00Z"}"# + "\n")
        let other = try workplace.run(["inspect", "day", "2027-11-24", "--json", "--config", path])
        #expect(try other.json["business_day"] == .bool(true))
    }

    @Test("A year's end that is closed moves a due date on")
    func yearEnd() throws {
        let workplace = try Workplace(configuration: Workplace.configuration + "\nlate_fee: {year_end: closed}\n")
        let ending = try workplace.run([
            "inspect", "charge", "--amount", "149.90", "--due", "2026-12-31", "--on", "2027-01-04", "--json",
            "--config", workplace.path("carteiro.yaml"),
        ])
        #expect(try ending.json.text("total") == "149.90")
        #expect(try ending.json.text("effective_due_date") == "2027-01-04")
    }

    @Test("A configuration that is broken or not there ends with 78, and nothing is guessed")
    func brokenConfiguration() throws {
        let workplace = try Workplace(configuration: Workplace.configuration + "\nlate_fee: {fine: 10%}\n")
        for path in [workplace.path("carteiro.yaml"), workplace.path("nowhere.yaml")] {
            for call in [
                ["charge", "--amount", "1", "--due", "2026-11-10", "--on", "2026-11-20"], ["day", "2026-11-10"],
                ["window", "--at", "0"],
            ] {
                let ending = try workplace.run(["inspect"] + call + ["--json", "--config", path])
                #expect(ending.status == 78 && ending.out.isEmpty)
                #expect(ending.errors.hasPrefix("\(path):"))
            }
        }
    }

    @Test("The outbox is not needed, and none is made")
    func noOutbox() throws {
        let workplace = try Workplace()
        let ending = try workplace.run(["inspect", "day", "2026-11-10", "--config", workplace.path("carteiro.yaml")])
        #expect(ending.status == 0)
        #expect(!FileManager.default.fileExists(atPath: workplace.path("outbox.db")))
    }
}
