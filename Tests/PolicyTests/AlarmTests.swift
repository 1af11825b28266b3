import Domain
import Policy
import Testing

@Suite("Alarms")
struct AlarmTests {
    static let start = Timestamp(milliseconds: 1_790_000_000_000)
    static let minute: Int64 = 60_000

    /// A board with its clock. A class, since `#expect` takes no call that mutates a value.
    final class Watch {
        private(set) var board = AlarmBoard()
        private(set) var now = AlarmTests.start
        var limits = AlarmLimits()

        /// What changes by a reading some minutes later, as `+kind` and `-kind milliseconds`.
        func after(_ minutes: Int64, _ reading: AlarmReading) -> [String] {
            changes(after: minutes, reading).map { change in
                let name = [change.alarm.kind.rawValue, change.alarm.subject].compactMap(\.self).joined(separator: ":")
                switch change.transition {
                case .raised: return "+\(name)"
                case .cleared(let lasted): return "-\(name) \(lasted / AlarmTests.minute)"
                }
            }
        }

        func changes(after minutes: Int64, _ reading: AlarmReading) -> [AlarmChange] {
            now = now.advanced(byMilliseconds: minutes * AlarmTests.minute)
            return board.update(reading, limits, at: now)
        }
    }

    static func at(_ minutes: Int64) -> Timestamp { start.advanced(byMilliseconds: minutes * minute) }

