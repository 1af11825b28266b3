/// The area codes (DDD) of Anatel's numbering plan: which state and which time each belongs to.
package enum AreaCode {
    /// The state's two letters; `nil` for an area code that does not exist.
    ///
    /// 61 also serves towns of Goiás around Brasília.
    package static func state(of ddd: Int) -> String? {
        switch ddd {
        case 11...19: "SP"
        case 21, 22, 24: "RJ"
        case 27, 28: "ES"
        case 31...35, 37, 38: "MG"
        case 41...46: "PR"
        case 47...49: "SC"
        case 51, 53...55: "RS"
        case 61: "DF"
        case 62, 64: "GO"
        case 63: "TO"
        case 65, 66: "MT"
        case 67: "MS"
        case 68: "AC"
        case 69: "RO"
        case 71, 73...75, 77: "BA"
        case 79: "SE"
        case 81, 87: "PE"
        case 82: "AL"
        case 83: "PB"
        case 84: "RN"
        case 85, 88: "CE"
        case 86, 89: "PI"
        case 91, 93, 94: "PA"
        case 92, 97: "AM"
        case 95: "RR"
        case 96: "AP"
        case 98, 99: "MA"
        default: nil
        }
    }

    /// The IANA name of the time zone; `nil` for an area code that does not exist.
    ///
    /// It is that of the state's capital. Fernando de Noronha (in 81) and the far west of Amazonas (in 97) have their
    /// own, which no area code tells.
    package static func timeZone(of ddd: Int) -> String? {
        state(of: ddd).flatMap(timeZone(ofState:))
    }

    /// The IANA name of the time zone of a state's capital.
    /// - Parameter uf: two letters, in capitals or not; `nil` for what is no state.
    package static func timeZone(ofState uf: String) -> String? {
        switch uf.uppercased() {
        case "SP", "RJ", "ES", "MG", "PR", "SC", "RS", "DF", "GO": "America/Sao_Paulo"
        case "TO": "America/Araguaina"
        case "MT": "America/Cuiaba"
        case "MS": "America/Campo_Grande"
        case "AC": "America/Rio_Branco"
        case "RO": "America/Porto_Velho"
        case "BA": "America/Bahia"
        case "SE", "AL": "America/Maceio"
        case "PE": "America/Recife"
        case "PB", "RN", "CE", "PI", "MA": "America/Fortaleza"
        case "PA", "AP": "America/Belem"
        case "AM": "America/Manaus"
        case "RR": "America/Boa_Vista"
        default: nil
        }
    }
}
