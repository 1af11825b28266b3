import Domain
import Gateway

/// A request of a test and what came of it.
struct Exchange {
    /// What the request is for: `text`, `document`, `precheck`, `step upload`.
    var purpose: String
    var request: TransferRequest
    /// `nil`: it is on its way.
    var result: TransferResult?
    var milliseconds: Int64 = 0
    /// What Carteiro makes of the answer, in a sentence.
    var meaning = ""
    /// Knows all that has to be masked in it: what it captured too.
    var redaction: Redaction
}
