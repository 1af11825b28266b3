/// Base64 by RFC 4648 section 4, with padding.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ input: some Sequence<UInt8>) -> String {
        let bytes = Array(input)
        let size = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: size) { text in
            bytes.withUnsafeBufferPointer { bytes in
                alphabet.withUnsafeBufferPointer { alphabet in encode(bytes, to: text, alphabet) }
            }
            return size
        }
    }

    /// A document is megabytes: no intermediate arrays.
    private static func encode(
        _ bytes: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>,
        _ alphabet: UnsafeBufferPointer<UInt8>
    ) {
        var output = 0
        var start = 0
        while start < bytes.count {
            let count = min(3, bytes.count - start)
            var bits = UInt32(bytes[start]) << 16
            if count > 1 { bits |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { bits |= UInt32(bytes[start + 2]) }
            text[output] = alphabet[Int(bits >> 18)]
            text[output + 1] = alphabet[Int(bits >> 12 & 63)]
            text[output + 2] = count > 1 ? alphabet[Int(bits >> 6 & 63)] : UInt8(ascii: "=")
            text[output + 3] = count > 2 ? alphabet[Int(bits & 63)] : UInt8(ascii: "=")
            start += 3
            output += 4
        }
    }
}
