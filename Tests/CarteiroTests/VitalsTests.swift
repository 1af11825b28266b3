import Testing

@testable import carteiro

@Suite("How the engine does")
struct VitalsTests {
    @Test("Before its first turn it is starting")
    func starting() {
        #expect(Vitals().ailment(sinceStart: 5) == "starting")
    }

    @Test("An engine that turns is well, unless the outbox is not")
    func turning() {
        #expect(Vitals(turnedAt: 1_000).ailment(sinceStart: 31_000) == nil)
        #expect(
            Vitals(turnedAt: 1_000, trouble: "the outbox is busy").ailment(sinceStart: 2_000) == "the outbox is busy")
    }

    @Test("One that has not turned for as long as the watchdog waits is not")
    func standingStill() {
        let vitals = Vitals(turnedAt: 1_000, trouble: "the outbox is busy")
        #expect(vitals.ailment(sinceStart: 31_001) == "the engine stands still")
    }
}

@Suite("The gate before the engine")
struct GateTests {
    @Test("Who waits goes on when it is opened, and who comes later does not wait")
    func opens() async {
        let gate = Gate()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { await gate.wait() } }
            group.addTask { gate.open() }
            await group.waitForAll()
        }
        gate.open()
        await gate.wait()
    }
}
