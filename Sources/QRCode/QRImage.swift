import CPNG

/// A QR code (ISO/IEC 18004) as a PNG: black on white, error correction level M (15 % of it may be damaged).
///
/// Bytes above ASCII are written as UTF-8 without a mark of it, as Brazil's Pix codes have them; readers find that out
/// by themselves. The same text gives the same bytes.
package struct QRImage: Sendable {
    /// The picture, one bit a pixel.
    package let png: [UInt8]
    /// Its width, and also its height, in pixels, quiet zone included.
    package let width: Int

    /// The blank margin the standard asks for, in modules.
    private static let quietZone = 4
    private static let modulePixelsAllowed = 1...32

    /// Draws the smallest symbol that holds a text.
    ///
    /// - Parameter text: what a reader gives back, byte by byte.
    /// - Parameter modulePixels: the side of one module in pixels, from 1 to 32 (default 6); the nearer end stands for
    ///   what is outside.
    package init(encoding text: String, modulePixels: Int = 6) throws(QRImageError) {
        let symbol = try QRSymbol(text)
        let scale = min(max(modulePixels, Self.modulePixelsAllowed.lowerBound), Self.modulePixelsAllowed.upperBound)
        width = (symbol.side + 2 * Self.quietZone) * scale
        png = try Self.png(Self.pixels(symbol, scale: scale, width: width), width: width)
    }

    /// A byte for each pixel, row by row: 1 for black.
    private static func pixels(_ symbol: borrowing QRSymbol, scale: Int, width: Int) -> [UInt8] {
        let margin = quietZone * scale
        let blank = [UInt8](repeating: 0, count: width)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * width)
        for _ in 0..<margin { pixels += blank }
        for row in 0..<symbol.side {
            var line = blank
            for column in 0..<symbol.side where symbol.isBlack(row: row, column: column) {
                let left = margin + column * scale
                for pixel in left..<left + scale { line[pixel] = 1 }
            }
            for _ in 0..<scale { pixels += line }
        }
        for _ in 0..<margin { pixels += blank }
        return pixels
    }

    private static func png(_ pixels: [UInt8], width: Int) throws(QRImageError) -> [UInt8] {
        let side = png_uint_32(width)
        let limit = Int(carteiro_png_two_tone_limit(side, side))
        let scratch = [UInt8](unsafeUninitializedCapacity: limit) { memory, count in
            var size = png_alloc_size_t(limit)
            let isWritten = carteiro_png_two_tone_write(pixels, side, side, memory.baseAddress, &size) != 0
            count = isWritten ? Int(size) : 0
        }
        // Sizes and tones are ours, so nothing but memory can be wanting.
        guard !scratch.isEmpty else { throw .outOfMemory }
        // The room was for the worst picture; what is kept is of the right size.
        return Array(scratch[...])
    }
}
