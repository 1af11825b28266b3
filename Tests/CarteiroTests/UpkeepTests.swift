import Domain
import Foundation
import Outbox
import Settings
import Telemetry
import Testing

@testable import carteiro

/// An upkeep with a clock, a disk and an outbox of its own.
private final class Household {
    final class Events: EventSink {
        var all: [LogEvent] = []
        func record(_ event: LogEvent) { all.append(event) }
        func flush() {}
    }

    /// A webhook's server that answers as it is told, at once.
    final class Webhook: Transport {
        var requests: [TransferRequest] = []
        var result = TransferResult(reach: .answered, status: 200)
        private var flying: [Int] = []

        func start(_ request: TransferRequest, tag: Int) {
            requests.append(request)
            flying.append(tag)
        }

        func poll(timeoutMilliseconds: Int64) -> [Completion] {
            defer { flying = [] }
            return flying.map { Completion(tag: $0, result: result, durationMilliseconds: 1) }
        }

        func abandon(tag: Int) { flying.removeAll { $0 == tag } }

        var inFlight: Int { flying.count }

        var texts: [String] { requests.map { String(decoding: $0.body ?? [], as: UTF8.self) } }
    }

    final class Claims: Claiming {
        var reasons: [String?] = []
        func stopClaiming(reason: String) { reasons.append(reason) }
        func goOnClaiming() { reasons.append(nil) }
    }

    /// What the test moves.
    final class World {
        var clocks = ClockReading(wall: Timestamp(seconds: 1_790_000_000), sinceStart: 500_000)
        var free: Int64? = 1 << 30
    }

    let events = Events()
    let claims = Claims()
    let world = World()
    let webhook = Webhook()
    let outbox: Outbox
    let plan: Latest<UpkeepPlan>
    let upkeep: Upkeep

    init(in workplace: Workplace) throws {
        _ = try workplace.carteiro("enqueue")
        outbox = try Outbox(path: workplace.path("outbox.db"), waitMilliseconds: 0)
        guard
            case .loaded(let settings, _) = Settings.load(
                path: workplace.path("carteiro.yaml"), environment: nil, version: "0")
        else { throw Workplace.Misfortune(text: "the configuration") }
        plan = Latest(UpkeepPlan(settings))
        let world = world
        upkeep = Upkeep(
            outbox: outbox, claims: claims, log: events, notifier: ServiceNotifier(environment: [:], processID: 1),
            plan: plan,
            surroundings: Upkeep.Surroundings(clocks: { world.clocks }, freeBytes: { world.free }, transport: webhook))
    }

    /// Lets time pass, second by second, the wall clock with it.
    func pass(seconds: Int) {
        for _ in 0..<seconds {
            world.clocks.sinceStart += 1_000
            world.clocks.wall = world.clocks.wall.advanced(byMilliseconds: 1_000)
            upkeep.turn()
        }
    }

    func events(_ name: String) -> [LogEvent] { events.all.filter { $0.name == name } }
}

extension LogEvent {
    fileprivate func integer(_ key: String) -> Int64? {
        guard case .integer(let value)? = fields.first(where: { $0.key == key })?.value else { return nil }
        return value
    }
}

extension LogEvent {
    fileprivate func text(_ key: String) -> String? {
        guard case .text(let value)? = fields.first(where: { $0.key == key })?.value else { return nil }
        return value
    }
}

@Suite("Upkeep beside the engine")
struct DaemonUpkeepTests {
    let workplace: Workplace
    private let house: Household

    init() throws {
        workplace = try Workplace()
        house = try Household(in: workplace)
    }

    @Test("Below the reserve nothing is claimed, and only clearly above it sending goes on")
    func disk() {
        let reserve: Int64 = 100 << 20
        #expect(house.plan.value.diskReserveBytes == reserve)
        house.world.free = reserve
        house.pass(seconds: 2)
        #expect(house.claims.reasons.isEmpty)
        house.world.free = reserve - 1
        house.pass(seconds: 3)
        #expect(house.claims.reasons == ["disk-low"])
        house.world.free = reserve + reserve / 10 - 1
        house.pass(seconds: 3)
        house.world.free = nil
        house.pass(seconds: 3)
        #expect(house.claims.reasons == ["disk-low"])
        house.world.free = reserve + reserve / 10
        house.pass(seconds: 3)
        #expect(house.claims.reasons == ["disk-low", nil])
        #expect(house.events("outbox.disk_low").map { $0.integer("bytes") } == [reserve - 1])
        #expect(house.events("outbox.disk_low").map { $0.integer("reserve") } == [reserve])
        #expect(house.events("outbox.disk_freed").count == 1)
    }

    @Test("A reserve that a reload changes counts at once")
    func reload() {
        house.pass(seconds: 2)
        house.plan.value.diskReserveBytes = 2 << 30
        house.pass(seconds: 2)
        #expect(house.claims.reasons == ["disk-low"])
        house.plan.value.diskReserveBytes = 0
        house.pass(seconds: 2)
        #expect(house.claims.reasons == ["disk-low", nil])
    }

