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
            plan: plan, surroundings: Upkeep.Surroundings(clocks: { world.clocks }, freeBytes: { world.free }))
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
