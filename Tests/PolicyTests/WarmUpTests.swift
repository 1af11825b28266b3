import Domain
import Policy
import Testing

@Suite("Warm-up of a new number")
struct WarmUpTests {
    private static let ladder = WarmUp(dailyLimits: [2, 4, 8])

    @Test("Each day of use allows more, and after the last there is no limit")
    func grows() {
        var state = WarmUpState(today: 100)
        for (day, limit) in [(100, 2), (101, 4), (102, 8)] {
            #expect(state.room(Self.ladder, today: day) == limit)
            for taken in 1...limit {
                state.take(today: day)
                #expect(state.room(Self.ladder, today: day) == limit - taken)
            }
        }
        #expect(state.room(Self.ladder, today: 103) == nil)
        state.take(today: 103)
        #expect(state.room(Self.ladder, today: 103) == nil)
    }

    @Test("Days without a message do not count")
    func rests() {
        var state = WarmUpState(today: 100)
        #expect(state.room(Self.ladder, today: 130) == 2)
        state.take(today: 130)
        #expect(state.room(Self.ladder, today: 160) == 4)
    }

    @Test("A clock that is set back allows nothing anew")
    func clockSetBack() {
        var state = WarmUpState(today: 100)
        state.take(today: 100)
        state.take(today: 100)
        #expect(state.room(Self.ladder, today: 99) == 0)
        state.take(today: 99)
        #expect(state.room(Self.ladder, today: 100) == 0)
        #expect(state.room(Self.ladder, today: 101) == 4)
    }

    @Test("The first day is that of the first message, and the last day that of the last")
    func days() {
        var state = WarmUpState(today: 100)
        state.take(today: 90)
        #expect((state.firstDay, state.day, state.step, state.count) == (90, 90, 0, 1))
        state.take(today: 95)
        state.take(today: 95)
        state.take(today: 93)
        #expect((state.firstDay, state.day, state.step, state.count) == (90, 95, 1, 3))
    }

    @Test(
        "What was kept goes on; a day far ahead was a wrong clock's, and is over tomorrow",
        arguments: [
            // (the day kept, today), what is left today of the second step's 4, and tomorrow.
            (100, 100, 1, 8), (99, 100, 8, 8), (101, 100, 1, 1), (102, 100, 1, 8), (5_000, 100, 1, 8),
            (.max, 100, 1, 8),
        ] as [(Int, Int, Int, Int)])
    func restored(day: Int, today: Int, left: Int, tomorrow: Int) {
        let state = WarmUpState(firstDay: 90, day: day, step: 1, count: 3, today: today)
        #expect(state.room(Self.ladder, today: today) == left)
        #expect(state.room(Self.ladder, today: today + 1) == tomorrow)
        #expect(state.firstDay <= state.day)
    }

    @Test("A day of no messages stands on the ladder as one of none; without a ladder there is no cap")
    func oddLadders() {
        var state = WarmUpState(today: 100)
        #expect(state.room(WarmUp(dailyLimits: []), today: 100) == nil)
        for limit in [0, -1, Int.min] { #expect(state.room(WarmUp(dailyLimits: [limit]), today: 100) == 0) }
        state.take(today: 100)
        state.take(today: 100)
        #expect(state.room(WarmUp(dailyLimits: [1]), today: 100) == 0)
    }

    /// Against the list of all that was sent, by the highest day that the clock has shown.
    @Test("Random days keep to the ladder, however the clock jumps", arguments: [UInt64](1...40))
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limits = (0..<5).map { _ in Int.random(in: 1...6, using: &random) }
        let warmUp = WarmUp(dailyLimits: limits)
        var state = WarmUpState(today: 1_000)
        var sent: [Int: Int] = [:]
        var today = 1_000
        for step in 0..<200 {
            let note = Comment("seed \(seed), step \(step)")
            today += [0, 0, 0, 0, 1, 1, 1, 4, -1, -3].randomElement(using: &random) ?? 0
            let counted = max(today, sent.keys.max() ?? today)
            let rung = sent.keys.count { $0 < counted }
            let room = rung < limits.count ? max(0, limits[rung] - (sent[counted] ?? 0)) : nil
            #expect(state.room(warmUp, today: today) == room, note)
            guard room != 0 else { continue }
            state.take(today: today)
            sent[counted, default: 0] += 1
        }
        #expect(sent.count > limits.count, "seed \(seed)")
    }

    @Test("Whatever the file says, it does not trap", arguments: [Int.min, -1, 0, Int.max])
    func anyState(number: Int) {
        var state = WarmUpState(firstDay: number, day: number, step: number, count: number, today: 7)
        state.take(today: number)
        state.take(today: 7)
        #expect(state.room(Self.ladder, today: 7).map { $0 >= 0 } ?? true)
    }
}
