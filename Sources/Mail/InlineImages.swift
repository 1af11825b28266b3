/// A page whose pictures of `data:image/png;base64,…` have become parts of their own: mail readers, Gmail's among them,
/// do not show pictures of the first kind.
struct InlineImages {
    private(set) var html = ""
    /// Each picture once: its base64, in one line, and its content ID.
    private(set) var images: [(encoded: [UInt8], contentID: String)] = []

    private static let marker = Array("data:image/png;base64,".utf8)
    /// What an address stands behind, in an attribute or in `url(…)`.
    private static let openers = Array("\"'(=".utf8)

    /// - Parameter id: the message's, `left@right`, from which the content IDs are made.
    init(html: String, id: String) {
        let bytes = Array(html.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            if let last = result.last, Self.openers.contains(last), Self.isMarker(bytes, at: position) {
                let start = position + Self.marker.count
                let end = bytes[start...].firstIndex { !Base64.isDigit($0) && $0 != UInt8(ascii: "=") } ?? bytes.count
                // What is no base64 stays as it is: there is no picture in it.
                if Base64.isValid(bytes[start..<end]) {
                    result += Array("cid:\(contentID(of: Array(bytes[start..<end]), id: id))".utf8)
                    position = end
                    continue
                }
            }
            result.append(bytes[position])
            position += 1
        }
        self.html = String(decoding: result, as: UTF8.self)
    }

    private mutating func contentID(of encoded: [UInt8], id: String) -> String {
        if let known = images.first(where: { $0.encoded == encoded }) { return known.contentID }
        let domain = id.split(separator: "@").last ?? "localhost"
        let contentID = "image\(images.count + 1).\(String(id.stableHash, radix: 16))@\(domain)"
        images.append((encoded, contentID))
        return contentID
    }

    private static func isMarker(_ bytes: [UInt8], at position: Int) -> Bool {
        position + marker.count <= bytes.count
            && marker.indices.allSatisfy { marker[$0] == bytes[position + $0].lowercased }
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { (65...90).contains(self) ? self + 32 : self }
}
