import ArgumentParser
import Boleto
import Domain
import Foundation
import Testing

@testable import carteiro

/// What an inspection comes to, asked without a process of its own.
enum Inspected: Equatable {
    case valid(JSON)
    case invalid([String], message: String)

    /// - Parameter arguments: as they follow the name on the command line.
    static func by<Command: Inspection>(_ command: Command.Type, _ arguments: String...) throws -> Inspected {
        let command = try Command.parse(arguments)
        do {
            return .valid(.object(try command.inspect()))
        } catch let error as Invalid {
            return .invalid(error.words, message: error.message)
        }
    }

    /// `nil` for what is not valid.
    var answer: JSON? {
        if case .valid(let answer) = self { answer } else { nil }
    }

    /// None for what is valid.
    var words: [String] {
        if case .invalid(let words, _) = self { words } else { [] }
    }
}

@Suite("Inspecting the vectors")
struct InspectTests {
    static let day = "2026-11-23"

    /// `129.90` for 12990.
    static func decimal(_ cents: Int) -> String {
        let places = String(cents % 100)
        return "\(cents / 100).\(places.count < 2 ? "0" : "")\(places)"
    }

    // MARK: - Boleto

    static let boletoKeys = [
        "valid", "kind", "line", "formatted", "barcode", "bank", "amount", "factor", "due_date",
    ]

