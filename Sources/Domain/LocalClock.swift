package import Boleto
import Foundation

/// What a calendar and a clock on the wall show.
package struct LocalTime: Hashable, Sendable {
    package var date: CivilDate
    /// 0 to 86,399.
    package var secondOfDay: Int

    /// 0 to 23.
    package var hour: Int { secondOfDay / 3600 }
}

/// A time zone's offsets, looked up once, so that a message costs a comparison and not a calendar.
package struct LocalClock: Sendable {
    /// Offsets from UTC in seconds, each from a moment on (Unix seconds), in order.
    let offsets: [(start: Int64, seconds: Int64)]

    /// - Parameter identifier: an IANA name; `nil` is returned if it is unknown.
    package init?(identifier: String) {
        // Foundation also takes abbreviations, which name no place.
        guard identifier.contains("/") || identifier == "UTC", let zone = TimeZone(identifier: identifier) else {
            return nil
        }
        var moment = Date(timeIntervalSince1970: Self.firstSecond)
        var offsets = [(start: Int64.min, seconds: Int64(zone.secondsFromGMT(for: moment)))]
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next > moment,
            next.timeIntervalSince1970 < Self.lastSecond
        {
            offsets.append((Int64(next.timeIntervalSince1970), Int64(zone.secondsFromGMT(for: next))))
            moment = next
        }
        self.offsets = offsets
    }

    /// 2000-01-01 to 2050-01-01: changes are known between them; what lies outside takes the nearest offset.
    private static let firstSecond = 946_684_800.0
    private static let lastSecond = 2_524_608_000.0

    package func time(at moment: Timestamp) -> LocalTime {
        let seconds = moment.seconds
        let offset = offsets.last { $0.start <= seconds }?.seconds ?? 0
        // Zones are less than a day apart from UTC, and the far ends of time are of no calendar's concern.
        let local = min(max(seconds, -1 << 50), 1 << 50) + offset
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        return LocalTime(date: CivilDate(dayNumber: Int(day)), secondOfDay: Int(local - day * 86_400))
    }
}

/// The clocks of the places customers live in.
package struct LocalClocks: Sendable {
    private let known: [String: LocalClock]

    /// Looks up the zones of Brazil.
    package init() {
        var known: [String: LocalClock] = [:]
        for name in Self.brazilian { known[name] = LocalClock(identifier: name) }
        self.known = known
    }

    /// The clock of an IANA name; `nil` if there is no such zone. Those of Brazil cost a look into a table.
    package func clock(named identifier: String) -> LocalClock? {
        known[identifier] ?? LocalClock(identifier: identifier)
    }

    private static let brazilian = [
        "Araguaina", "Bahia", "Belem", "Boa_Vista", "Campo_Grande", "Cuiaba", "Eirunepe", "Fortaleza", "Maceio",
        "Manaus", "Noronha", "Porto_Velho", "Recife", "Rio_Branco", "Santarem", "Sao_Paulo",
    ].map { "America/\($0)" }
}
