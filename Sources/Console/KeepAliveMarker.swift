import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Writes `Connection: close` into a request that means it without saying so, as those of HTTP/1.0 do: what comes after
/// no longer knows the version, and such a client reads until the connection ends.
final class KeepAliveMarker: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// Adds one where requests still have their version.
    static func add(to pipeline: ChannelPipeline) {
        // Without it, or its place, clients of HTTP/1.0 wait until their connection has been idle for long enough.
        guard let codec = try? pipeline.syncOperations.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        try? pipeline.syncOperations.addHandler(KeepAliveMarker(), position: .before(codec))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), !head.isKeepAlive else {
            context.fireChannelRead(data)
            return
        }
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}
