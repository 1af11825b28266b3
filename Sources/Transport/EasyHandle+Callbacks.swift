import CCurl

// What libcurl calls while it works, each with the signature that its option wants.

func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    receive(bytes, count: size * count, context) { $0.takeBody($1) }
}

func receiveHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    receive(bytes, count: size * count, context) { $0.takeHeaderLine($1) }
}

/// Hands what libcurl received to the buffer at the context's address.
///
/// - Returns: what libcurl wants back: `count`, or something else to end the transfer.
@inline(__always)
private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, count: Int, _ context: UnsafeMutableRawPointer?,
    _ take: (inout ResponseBuffer, UnsafeBufferPointer<UInt8>) -> Bool
) -> Int {
    guard count > 0, let bytes, let context else { return 0 }
    let start = UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
    let buffer = UnsafeBufferPointer(start: start, count: count)
    return take(&context.assumingMemoryBound(to: ResponseBuffer.self).pointee, buffer) ? count : 0
}

func beginRequest(
    _ context: UnsafeMutableRawPointer?, _ primaryAddress: UnsafeMutablePointer<CChar>?,
    _ localAddress: UnsafeMutablePointer<CChar>?, _ primaryPort: Int32, _ localPort: Int32
) -> Int32 {
    guard let context else { return CURL_PREREQFUNC_ABORT }
    let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    return handle.requestBegins() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

func receiveReplyLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let count = size * count
    guard count > 0, let bytes, let context else { return 0 }
    let start = UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
    let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    return handle.takeReplyLine(UnsafeBufferPointer(start: start, count: count)) ? count : 0
}

/// CURLOPT_XFERINFOFUNCTION, called once a second at least.
func watchProgress(
    _ context: UnsafeMutableRawPointer?, _ toReceive: curl_off_t, _ received: curl_off_t, _ toSend: curl_off_t,
    _ sent: curl_off_t
) -> Int32 {
    guard let context else { return 0 }
    return Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
}

func sendContent(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return Int(CURL_READFUNC_ABORT) }
    let room = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
    return context.assumingMemoryBound(to: MailExchange.self).pointee.copy(to: room)
}
