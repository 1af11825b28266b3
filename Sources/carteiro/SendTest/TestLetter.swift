import Composer
import Domain
import Gateway

/// The message that a test sends.
struct TestLetter {
    var address: Address
    var payload: Payload
    /// In order.
    var parts: [Part]
    var subject: String?
    var html: String?
    /// What stands in for the text where the gateway takes approved templates only.
    var approved: ApprovedTemplate?
    var file: Attachment?
    /// Where the gateway's callbacks are taken; `nil`: nowhere.
    var callbackURL: String?
    /// What the operator should know of it, in words.
    var notes: [String] = []

    /// The operator's own address, in full.
    var recipient: String { address.digits.isEmpty ? address.email : address.e164 }

    /// A message that says what it is, and that nothing is to be done about it.
    ///
    /// Its letters are all in the alphabet of plain SMS (3GPP TS 23.038), but for what a company's name brings along.
    static func sentence(by company: String) -> String {
        "Teste do Carteiro, enviado por \(company). Se chegou, o canal funciona. Esta mensagem é apenas um teste."
    }

    static func subject(by company: String) -> String { "Teste do Carteiro: \(company)" }

    /// What is said to a document that goes as a message of its own.
    static let caption = "Documento de teste"

    static func html(by company: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="pt-BR"><head><meta charset="utf-8"><title>\(HTMLText.escaped(subject(by: company)))</title></head>
        <body><p>\(HTMLText.escaped(sentence(by: company)))</p></body></html>

        """
    }
}
