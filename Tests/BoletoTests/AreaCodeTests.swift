import Boleto
import Testing

@Suite("AreaCode")
struct AreaCodeTests {
    struct Vectors: Decodable {
        var dddUfTimezone: [Place]
    }

    struct Place: Decodable, Sendable {
        var ddd: Int
        var uf: String
        var timezone: String
    }

    static let places = CodeFixture.read("phone", as: Vectors.self)?.dddUfTimezone ?? []

    @Test("agrees with every vector", arguments: places)
    func vector(place: Place) throws {
        #expect(AreaCode.state(of: place.ddd) == place.uf)
        #expect(AreaCode.timeZone(of: place.ddd) == place.timezone)
        #expect(AreaCode.timeZone(ofState: place.uf) == place.timezone)
        let number = try PhoneNumber(parsing: "+55\(place.ddd)987654321")
        #expect(number.state == place.uf)
        #expect(number.timeZone == place.timezone)
    }

    @Test("knows all 67 area codes, all 27 states, and no others")
    func others() {
        let known = Set(Self.places.map(\.ddd))
        #expect(known.count == 67)
        #expect(Set(Self.places.map(\.uf)).count == 27)
        for ddd in -1...100 where !known.contains(ddd) {
            #expect(AreaCode.state(of: ddd) == nil)
            #expect(AreaCode.timeZone(of: ddd) == nil)
        }
        for text in ["", "XX", "S", "SPO", "São Paulo", "ＳＰ", "1", " SP"] {
            #expect(AreaCode.timeZone(ofState: text) == nil)
        }
    }

    @Test("a state may be written small")
    func smallLetters() {
        #expect(AreaCode.timeZone(ofState: "am") == "America/Manaus")
        #expect(AreaCode.timeZone(ofState: "Pe") == "America/Recife")
    }
}
