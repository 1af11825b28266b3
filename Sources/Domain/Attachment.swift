/// A file that goes along with a part: the boleto's PDF, the picture of a QR code.
package struct Attachment: Hashable, Sendable {
    /// With its ending: `boleto-2026-11.pdf`.
    package var name: String
    /// `application/pdf`.
    package var type: String
    package var bytes: [UInt8]
    /// Where it was fetched, if others can fetch it there too.
    package var url: String?

    package init(name: String, type: String, bytes: [UInt8], url: String? = nil) {
        self.name = name
        self.type = type
        self.bytes = bytes
        self.url = url
    }
}