    @Test("The disk's free space is told", arguments: ["/tmp/outbox.db", "/nowhere/at/all/outbox.db"])
    func freeBytes(path: String) {
        let free = DiskWatch.freeBytes(around: path)
        #expect(path.hasPrefix("/tmp") ? free.map { $0 >= 0 } == true : free == nil)
    }

    @Test("A clock that is set is noticed once, forward and back; one that is put right slowly is not")
    func clock() {
        house.pass(seconds: 20)
        for jump in [5_000, -5_000, 3_600_000, -86_400_000, 5_001] as [Int64] {
            house.world.clocks.wall = house.world.clocks.wall.advanced(byMilliseconds: jump)
            house.pass(seconds: 20)
        }
        #expect(house.events("clock.jumped").map { $0.integer("by_ms") } == [3_600_000, -86_400_000, 5_001])
    }

    @Test("The system's clocks are read at one moment")
    func reading() {
        var watch = ClockWatch()
        #expect(watch.look(.now()) == nil)
        #expect(watch.look(.now()) == nil)
    }

    @Test("A forecast is told every ten minutes while something waits", .enabled(if: Workplace.hasSQLiteTool))
    func forecast() throws {
        house.pass(seconds: 1_300)
        #expect(house.events("outbox.forecast").isEmpty)
        _ = try workplace.enqueue(line(1), line(2))
        try workplace.sql(
            """
            UPDATE outbox SET not_after = \(house.world.clocks.wall.seconds + 700) WHERE id = 1;
            INSERT INTO tally VALUES ('gateway', \((house.world.clocks.wall.seconds + 500) / 60), 1, 0);
            """)
        house.pass(seconds: 600)
        let told = house.events("outbox.forecast")
        #expect(told.count == 1)
        #expect(told.first?.fields.first?.value == .text("gateway"))
        #expect(told.first?.integer("backlog") == 2)
        #expect(told.first?.integer("sent_per_hour") == 6)
        #expect(told.first?.integer("empty_in_s") == 1_200)
        #expect(told.first?.integer("expiring") == 1)
        house.pass(seconds: 600)
        #expect(house.events("outbox.forecast").count == 2)
    }

