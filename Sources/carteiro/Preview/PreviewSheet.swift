import Domain

/// One message as it would arrive, for a page that people look at.
struct PreviewSheet {
    /// What tells it from the others, e.g. `overdue · whatsapp · Maria das Dores Silva, primeira vez em atraso`.
    var title: String
    var channel: Channel
    /// The company's name.
    var sender: String
    /// The company's e-mail address, where the channel has one.
    var senderAddress: String?
    var recipient: String
    var subject: String?
    /// When it would be sent, e.g. `24/11/2026 09:30`.
    var moment: String
    /// The hour of it, e.g. `09:30`.
    var clock: String
    /// Its parts in the order they arrive in.
    var parts: [Part]
    /// An e-mail's HTML half, a complete document.
    var html: String?
    /// The picture of a `qr` part.
    var qrPNG: [UInt8]?
    /// Warnings, shown beside it.
    var notes: [String] = []
}
