import Boleto

/// The regulator's terms for an invoice that stays unpaid (Anatel, Resolução 765/2023): suspension 15 days after the
/// notice, rescission 60 days after the suspension. Each is counted to the day after it has run in full, so that no
/// reading of the rule makes the company too early.
enum LegalTerms {
    /// The first day on which the service may be suspended.
    static func suspension(noticeOn date: CivilDate) -> CivilDate { date.advanced(byDays: 16) }

    /// The first day on which the contract may be rescinded.
    static func rescission(suspendedOn date: CivilDate) -> CivilDate { date.advanced(byDays: 61) }
}
