import Protocol
import Testing
import ZeroMQ

@Suite struct LimitTests {
    @Test("A socket takes frames up to the length that closes the connection, and a whole page")
    func sockets() {
        let options = SocketOptions()
        #expect(options.frameBytesMaximum == Limits.closingFrameBytes)
        // A page beside the reply's five frames and the routing id.
        #expect(options.messageFramesMaximum >= 2 * Limits.pageEvents + 6)
        // A page may hold one event of any size: header and content.
        #expect(options.messageBytesMaximum >= 2 * Limits.frameBytes + Limits.bodyBytes)
    }

    @Test("Every frame of a request, and a page's events, fit into a frame")
    func frames() {
        for bytes in [Limits.bodyBytes, Limits.grantBytes, Limits.chunkBytes, Limits.pageBytes, Limits.verbBytes] {
            #expect(bytes <= Limits.frameBytes)
        }
    }
}
