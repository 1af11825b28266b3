import Domain
import Foundation
import Testing

@Suite("run with http")
struct ListenerRunTests {
    private static func configuration(port: Int, host: String = "127.0.0.1", key: String = "HOOK_KEY") -> String {
        Workplace.configuration.replacing(
            "    id: [json:id]\n  bridge",
            with: """
                    id: [json:id]
                    secrets: {hook: {env: \(key)}}
                    receipts:
                      verify: {header: {name: X-Key, value: "{{secret.hook}}"}}
                      receipt: {id: json:id, status: json:status, map: {delivered: delivered}}
                      inbound: {from: json:from, text: json:text}
                  bridge
                """)
            + "\nhttp: {listen: \"\(host):\(port)\"}\nlog: {level: debug}\n"
    }

    private static let secrets = ["HOOK_KEY": "planted-7f3a-one", "OTHER_KEY": "planted-7f3a-two"]

    @Test("It answers once it is ready, takes callbacks, goes by a reload at once and ends by itself")
    func life() throws {
        let port = try LoopbackPort(isKept: false)
        let workplace = try Workplace(configuration: Self.configuration(port: port.number))
        let daemon = try RunningDaemon(workplace, environment: Self.secrets)
        try daemon.waitUntilReady()
        // Ready is said before the first turn, which may not have ended.
        var health = ""
        repeat {
            health = try port.ask("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        } while health
            .hasSuffix("starting\n")
        #expect(health.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(health.hasSuffix("\r\n\r\nok\n"))

        #expect(
            try port.call("/hooks/gateway", key: "planted-7f3a-one", "{\"id\":\"A\",\"status\":\"delivered\"}") == 200)
        #expect(try port.call("/hooks/gateway", key: "planted-7f3a-two", "{}") == 401)
        #expect(try port.call("/hooks/bridge", key: "planted-7f3a-one", "{}") == 404)
        let parar = "{\"from\":\"5511987654321@s.whatsapp.net\",\"text\":\"Parar\"}"
        #expect(try port.call("/hooks/gateway", key: "planted-7f3a-one", parar) == 200)
        var list = ""
        repeat { list = try workplace.carteiro("opt-out", "--list", "--json").out } while list.isEmpty
        #expect(try JSON.parse(list)["address"]?.string == "551187654321")
        #expect(try JSON.parse(list)["source"]?.string == "gateway")

        try workplace.write(Self.configuration(port: port.number + 1, key: "OTHER_KEY"), to: "carteiro.yaml")
        daemon.send(SIGHUP)
        try daemon.waitUntilReady()
        #expect(try port.call("/hooks/gateway", key: "planted-7f3a-one", "{}") == 401)
        #expect(try port.call("/hooks/gateway", key: "planted-7f3a-two", parar) == 200)

        daemon.send(SIGTERM)
        #expect(daemon.status() == 0)
        let log = try daemon.log()
        let events = log.matches(of: /event=([a-z_.]+)/).map { String($0.1) }
        #expect(events.filter { $0.hasSuffix(".started") } == ["listener.started", "daemon.started"])
        #expect(log.contains("http.listen: another address takes a restart"))
        #expect(log.contains("event=callback.refused"))
        for word in ["planted", "987654321", "Parar"] { #expect(!log.contains(word)) }
    }

    @Test("A port that another program has ends the start before anything is sent")
    func portInUse() throws {
        let port = try LoopbackPort(isKept: true)
        let workplace = try Workplace(configuration: Self.configuration(port: port.number))
        _ = try workplace.enqueue(line(1))
        let ending = try workplace.run(
            ["run", "--drain", "--config", workplace.path("carteiro.yaml")], environment: Self.secrets)
        #expect(ending.status == 69)
        #expect(
            ending.errors.contains(
                "carteiro: http.listen: 127.0.0.1:\(port.number) is in use: another program listens there\n"
                    + "    hint: write another port under http.listen, or end the other program\n"))
        #expect(!ending.errors.contains("daemon.started"))
        #expect(try workplace.carteiro("status", "--json").json["states"]?["new"]?.integer == 1)
    }

    @Test("An address that this machine does not have ends the start")
    func noSuchAddress() throws {
        let workplace = try Workplace(configuration: Self.configuration(port: 8625, host: "192.0.2.1"))
        let ending = try workplace.run(
            ["run", "--drain", "--config", workplace.path("carteiro.yaml")], environment: Self.secrets)
        #expect(ending.status == 69)
        #expect(ending.errors.contains("carteiro: http.listen: 192.0.2.1:8625: this machine has no such address\n"))
    }

    @Test("With nothing due --drain ends it, the listener too")
    func drained() throws {
        let port = try LoopbackPort(isKept: false)
        let workplace = try Workplace(configuration: Self.configuration(port: port.number))
        let ending = try workplace.run(
            ["run", "--drain", "--config", workplace.path("carteiro.yaml")], environment: Self.secrets)
        #expect(ending.status == 0)
        #expect(ending.errors.contains("listener.started"))
    }
}
