internal import Domain
internal import Gateway
internal import Outbox
internal import Policy

/// What the engine knows of one endpoint's health and limits now.
struct EndpointState {
    var target: DeliveryPlan.Target
    var health = EndpointHealth()
    var limiters: [RateLimiter]
    var pacedUntil: Timestamp?
    /// The state as the database has it.
    var stored: EndpointRow
    /// Counts of the transaction at hand.
    var sent = 0
    var failed = 0
    /// Whether it is the turn of messages that were tried before.
    var triedFirst = false
    /// How far a new number has been warmed up.
    var warmth: WarmUpState?
    /// Answers a millisecond, smoothed: how much may be claimed ahead.
    var pace = 0.0
    /// Whether it has said, since it was paused last, that it works.
    var isFoundHealthy = false

    /// Whether it has to say that it works before a message is risked.
    var needsHealth: Bool { health.mode == .probing && target.gateway.health != nil && !isFoundHealthy }

    var endpoint: Endpoint { target.endpoint }

    /// - Parameter today: the day that the warm-up counts by.
    init(_ target: DeliveryPlan.Target, row: EndpointRow?, today: Int) {
        self.target = target
        stored = row ?? EndpointRow(name: target.endpoint.name)
        limiters = []
        adopt(stored, today: today)
    }

    /// Takes the state that the database has: at start, and when the command line changed it.
    mutating func adopt(_ row: EndpointRow, today: Int) {
        stored = row
        let kept = (try? JSON.parse(row.arrivals)) ?? .null
        health = EndpointHealth(
            mode: EndpointHealth.Mode(rawValue: row.mode) ?? .open, reason: row.reason,
            until: row.untilMilliseconds.map { Timestamp(milliseconds: $0) }, isHeldByOperator: row.isHeld,
            trips: row.trips, windowThousandths: kept[Self.windowKey]?.scalarText.flatMap { Int($0) })
        isFoundHealthy = false
        pacedUntil = row.pacedUntilMilliseconds.map { Timestamp(milliseconds: $0) }
        limiters = endpoint.rateLimits.map { limit in
            let arrival = kept[Self.key(of: limit)]?.scalarText.flatMap { Int64($0) } ?? 0
            return RateLimiter(limit, arrivalMicroseconds: arrival)
        }
        warmth = Self.warmth(kept[Self.warmthKey], today: today)
    }

    private static func warmth(_ json: JSON?, today: Int) -> WarmUpState? {
        let numbers = (0..<4).compactMap { json?[$0]?.scalarText.flatMap { Int($0) } }
        guard numbers.count == 4 else { return nil }
        return WarmUpState(firstDay: numbers[0], day: numbers[1], step: numbers[2], count: numbers[3], today: today)
    }

    private static let windowKey = "window"
    private static let warmthKey = "warm-up"

    /// The state to be kept.
    var row: EndpointRow {
        EndpointRow(
            name: endpoint.name, mode: health.mode.rawValue, isHeld: health.isHeldByOperator, reason: health.reason,
            untilMilliseconds: health.until?.milliseconds, trips: health.trips,
            pacedUntilMilliseconds: pacedUntil?.milliseconds,
            arrivals: kept)
    }

    /// What else is kept, as JSON: the theoretical arrival time of each rate limit, what may be in flight, the warm-up.
    private var kept: String {
        var members = limiters.map { JSONMember(Self.key(of: $0.limit), .integer($0.arrivalMicroseconds)) }
        if let window = health.windowThousandths, health.mode == .open {
            members.append(JSONMember(Self.windowKey, .integer(window)))
        }
        if let warmth {
            members.append(
                JSONMember(
                    Self.warmthKey,
                    .array([warmth.firstDay, warmth.day, warmth.step, warmth.count].map { .integer($0) })))
        }
        return members.isEmpty ? "{}" : JSON.object(members).text
    }

    /// Kept by the limit's own words, so that a changed limit starts afresh and an unchanged one goes on.
    private static func key(of limit: RateLimit) -> String {
        "\(limit.count)/\(limit.periodMilliseconds)ms"
    }

    /// The longest stretch of work that is claimed before a connection is free for it: the price of a durable commit
    /// is shared by what comes back meanwhile.
    private static let aheadMilliseconds = 20.0
    private static let aheadMost = 256

    /// How many more messages may be claimed now.
    ///
    /// - Parameter outstanding: those claimed and not yet back.
    func allowance(at now: Timestamp, outstanding: Int) -> Int {
        let concurrency = health.concurrency(limit: endpoint.concurrency)
        guard concurrency > 0, !needsHealth else { return 0 }
        if let pacedUntil, pacedUntil > now { return 0 }
        // What has a limit of speed is claimed when it can start, not before: the limit is for what is sent.
        let isFree = concurrency == endpoint.concurrency && endpoint.pacing == nil && limiters.isEmpty
        // At least a quarter of the connections, while answers come at all: those of a slow gateway come in bursts.
        let expected = pace > 0.01 ? max(concurrency / 4, Int(pace * Self.aheadMilliseconds)) : 0
        let ahead = isFree ? min(Self.aheadMost, expected) : 0
        var room = concurrency + ahead - outstanding
        if endpoint.pacing != nil { room = min(room, 1) }
        for limiter in limiters where room > 0 { room = limiter.allowance(at: now, most: room) }
        return max(0, room)
    }

    /// How many more messages may begin today; `nil`: as many as there are.
    func warmUpRoom(today: Int) -> Int? {
        guard let warmUp = target.warmUp else { return nil }
        guard let warmth else { return warmUp.dailyLimits.first }
        return warmth.room(warmUp, today: today)
    }

    /// Whether it has begun as many messages as a new number may today.
    func hasBegunEnough(today: Int) -> Bool { warmUpRoom(today: today).map { $0 <= 0 } ?? false }

    /// Counts a claim against the limits.
    ///
    /// - Parameters:
    ///   - begins: whether it is a message's first part.
    ///   - today: the day that the warm-up counts by.
    mutating func take(
        begins: Bool, at now: Timestamp, today: Int, using random: inout some RandomNumberGenerator
    ) {
        if begins, target.warmUp != nil {
            var state = warmth ?? WarmUpState(today: today)
            state.take(today: today)
            warmth = state
        }
        for index in limiters.indices { limiters[index].take(1, at: now) }
        if let pacing = endpoint.pacing {
            let gap = Int64.random(in: pacing.minMilliseconds...pacing.maxMilliseconds, using: &random)
            pacedUntil = now.advanced(byMilliseconds: gap)
        }
    }

    /// When something may be claimed again as far as time alone decides; `nil`: only an event can change it.
    func nextOpening(at now: Timestamp) -> Timestamp? {
        guard health.mode != .paused else { return health.isHeldByOperator ? nil : health.until }
        var next = pacedUntil ?? now
        for limiter in limiters { next = max(next, limiter.nextAllowed(at: now)) }
        return next
    }
}

/// The endpoints of the plan, by the plan's order. A value: a transaction works on a copy and keeps it if it commits.
struct EndpointBoard {
    var states: [EndpointState]
    private var indexes: [String: Int]

    /// - Parameter today: the day that the warm-up counts by.
    init(_ plan: DeliveryPlan, rows: [EndpointRow], today: Int) {
        states = plan.targets.map { target in
            EndpointState(target, row: rows.first { $0.name == target.endpoint.name }, today: today)
        }
        indexes = Dictionary(
            states.enumerated().map { ($1.endpoint.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func index(of name: String) -> Int? { indexes[name] }
}
