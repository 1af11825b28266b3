import CQREncode
import Glibc

/// The modules of a QR code, in libqrencode's own memory.
struct QRSymbol: ~Copyable {
    /// Digits in the largest symbol at level M: a text of more bytes has no chance.
    private static let mostBytes = 5596

    private let code: UnsafeMutablePointer<QRcode>
    private let modules: UnsafePointer<UInt8>
    /// Modules in a row, and rows: 21 to 177.
    let side: Int

    /// The smallest symbol that holds a text.
    init(_ text: String) throws(QRImageError) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.mostBytes else { throw .tooLong }
        var error: Int32 = 0
        guard let code = Self.encode(text, &error) else { throw error == ERANGE ? .tooLong : .outOfMemory }
        // libqrencode never gives a symbol without modules, but its header does not say so.
        guard let modules = code.pointee.data else {
            QRcode_free(code)
            throw .outOfMemory
        }
        self.code = code
        self.modules = UnsafePointer(modules)
        side = Int(code.pointee.width)
    }

    deinit { QRcode_free(code) }

    /// - Parameter row: both from 0 to below `side`.
    func isBlack(row: Int, column: Int) -> Bool {
        precondition((0..<side).contains(row) && (0..<side).contains(column), "a module outside of the symbol")
        // The lowest bit is the colour; the others tell what the module is for.
        return modules[row * side + column] & 1 != 0
    }

    private static func encode(_ text: String, _ error: inout Int32) -> UnsafeMutablePointer<QRcode>? {
        guard text.utf8.contains(0) else { return carteiro_qr_encode_text(text, QR_ECLEVEL_M, &error) }
        let bytes = Array(text.utf8)
        return carteiro_qr_encode_bytes(bytes, Int32(bytes.count), QR_ECLEVEL_M, &error)
    }
}
