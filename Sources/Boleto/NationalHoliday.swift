/// The days on which banks are closed in all of Brazil (Resolução CMN 4.880/2020).
///
/// Ash Wednesday (open from noon), 24 December and the last business day of the year are business days. The rules of
/// today are applied to every year, but for 20 November, which is a holiday since 2024.
enum NationalHoliday: String, CaseIterable {
    case newYear = "Confraternização Universal"
    case carnivalMonday = "Carnaval (segunda)"
    case carnivalTuesday = "Carnaval (terça)"
    case goodFriday = "Sexta-feira da Paixão"
    case tiradentes = "Tiradentes"
    case labour = "Dia do Trabalho"
    case corpusChristi = "Corpus Christi"
    case independence = "Independência"
    case aparecida = "Nossa Senhora Aparecida"
    case allSouls = "Finados"
    case republic = "Proclamação da República"
    case blackAwareness = "Consciência Negra"
    case christmas = "Natal"

    /// `nil` if the day is no holiday.
    init?(on date: CivilDate) {
        guard let holiday = Self.fixed(on: date) ?? Self.movable(on: date) else { return nil }
        self = holiday
    }

    private static func fixed(on date: CivilDate) -> NationalHoliday? {
        switch (date.month, date.day) {
        case (1, 1): .newYear
        case (4, 21): .tiradentes
        case (5, 1): .labour
        case (9, 7): .independence
        case (10, 12): .aparecida
        case (11, 2): .allSouls
        case (11, 15): .republic
        // Lei 14.759/2023.
        case (11, 20): date.year >= 2024 ? .blackAwareness : nil
        case (12, 25): .christmas
        default: nil
        }
    }

    private static func movable(on date: CivilDate) -> NationalHoliday? {
        // Carnival is never before February, Corpus Christi never after June.
        guard (2...6).contains(date.month), let easter = Easter.sunday(ofYear: date.year) else { return nil }
        return switch date.days(since: easter) {
        case -48: .carnivalMonday
        case -47: .carnivalTuesday
        case -2: .goodFriday
        case 60: .corpusChristi
        default: nil
        }
    }
}
