/// The holidays of the states (Lei 9.093/1995, art. 1 II, and laws of the states), beside the national ones.
///
/// Banks have a calendar of their own, so these move no due date; but people are at home, and nobody likes to be
/// reminded of a bill there. Santa Catarina keeps its own on the Sundays after them (Lei 18.531/2022), where they make
/// no difference. The rules of today are applied to every year.
package enum StateHoliday {
    /// Whether a day is one.
    ///
    /// - Parameter uf: the state's two letters, in capitals.
    package static func isHoliday(_ date: CivilDate, in uf: String) -> Bool {
        let day = date.month * 100 + date.day
        switch uf {
        case "AC": return day == 615 || isMovedHoliday(date, [123, 308, 905, 1117])
        case "AL": return [624, 629, 916, 1130].contains(day)
        case "AM": return day == 905
        case "AP": return [319, 725, 913].contains(day)
        case "BA": return day == 702
        case "CE": return [319, 325, 815].contains(day)
        case "DF": return day == 1130
        // Nossa Senhora da Penha, eight days after Easter (Lei 11.010/2019).
        case "ES": return Easter.sunday(ofYear: date.year).map { date.days(since: $0) == 8 } ?? false
        case "GO": return day == 726 || day == 1024
        case "MA": return day == 728
        case "MS": return day == 1011
        case "PA": return day == 815
        case "PB": return day == 805
        case "PE": return day == 306
        case "PI": return day == 1019
        case "RJ": return day == 423
        case "RN": return day == 807 || day == 1003
        case "RO": return day == 104 || day == 618
        case "RR": return day == 1005
        case "RS": return day == 920
        case "SE": return day == 708
        case "SP": return day == 709
        case "TO": return [318, 908, 1005].contains(day)
        default: return false
        }
    }

    /// Acre keeps most of those that fall on a Tuesday, Wednesday or Thursday on the Friday after them (Lei 2.247/2009).
    private static func isMovedHoliday(_ date: CivilDate, _ days: [Int]) -> Bool {
        switch date.weekday {
        case .tuesday, .wednesday, .thursday: false
        case .monday, .saturday, .sunday: days.contains(date.month * 100 + date.day)
        case .friday:
            (0...3).contains { back in
                let day = date.advanced(byDays: -back)
                return days.contains(day.month * 100 + day.day)
            }
        }
    }
}
