/// Why there is no QR code of a text.
package enum QRImageError: Error, Hashable, Sendable {
    /// There is no text.
    case empty
    /// More than the largest symbol (version 40) holds at error correction level M: 2,331 bytes of mixed text, 5,596
    /// digits.
    case tooLong
    /// No memory for the symbol or the picture.
    case outOfMemory
}