    @Test("The words are stable, the defaults are those of the documentation")
    func words() {
        #expect(
            AlarmKind.allCases.map(\.rawValue) == ["endpoint-paused", "stalled", "dead-share", "disk-low", "wal-large"])
        let limits = AlarmLimits()
        #expect(limits.pausedMilliseconds == 300_000 && limits.stalledMilliseconds == 1_800_000)
        #expect(limits.deadSharePercent == 20 && limits.deadShareMinimum == 20)
        #expect(limits.diskFreeBytes == 536_870_912 && limits.walBytes == 268_435_456)
    }

    @Test("When all is well there is none")
    func quiet() {
        let watch = Watch()
        for _ in 0..<10 { #expect(watch.after(10, AlarmReading(diskFreeBytes: 1 << 40)) == []) }
        #expect(watch.board.active == [])
    }

    // MARK: - Pauses

    @Test("A pause raises an alarm after five minutes, once, and is over when it is")
    func pause() {
        let watch = Watch()
        let paused = AlarmReading(pausedEndpoints: ["b": "http-503"])
        #expect(watch.after(0, paused) == [])
        #expect(watch.after(4, paused) == [])
        #expect(watch.after(1, paused) == ["+endpoint-paused:b"])
        #expect(watch.after(60, paused) == [])
        #expect(watch.board.active.map(\.since) == [Self.start])
        #expect(watch.board.active.map(\.reason) == ["http-503"])
        #expect(watch.after(1, AlarmReading()) == ["-endpoint-paused:b 66"])
        #expect(watch.after(1, AlarmReading()) == [])
    }

    @Test("A short pause raises nothing, and the next one counts from its own beginning")
    func shortPause() {
        let watch = Watch()
        let paused = AlarmReading(pausedEndpoints: ["b": "http-503"])
        for _ in 0..<5 {
            #expect(watch.after(1, paused) == [])
            #expect(watch.after(4, paused) == [])
            #expect(watch.after(1, AlarmReading()) == [])
        }
    }

    @Test("Endpoints are alarmed of one by one, by name, with the reason and the figures")
    func pauses() {
        let watch = Watch()
        let both = AlarmReading(pausedEndpoints: ["zap": "down", "mail": "http-401"])
        #expect(watch.after(0, both) == [])
        let raised = watch.changes(after: 6, both)
        #expect(raised.map(\.alarm.subject) == ["mail", "zap"])
        #expect(raised.map(\.alarm.reason) == ["http-401", "down"])
        #expect(raised.first?.figures.map(\.key) == ["paused_ms", "limit_ms"])
        #expect(raised.first?.figures.map(\.value) == [360_000, 300_000])
        let cleared = watch.changes(after: 1, AlarmReading(pausedEndpoints: ["zap": "down", "sms": "down"]))
        #expect(cleared.map(\.alarm.subject) == ["mail"])
        #expect(cleared.map(\.alarm.reason) == ["http-401"])
        #expect(watch.after(5, AlarmReading()) == ["-endpoint-paused:zap 12"])
    }

    @Test("A limit of none raises it at once", arguments: [Int64.min, 0])
    func pauseAtOnce(limit: Int64) {
        let watch = Watch()
        watch.limits.pausedMilliseconds = limit
        #expect(watch.after(0, AlarmReading(pausedEndpoints: ["b": "down"])) == ["+endpoint-paused:b"])
    }

    @Test("A clock that is set back puts a pause's alarm off by its own limit at most, and no length is negative")
    func clockSetBack() {
        let watch = Watch()
        let paused = AlarmReading(pausedEndpoints: ["b": "down"])
        #expect(watch.after(0, paused) == [])
        #expect(watch.after(-600, paused) == [])
        #expect(watch.after(5, paused) == ["+endpoint-paused:b"])
        #expect(watch.after(-600, AlarmReading()) == ["-endpoint-paused:b 0"])
    }

    // MARK: - A stall

    @Test("Nothing sent for half an hour although something is due; the next message ends it")
    func stall() {
        let watch = Watch()
        func due(lastSent: Int64?) -> AlarmReading {
            AlarmReading(dueSince: Self.at(0), lastSentAt: lastSent.map(Self.at))
        }
        #expect(watch.after(0, due(lastSent: nil)) == [])
        #expect(watch.after(29, due(lastSent: nil)) == [])
        #expect(watch.after(0, due(lastSent: 10)) == [])
        #expect(watch.after(10, due(lastSent: 10)) == [])
        #expect(watch.after(1, due(lastSent: 10)) == ["+stalled"])
        #expect(watch.after(30, due(lastSent: 10)) == [])
        #expect(watch.after(0, due(lastSent: 70)) == ["-stalled 60"])
        #expect(watch.after(29, due(lastSent: 70)) == [])
        #expect(watch.after(1, due(lastSent: 70)) == ["+stalled"])
        #expect(watch.after(0, AlarmReading()) == ["-stalled 30"])
    }

    @Test("What was due long ago and held back has half an hour from when nothing holds it any more")
    func heldBack() {
        let watch = Watch()
        let due = AlarmReading(dueSince: Self.at(-900), lastSentAt: Self.at(-900))
        #expect(watch.after(0, due) == [])
        #expect(watch.after(29, due) == [])
        #expect(watch.after(0, AlarmReading()) == [])
        #expect(watch.after(0, due) == [])
        #expect(watch.after(29, due) == [])
        #expect(watch.after(1, due) == ["+stalled"])
    }

    @Test("A stall counts from the due time if that is later, and what is not yet due is no stall")
    func laterDue() {
        let watch = Watch()
        let due = AlarmReading(dueSince: Self.at(20))
        #expect(watch.after(0, due) == [])
        #expect(watch.after(20, due) == [])
        #expect(watch.after(29, due) == [])
        #expect(watch.after(1, due) == ["+stalled"])
    }

    @Test("A clock that is set back puts a stall's alarm off by its own limit at most")
    func stallClockSetBack() {
        let watch = Watch()
        let due = AlarmReading(dueSince: Self.at(-1_000), lastSentAt: Self.at(0))
        #expect(watch.after(0, due) == [])
        #expect(watch.after(-600, due) == [])
        #expect(watch.after(29, due) == [])
        #expect(watch.after(1, due) == ["+stalled"])
    }

    // MARK: - Measures with a limit

    @Test(
        "More than a share is dead, from a minimum on; over at 80 % of the share",
        arguments: [
            // (dead, ended), and what they change in turn.
            ([(19, 19)], [""]), ([(20, 20)], ["+"]), ([(4, 20)], [""]), ([(5, 20)], ["+"]), ([(0, 0)], [""]),
            ([(21, 100), (20, 100), (17, 100), (16, 100), (20, 100), (21, 100)], ["+", "", "", "-", "", "+"]),
            // Few that ended do not raise it, but neither do they end it, unless hardly one of them died.
            ([(21, 100), (3, 5), (1, 5)], ["+", "", ""]), ([(21, 100), (0, 5)], ["+", "-"]),
            ([(21, 100), (0, 0)], ["+", "-"]), ([(.max, .max), (.min, .min)], ["+", "-"]),
            ([(.max, 100)], ["+"]), ([(-5, 100)], [""]),
        ] as [([(Int, Int)], [String])])
    func deadShare(readings: [(Int, Int)], expected: [String]) {
        let watch = Watch()
        for (reading, sign) in zip(readings, expected) {
            let changes = watch.after(0, AlarmReading(endedLastHour: reading.1, deadLastHour: reading.0))
            #expect(changes.map { String($0.prefix(1)) }.joined() == sign, "\(reading)")
            #expect(changes.allSatisfy { $0.dropFirst().hasPrefix("dead-share") })
        }
    }

    @Test(
        "Extreme shares and minimums mean what they say",
        arguments: [
            (0, 0, 0, ""), (0, 1, 0, "+"), (100, 50, 0, ""), (.max, 50, 0, ""), (.min, 1, 0, "+"), (20, 50, 51, ""),
            (20, 50, 50, "+"), (20, 50, .max, ""), (20, 0, .min, ""),
        ] as [(Int, Int, Int, String)])
    func shareLimits(percent: Int, dead: Int, minimum: Int, sign: String) {
        let watch = Watch()
        watch.limits.deadSharePercent = percent
        watch.limits.deadShareMinimum = minimum
        let changes = watch.after(0, AlarmReading(endedLastHour: 50, deadLastHour: dead))
        #expect(changes.map { String($0.prefix(1)) }.joined() == sign)
    }

    @Test(
        "The disk is low below the limit, and no more from 10 % above it; unknown changes nothing",
        arguments: [
            ([1_000, 999, 1_000, nil, 1_099, 1_100, 1_099, 1_000, 999], ["", "+", "", "", "", "-", "", "", "+"]),
            ([nil, nil], ["", ""]), ([.min, .max], ["+", "-"]), ([0, nil, .max], ["+", "", "-"]),
        ] as [([Int64?], [String])])
    func disk(readings: [Int64?], expected: [String]) {
        let watch = Watch()
        watch.limits.diskFreeBytes = 1_000
        for (free, sign) in zip(readings, expected) {
            let changes = watch.changes(after: 0, AlarmReading(diskFreeBytes: free))
            #expect(changes.map { $0.transition == .raised ? "+" : "-" }.joined() == sign)
            #expect(changes.allSatisfy { $0.alarm.kind == .diskLow && $0.figures.first?.value == free })
        }
    }

    @Test(
        "The log is large above the limit, and no more at 80 % of it",
        arguments: [
            ([1_000, 1_001, 1_000, 801, 800, 1_000, 1_001], ["", "+", "", "", "-", "", "+"]),
            ([.max, .min], ["+", "-"]), ([0], [""]),
        ] as [([Int64], [String])])
    func log(readings: [Int64], expected: [String]) {
        let watch = Watch()
        watch.limits.walBytes = 1_000
        for (bytes, sign) in zip(readings, expected) {
            let changes = watch.changes(after: 0, AlarmReading(walBytes: bytes))
            #expect(changes.map { $0.transition == .raised ? "+" : "-" }.joined() == sign)
            #expect(changes.allSatisfy { $0.alarm.kind == .walLarge && $0.figures.first?.value == bytes })
        }
    }

    @Test("Changes come by kind, then by name; what is on is listed alike")
    func order() {
        let watch = Watch()
        watch.limits = AlarmLimits(pausedMilliseconds: 0, stalledMilliseconds: 0)
        let bad = AlarmReading(
            pausedEndpoints: ["c": "down", "a": "down", "b": "down"], dueSince: Self.at(0), endedLastHour: 30,
            deadLastHour: 30, diskFreeBytes: 0, walBytes: .max)
        let names = [
            "endpoint-paused:a", "endpoint-paused:b", "endpoint-paused:c", "stalled", "dead-share", "disk-low",
            "wal-large",
        ]
        #expect(watch.after(0, bad) == names.map { "+\($0)" })
        #expect(watch.board.active.map(\.kind.rawValue) == names.map { String($0.prefix { $0 != ":" }) })
        #expect(watch.board.active.prefix(3).map(\.subject) == ["a", "b", "c"])
        #expect(watch.after(1, AlarmReading(diskFreeBytes: .max)) == names.map { "-\($0) 1" })
    }

    @Test("Extreme limits never trap", arguments: [Int64.min, -1, 0, 1, .max])
    func extremes(limit: Int64) {
        var board = AlarmBoard()
        let limits = AlarmLimits(
            pausedMilliseconds: limit, stalledMilliseconds: limit, deadSharePercent: Int(limit),
            deadShareMinimum: Int(limit), diskFreeBytes: limit, walBytes: limit)
        for number in [Int64.min, 0, .max, .min] {
            let moment = Timestamp(milliseconds: number)
            let reading = AlarmReading(
                pausedEndpoints: ["b": ""], dueSince: moment, lastSentAt: moment, endedLastHour: Int(number),
                deadLastHour: Int(number), diskFreeBytes: number, walBytes: number)
            for change in board.update(reading, limits, at: moment) {
                if case .cleared(let lasted) = change.transition { #expect(lasted >= 0) }
            }
        }
    }

    @Test(
        "Whatever is read, raising and clearing alternate, and what is on is what was raised",
        arguments: [UInt64](1...40))
    func alternation(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var board = AlarmBoard()
        var now = Self.start
        var on: Set<String> = []
        var raised = 0
        for step in 0..<500 {
            now = now.advanced(byMilliseconds: .random(in: -2 * Self.minute...10 * Self.minute, using: &random))
            let changes = board.update(Self.reading(&random, now), AlarmLimits(), at: now)
            for change in changes {
                let key = "\(change.alarm.kind.rawValue) \(change.alarm.subject ?? "")"
                switch change.transition {
                case .raised:
                    raised += 1
                    #expect(on.insert(key).inserted, "seed \(seed), step \(step): \(key)")
                case .cleared(let lasted):
                    #expect(on.remove(key) != nil, "seed \(seed), step \(step): \(key)")
                    #expect(lasted >= 0, "seed \(seed), step \(step)")
                }
            }
            let active = Set(board.active.map { "\($0.kind.rawValue) \($0.subject ?? "")" })
            #expect(active == on, "seed \(seed), step \(step)")
        }
        #expect(raised > 10, "seed \(seed)")
    }

    private static func reading(_ random: inout SeededGenerator, _ now: Timestamp) -> AlarmReading {
        var paused: [String: String] = [:]
        for name in ["a", "b", "c"] where Int.random(in: 0..<10, using: &random) < 7 { paused[name] = "down" }
        let ended = Int.random(in: 0...60, using: &random)
        return AlarmReading(
            pausedEndpoints: paused,
            dueSince: Int.random(in: 0..<20, using: &random) == 0
                ? nil : now.advanced(byMilliseconds: -.random(in: 0...100 * minute, using: &random)),
            lastSentAt: now.advanced(byMilliseconds: -.random(in: 0...100 * minute, using: &random)),
            endedLastHour: ended, deadLastHour: .random(in: 0...ended, using: &random),
            diskFreeBytes: Bool.random(using: &random) ? nil : .random(in: 0...1 << 30, using: &random),
            walBytes: .random(in: 0...1 << 29, using: &random))
    }
}