    @Test("Every bank's boleto, by its line, its printed line and its barcode")
    func bankBoletos() throws {
        let vectors = try Vectors.boleto("boleto_valid").list("bank")
        #expect(vectors.count == 38)
        for vector in vectors {
            let id = Comment("\(vector.text("id") ?? "")")
            for form in ["line", "line_formatted", "barcode"] {
                let inspected = try Inspected.by(
                    InspectBoleto.self, try #require(vector.text(form)), "--on", Self.day)
                let answer = try #require(inspected.answer, id)
                #expect(answer.names == Self.boletoKeys, id)
                #expect(answer["valid"] == .bool(true) && answer.text("kind") == "bank", id)
                #expect(answer.text("line") == vector.text("line"), id)
                #expect(answer.text("formatted") == vector.text("line_formatted"), id)
                #expect(answer.text("barcode") == vector.text("barcode"), id)
                #expect(answer.text("bank") == vector.text("bank"), id)
                let cents = try #require(vector["amount_cents"]?.integer)
                #expect(answer["amount"] == .string(Self.decimal(cents)), id)
                #expect(answer["factor"] == vector["factor"], id)
                #expect(answer["due_date"] == vector["due_by_window_ref_2026_11_23"], id)
            }
        }
    }

    @Test("A due date that is known is the answer, where the factor can mean it")
    func knownDueDate() throws {
        var told = 0
        for vector in try Vectors.boleto("boleto_valid").list("bank") {
            let line = try #require(vector.text("line"))
            for key in ["due_if_base_1997_10_07", "due_if_base_2022_05_29"] {
                guard let due = vector.text(key) else { continue }
                let answer = try Inspected.by(InspectBoleto.self, line, "--due", due).answer
                #expect(answer?.text("due_date") == due, "\(line)")
                let day = try #require(CivilDate(parsing: due))
                let other = try Inspected.by(InspectBoleto.self, line, "--due", day.advanced(byDays: 1).iso)
                #expect(other.words == ["factor_mismatch"])
                told += 1
            }
        }
        #expect(told > 40)
    }

    @Test("Every collection boleto")
    func collections() throws {
        let vectors = try Vectors.boleto("boleto_valid").list("arrecadacao")
        #expect(vectors.count == 9)
        for vector in vectors {
            let id = Comment("\(vector.text("id") ?? "")")
            for form in ["line", "line_formatted", "barcode"] {
                let inspected = try Inspected.by(
                    InspectBoleto.self, try #require(vector.text(form)), "--on", Self.day)
                let answer = try #require(inspected.answer, id)
                #expect(answer.names == Self.boletoKeys, id)
                #expect(answer.text("kind") == "collection", id)
                for (key, expected) in [("line", "line"), ("formatted", "line_formatted"), ("barcode", "barcode")] {
                    #expect(answer[key] == vector[expected], id)
                }
                let cents = vector["amount_cents"]?.integer
                #expect(answer["amount"] == (cents.map { .string(Self.decimal($0)) } ?? .null), id)
                for absent in ["bank", "factor", "due_date"] { #expect(answer[absent] == .null, id) }
            }
        }
    }

    @Test("Every boleto that is wrong, with all that is wrong with it")
    func wrongBoletos() throws {
        let vectors = try Vectors.boleto("boleto_invalid").list("cases")
        #expect(vectors.count == 19)
        for vector in vectors {
            let input = try #require(vector.text("input"))
            let inspected = try Inspected.by(InspectBoleto.self, input)
            #expect(inspected.words == vector.list("failing").compactMap(\.string), "\(vector.text("id") ?? "")")
            guard case .invalid(_, let message) = inspected else { continue }
            #expect(input.isEmpty || !message.contains(input))
        }
    }

    @Test("Every way of writing a line")
    func formats() throws {
        let vectors = try Vectors.boleto("boleto_fator").list("lenient_formatting")
        #expect(vectors.count == 5)
        for vector in vectors {
            let input = try #require(vector.text("input"))
            #expect(try Inspected.by(InspectBoleto.self, input).answer?["line"] == vector["digits"], "\(input)")
        }
    }

    /// A line of 1.00 with a factor of four digits, or what is wrong with it.
    private static func inspect(factor: String, _ more: String...) throws -> Inspected {
        let body = factor + "0000000100" + "0501144014481606900680935"
        let barcodes = (1...9).map { "0019\($0)\(body)" }
        let line = barcodes.first { (try? BoletoCode(parsing: $0)) != nil } ?? barcodes[0]
        let command = try InspectBoleto.parse([line] + more)
        do {
            return .valid(.object(try command.inspect()))
        } catch let error as Invalid {
            return .invalid(error.words, message: error.message)
        }
    }

    @Test("What a factor means on the day of reading")
    func factors() throws {
        let file = try Vectors.boleto("boleto_fator")
        let readings = file.list("factor_and_reference_to_date")
        #expect(readings.count == 11)
        for reading in readings {
            let factor = try #require(reading.text("factor"))
            let inspected = try Self.inspect(factor: factor, "--on", try #require(reading.text("ref")))
            if reading.text("result") == "invalid_factor" {
                #expect(inspected.words.contains("factor"), "\(factor)")
            } else {
                #expect(inspected.answer?["factor"] == .string(factor), "\(factor)")
                #expect(inspected.answer?["due_date"] == reading["due"], "\(factor)")
            }
            // Out of the window two days are possible, and only a person can know which.
            for candidate in reading.list("candidates").compactMap(\.string) {
                let known = try Self.inspect(factor: factor, "--on", Self.day, "--due", candidate)
                #expect(known.answer?.text("due_date") == candidate)
            }
        }
        let days = file.list("date_to_factor")
        #expect(days.count == 8)
        for day in days {
            let (due, factor) = (try #require(day.text("due")), try #require(day.text("factor")))
            #expect(try Self.inspect(factor: factor, "--due", due).answer?.text("due_date") == due)
        }
    }

    @Test("Without a factor there is no due date, and none that is known contradicts it")
    func noFactor() throws {
        let answer = try Self.inspect(factor: "0000", "--due", "2026-11-10").answer
        #expect(answer?["factor"] == .string("0000"))
        #expect(answer?["due_date"] == .null)
    }

    @Test("Days that are none", arguments: ["2026-02-30", "tomorrow", "", "2026-11-10T10:00", "10-11-2026"])
    func days(text: String) throws {
        let line = "00190500954014481606906809350314816260000012990"
        #expect(try Inspected.by(InspectBoleto.self, line, "--on", text).words == ["on"])
        #expect(try Inspected.by(InspectBoleto.self, line, "--due", text).words == ["due"])
        #expect(try Inspected.by(InspectDay.self, text).words == ["day"])
        #expect(
            try Inspected.by(InspectCharge.self, "--amount", "1", "--due", text, "--on", Self.day).words == ["due"])
        #expect(
            try Inspected.by(InspectCharge.self, "--amount", "1", "--due", Self.day, "--on", text).words == ["on"])
    }

    // MARK: - Pix

    static let pixKeys = ["valid", "kind", "amount", "txid", "merchant_name", "merchant_city", "key", "url"]

    @Test("Every Pix code")
    func pix() throws {
        let file = try Vectors.boleto("pix")
        let (valid, invalid, edge) = (file.list("valid"), file.list("invalid"), file.list("edge"))
        #expect((valid.count, invalid.count, edge.count) == (20, 6, 2))
        for vector in valid {
            let id = Comment("\(vector.text("id") ?? "")")
            let answer = try Inspected.by(InspectPix.self, try #require(vector.text("payload"))).answer
            #expect(answer?.names == Self.pixKeys, id)
            #expect(answer?["valid"] == .bool(true), id)
            for key in ["kind", "amount", "txid", "merchant_name", "merchant_city"] {
                #expect(answer?[key] == vector[key], id)
            }
            #expect(answer?["key"] == vector["pix_account"]?["01"] ?? .null, id)
            #expect(answer?["url"] == vector["pix_account"]?["25"] ?? .null, id)
        }
        for vector in invalid {
            let inspected = try Inspected.by(InspectPix.self, try #require(vector.text("payload")))
            #expect(inspected.words == vector.list("failing").compactMap(\.string), "\(vector.text("id") ?? "")")
        }
        for vector in edge {
            #expect(try Inspected.by(InspectPix.self, try #require(vector.text("payload"))).answer != nil)
        }
    }

    // MARK: - Phones and documents

    @Test("Every telephone number")
    func phones() throws {
        let vectors = try Vectors.boleto("phone").list("cases")
        #expect(vectors.count == 26)
        for vector in vectors {
            let input = try #require(vector.text("input"))
            let more = vector.text("default_ddd").map { ["--ddd", $0] } ?? []
            let command = try InspectPhone.parse([input] + more)
            do {
                let answer = JSON.object(try command.inspect())
                #expect(answer.names == ["valid", "e164", "kind", "candidates", "state", "time_zone"])
                #expect(answer["e164"] == vector["e164"] && answer["kind"] == vector["kind"], "\(input)")
                #expect(answer["candidates"] == vector["whatsapp_candidates"], "\(input)")
                let area = try #require(answer.text("e164")).dropFirst(3).prefix(2)
                #expect(try answer["state"] == Self.place(area)?["uf"], "\(input)")
                #expect(try answer["time_zone"] == Self.place(area)?["timezone"], "\(input)")
            } catch let error as Invalid {
                #expect(error.words == [vector.text("error")], "\(input)")
            }
        }
    }

    private static func place(_ area: Substring) throws -> JSON? {
        try Vectors.boleto("phone").list("ddd_uf_timezone").first { $0.text("ddd") == String(area) }
    }

    @Test("Every area code has its state and its time zone")
    func areas() throws {
        let areas = try Vectors.boleto("phone").list("ddd_uf_timezone")
        #expect(areas.count == 67)
        for area in areas {
            let code = try #require(area.text("ddd"))
            let answer = try Inspected.by(InspectPhone.self, "98765-4321", "--ddd", code).answer
            #expect(answer?["state"] == area["uf"] && answer?["time_zone"] == area["timezone"], "\(code)")
        }
    }

    @Test("Every CPF and CNPJ")
    func documents() throws {
        let vectors = try Vectors.boleto("cpf_cnpj").list("cases")
        #expect(vectors.count == 20)
        for vector in vectors {
            let input = try #require(vector.text("input"))
            let inspected = try Inspected.by(InspectDocument.self, input)
            guard vector["valid"] == .bool(true) else {
                #expect(inspected.words == [vector.text("error")], "\(input)")
                continue
            }
            let answer = try #require(inspected.answer)
            #expect(answer.names == ["valid", "type", "formatted", "masked"])
            #expect(answer["type"] == vector["type"] && answer["formatted"] == vector["formatted"], "\(input)")
            #expect(answer["masked"] == vector["log_mask"], "\(input)")
        }
    }
}
