/// How far it reaches that somebody does not want messages; the raw values are the words of `opt_out.scope`.
package enum OptOutScope: String, CaseIterable, Sendable {
    /// The address, by the channel that it was said on.
    case channel
    /// The address, by every channel that uses it.
    case address
    /// Every address of the customer.
    case customer
}
