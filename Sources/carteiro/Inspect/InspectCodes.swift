import ArgumentParser
import Boleto
import Domain

struct InspectBoleto: Inspection {
    static let configuration = CommandConfiguration(
        commandName: "boleto", abstract: "A digitable line of 47 or 48 digits, or a barcode of 44.")

    @Argument(help: "The line or the barcode, with or without punctuation.")
    var code: String

    @Option(help: "The day of reading, which tells what a due-date factor means (default: today).")
    var on: String?

    @Option(help: "The day on which it is known to be due; the code must say the same.")
    var due: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func inspect() throws -> [JSONMember] {
        let day = try on.map { try CivilDate(argument: $0, "on") }
        let known = try due.map { try CivilDate(argument: $0, "due") }
        let boleto: BoletoCode
        do throws(BoletoCodeError) {
            boleto = try BoletoCode(parsing: code)
        } catch {
            throw Invalid(error.faults.map(\.rawValue), error.message)
        }
        if let known, boleto.isDue(on: known) == false {
            throw Invalid("factor_mismatch", "the due-date factor in the code is that of another day")
        }
        let today = CivilDate(dayNumber: Int(Timestamp.now.seconds / 86_400))
        let dueDate = boleto.factor ?? 0 == 0 ? nil : known ?? boleto.dueDate(on: day ?? today)
        return [
            JSONMember("valid", .bool(true)), JSONMember("kind", .string(boleto.kind.rawValue)),
            JSONMember("line", .string(boleto.line)), JSONMember("formatted", .string(boleto.formatted)),
            JSONMember("barcode", .string(boleto.barcode)), JSONMember("bank", .optional(boleto.bank)),
            JSONMember("amount", .optional(boleto.amount?.decimal)),
            JSONMember("factor", .optional(boleto.factor.map(Self.fourDigits))),
            JSONMember("due_date", .optional(dueDate?.iso)),
        ]
    }

    private static func fourDigits(_ factor: Int) -> String {
        let text = String(factor)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }
}

struct InspectPix: Inspection {
    static let configuration = CommandConfiguration(commandName: "pix", abstract: "A Pix code (\"copia e cola\").")

    @Argument(help: "The code, as it is copied.")
    var code: String

    @Flag(help: "Print one JSON document.")
    var json = false

    func inspect() throws -> [JSONMember] {
        let pix: PixCode
        do throws(PixCodeError) {
            pix = try PixCode(parsing: code)
        } catch {
            throw Invalid(error.words, error.message)
        }
        return [
            JSONMember("valid", .bool(true)), JSONMember("kind", .string(pix.kind.rawValue)),
            JSONMember("amount", .optional(pix.amountText)), JSONMember("txid", .optional(pix.txid)),
            JSONMember("merchant_name", .string(pix.merchantName)),
            JSONMember("merchant_city", .string(pix.merchantCity)), JSONMember("key", .optional(pix.key)),
            JSONMember("url", .optional(pix.url)),
        ]
    }
}

struct InspectPhone: Inspection {
    static let configuration = CommandConfiguration(commandName: "phone", abstract: "A Brazilian telephone number.")

    @Argument(help: "The number, as people write it.")
    var number: String

    @Option(help: "The area code of a number that is written without one.")
    var ddd: Int?

    @Flag(help: "Print one JSON document.")
    var json = false

    func inspect() throws -> [JSONMember] {
        let phone: PhoneNumber
        do throws(PhoneNumberError) {
            phone = try PhoneNumber(parsing: number, defaultAreaCode: ddd)
        } catch {
            throw Invalid(error.rawValue, error.message)
        }
        return [
            JSONMember("valid", .bool(true)), JSONMember("e164", .string(phone.e164)),
            JSONMember("kind", .string(phone.kind.rawValue)),
            JSONMember("candidates", .array(phone.candidates.map { .string($0) })),
            JSONMember("state", .optional(AreaCode.state(of: phone.areaCode))),
            JSONMember("time_zone", .optional(AreaCode.timeZone(of: phone.areaCode))),
        ]
    }
}

struct InspectDocument: Inspection {
    static let configuration = CommandConfiguration(commandName: "document", abstract: "A CPF or CNPJ.")

    @Argument(help: "The number, with or without punctuation.")
    var number: String

    @Flag(help: "Print one JSON document.")
    var json = false

    func inspect() throws -> [JSONMember] {
        let document: TaxID
        do throws(TaxIDError) {
            document = try TaxID(parsing: number)
        } catch {
            throw Invalid(error.word, error.message)
        }
        return [
            JSONMember("valid", .bool(true)), JSONMember("type", .string(document.kind.rawValue)),
            JSONMember("formatted", .string(document.formatted)), JSONMember("masked", .string(document.masked)),
        ]
    }
}
