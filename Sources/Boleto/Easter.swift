/// The feast from which carnival, Good Friday and Corpus Christi are counted.
package enum Easter {
    /// Easter Sunday by the Gregorian reckoning; `nil` outside of the years 1 to 9999.
    ///
    /// The method of Meeus, Jones and Butcher, which needs no exceptions (J. Meeus, Astronomical Algorithms, chapter 8).
    package static func sunday(ofYear year: Int) -> CivilDate? {
        guard (1...9999).contains(year) else { return nil }
        let golden = year % 19
        let century = year / 100
        let yearOfCentury = year % 100
        let moonCorrection = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - moonCorrection + 15) % 30
        let toSunday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * toSunday) / 451
        let days = epact + toSunday - 7 * late + 114
        return CivilDate(year: year, month: days / 31, day: days % 31 + 1)
    }
}