    @Test("Retention goes step by step and then once an hour", .enabled(if: Workplace.hasSQLiteTool))
    func retention() throws {
        try workplace.sql(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450)
            INSERT INTO outbox (template, payload, state, created_at) SELECT 'a', '{}', 'dead', 1 FROM n;
            """)
        func left() throws -> Int { try house.outbox.count(Selection(), among: [.dead]) }
        house.pass(seconds: 59)
        #expect(try left() == 450)
        house.pass(seconds: 1)
        #expect(try left() == 250)
        house.pass(seconds: 1)
        #expect(try left() == 50)
        house.pass(seconds: 1)
        #expect(try left() == 0)
        #expect(house.events("outbox.pruned").map { $0.integer("removed") } == [450])
        try workplace.sql("INSERT INTO outbox (template, payload, state, created_at) VALUES ('a', '{}', 'dead', 1);")
        house.pass(seconds: 3_599)
        #expect(try left() == 1)
        house.pass(seconds: 1)
        #expect(try left() == 0)
    }

    @Test("A disk that is nearly full is left alone by retention too", .enabled(if: Workplace.hasSQLiteTool))
    func retentionOnFullDisk() throws {
        try workplace.sql("INSERT INTO outbox (template, payload, state, created_at) VALUES ('a', '{}', 'dead', 1);")
        house.world.free = 0
        house.pass(seconds: 100)
        #expect(try house.outbox.count(Selection(), among: [.dead]) == 1)
    }

    private static let webhook = """
        alarms:
          webhook:
            request: {url: "http://127.0.0.1:9/hook", json: {text: "{{text}}", alarm: "{{payload.alarm}}"}}

        """

    /// A household whose configuration has a webhook.
    private func alarmed() throws -> (Workplace, Household) {
        let workplace = try Workplace(configuration: Self.webhook + Workplace.configuration)
        return (workplace, try Household(in: workplace))
    }

    @Test(
        "An endpoint that stays paused is told to the log and to the webhook, and so is its end",
        .enabled(if: Workplace.hasSQLiteTool))
    func pausedEndpoint() throws {
        let (workplace, house) = try alarmed()
        try house.outbox.pause(endpoint: "gateway")
        house.pass(seconds: 290)
        #expect(house.events("alarm.raised").isEmpty)
        house.pass(seconds: 60)
        let raised = house.events("alarm.raised")
        #expect(raised.count == 1)
        #expect(raised.first?.text("alarm") == "endpoint-paused")
        #expect(raised.first?.text("endpoint") == "gateway")
        #expect(raised.first?.text("reason") == "operator")
        #expect(raised.first?.integer("limit_ms") == 300_000)
        #expect(house.webhook.texts.count == 1)
        let body = try JSON.parse(house.webhook.texts[0])
        #expect(body["text"]?.string == "Carteiro: the endpoint gateway is paused (operator)")
        #expect(body["alarm"]?["state"]?.string == "raised")
        #expect(body["alarm"]?["kind"]?.string == "endpoint-paused")
        try workplace.sql("UPDATE endpoint SET mode = 'open', held = 0;")
        house.pass(seconds: 60)
        #expect(house.events("alarm.cleared").count == 1)
        #expect(house.webhook.texts.count == 2)
        #expect(house.webhook.texts.last?.contains("over: the endpoint") == true)
        house.pass(seconds: 600)
        #expect(house.webhook.texts.count == 2)
    }

    @Test("A full disk raises an alarm, and so does a share of dead messages", .enabled(if: Workplace.hasSQLiteTool))
    func diskAndDead() throws {
        let (workplace, house) = try alarmed()
        house.world.free = 400 << 20
        house.pass(seconds: 40)
        #expect(house.events("alarm.raised").map { $0.text("alarm") } == ["disk-low"])
        let now = house.world.clocks.wall.seconds
        try workplace.sql(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
            INSERT INTO outbox (template, payload, state, created_at) SELECT 'a', '{}', 'dead', \(now) FROM n;
            """)
        house.pass(seconds: 40)
        #expect(house.events("alarm.raised").map { $0.text("alarm") } == ["disk-low", "dead-share"])
        #expect(house.events("alarm.raised").last?.integer("dead") == 30)
        // An hour later they no longer count, though nothing else has ended.
        house.world.free = 1 << 30
        house.pass(seconds: 3_700)
        #expect(Set(house.events("alarm.cleared").map { $0.text("alarm") }) == ["disk-low", "dead-share"])
    }

    @Test(
        "What is due and does not go raises an alarm; what a pause holds back does not",
        .enabled(if: Workplace.hasSQLiteTool))
    func stalled() throws {
        let (workplace, house) = try alarmed()
        _ = try workplace.enqueue(line(1))
        let now = house.world.clocks.wall.seconds
        try workplace.sql(
            "UPDATE outbox SET state = 'queued', endpoint = 'gateway', next_attempt_at = \(now), created_at = \(now);")
        try house.outbox.pause(endpoint: "gateway")
        house.pass(seconds: 2_000)
        #expect(house.events("alarm.raised").map { $0.text("alarm") } == ["endpoint-paused"])
        try workplace.sql("UPDATE endpoint SET mode = 'open', held = 0;")
        house.pass(seconds: 1_700)
        #expect(house.events("alarm.raised").count == 1)
        house.pass(seconds: 200)
        #expect(house.events("alarm.raised").last?.text("alarm") == "stalled")
        try workplace.sql("UPDATE outbox SET state = 'cancelled';")
        house.pass(seconds: 60)
        #expect(house.events("alarm.cleared").last?.text("alarm") == "stalled")
    }

    @Test("A webhook that fails is tried again, later each time, and given up at last; the limit of its rate holds")
    func failingWebhook() throws {
        let (_, house) = try alarmed()
        house.webhook.result = TransferResult(reach: .answered, status: 503)
        house.plan.value.alarms.rateLimits = []
        house.world.free = 400 << 20
        house.pass(seconds: 1_200)
        #expect(house.webhook.requests.count == 6)
        #expect(Set(house.webhook.texts).count == 1)
        let failures = house.events("alarm.not_told")
        #expect(failures.map { $0.integer("wait_ms") } == [30_000, 60_000, 120_000, 240_000, 480_000, nil])
        #expect(failures.allSatisfy { $0.text("reason") == "http-503" })
        house.webhook.result = TransferResult(reach: .answered, status: 204)
        house.plan.value.alarms.rateLimits = [RateLimit(count: 1, periodMilliseconds: 600_000)]
        for round in 0..<6 {
            house.world.free = round % 2 == 0 ? 1 << 30 : 400 << 20
            house.pass(seconds: 60)
        }
        #expect(house.events("alarm.raised").count + house.events("alarm.cleared").count == 7)
        #expect(house.webhook.requests.count == 7)
        house.pass(seconds: 3_600)
        // Each of them, in the order they came.
        #expect(
            house.webhook.texts.dropFirst(6).map { $0.contains("cleared") } == [true, false, true, false, true, false])
    }

    @Test("Contacts are kept for as long as the frequency cap looks back")
    func limits() {
        let now = Timestamp(seconds: 1_790_000_000)
        var plan = house.plan.value
        let day: Int64 = 86_400_000
        #expect(plan.limits(at: now).countsBefore == now.advanced(byMilliseconds: -40 * day))
        plan.capHorizonMilliseconds = 61 * day
        #expect(plan.limits(at: now).countsBefore == now.advanced(byMilliseconds: -61 * day))
        #expect(plan.limits(at: now).sentBefore == now.advanced(byMilliseconds: -180 * day))
        #expect(plan.limits(at: now).bodiesBefore == now.advanced(byMilliseconds: -90 * day))
        #expect(plan.limits(at: now).evidenceBefore == now.advanced(byMilliseconds: -1826 * day))
        plan.retention.endedMilliseconds = nil
        #expect(plan.limits(at: now).endedBefore == nil)
    }
}
