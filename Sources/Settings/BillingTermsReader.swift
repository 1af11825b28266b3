import Boleto
import Composer
import Domain

/// Reads what the configuration says about invoices: `late_fee`, `holidays`, `good_history`, `schedule`.
struct BillingTermsReader {
    let report: Report

    func read(_ reader: MappingReader) -> BillingTerms {
        var terms = BillingTerms()
        terms.lateFee = lateFee(reader)
        terms.calendar = BankCalendar(local: holidays(reader))
        terms.goodHistory = goodHistory(reader) ?? terms.goodHistory
        terms.schedule = schedule(reader) ?? terms.schedule
        return terms
    }

    // MARK: - Late fee

    private func lateFee(_ reader: MappingReader) -> LateFee? {
        var fee = LateFee.legal
        guard let node = reader.node("late_fee") else { return fee }
        if node.scalar?.text == "none" { return nil }
        guard let keys = reader.mapping("late_fee", .lateFee) else { return nil }
        enum YearEnd: String, CaseIterable { case open, closed }
        fee.fine = percentage("fine", keys, atMost: LateFee.fineCap, law: "CDC, art. 52 § 1") ?? fee.fine
        fee.interest =
            percentage("interest", keys, atMost: LateFee.interestCap, law: "1 % a month") ?? fee.interest
        fee.interestFrom = keys.choice("interest_from") ?? fee.interestFrom
        let yearEnd: YearEnd? = keys.choice("year_end")
        fee.isYearEndClosed = yearEnd == .closed
        return fee
    }

    private func percentage(
        _ key: String, _ reader: MappingReader, atMost limit: Percentage, law: String
    ) -> Percentage? {
        guard let text = reader.text(key) else { return nil }
        guard let percentage = Percentage(parsing: text) else {
            reader.error(key, "must be a percentage, but is \(quoted(text))", hint: "such as 2% or 0.5%")
            return nil
        }
        guard percentage <= limit else {
            reader.error(
                key, "is \(quoted(text)), more than a consumer may be charged",
                hint: "at most \(limit.formatted)% (\(law))")
            return nil
        }
        return percentage
    }

    // MARK: - Holidays

    private func holidays(_ reader: MappingReader) -> [LocalHoliday] {
        guard let node = reader.node("holidays") else { return [] }
        let hint = "such as {06-24: São João, 2026-12-08: Padroeira}"
        guard case .mapping(let members) = node.content else {
            reader.error("holidays", "must be a mapping of days to names, but is \(node.kind)", hint: hint)
            return []
        }
        return members.compactMap { member in
            let name = MappingReader.join("holidays", member.key)
            guard let day = LocalHoliday.Day(parsing: member.key) else {
                report.error(
                    member.keyLine, "\(name) is no day",
                    hint: "write MM-DD for every year, or YYYY-MM-DD for one: \(hint)")
                return nil
            }
            guard let scalar = member.value.scalar, !scalar.isNull, !scalar.text.allSatisfy(\.isWhitespace) else {
                report.error(member.value.line, "\(name) has no name", hint: hint)
                return nil
            }
            return LocalHoliday(day: day, name: scalar.text)
        }
    }

    // MARK: - Good history

    private func goodHistory(_ reader: MappingReader) -> GoodHistory? {
        guard let text = reader.text("good_history") else { return nil }
        if text == "never" { return .never }
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 3, words[1] == "of", let onTime = Quantity.integer(words[0]),
            let total = Quantity.integer(words[2]), (1...1000).contains(onTime), (onTime...1000).contains(total)
        else {
            reader.error(
                "good_history", "is \(quoted(text)), which is no rule",
                hint: "such as `6 of 8`: at least six invoices paid on time, and six of every eight; or `never`")
            return nil
        }
        return GoodHistory(onTime: onTime, of: total)
    }

    // MARK: - Schedule

    private func schedule(_ reader: MappingReader) -> Schedule? {
        guard let node = reader.node("schedule") else { return nil }
        let hint = "such as {D-5: due_soon, D0: due_today, D+3: overdue}"
        guard case .mapping(let members) = node.content, !members.isEmpty else {
            reader.error("schedule", "must be a mapping of days to templates", hint: hint)
            return nil
        }
        var steps: [Schedule.Step] = []
        for member in members {
            let name = MappingReader.join("schedule", member.key)
            guard let day = Self.offset(member.key) else {
                report.error(member.keyLine, "\(name) is no day of the schedule", hint: hint)
                continue
            }
            guard let scalar = member.value.scalar, !scalar.isNull else {
                report.error(member.value.line, "\(name) must be a template's name", hint: hint)
                continue
            }
            if steps.contains(where: { $0.day == day }) {
                report.error(member.keyLine, "\(name) stands for a day that is there already")
            }
            steps.append(Schedule.Step(day: day, template: scalar.text))
        }
        return Schedule(steps)
    }

    /// `D-5`, `D0`, `D+3`: days after the due date.
    private static func offset(_ text: String) -> Int? {
        guard text.first == "D" || text.first == "d" else { return nil }
        let number = text.dropFirst()
        let digits = number.first == "+" ? number.dropFirst() : number
        guard let day = Quantity.integer(String(digits)), (-365...3650).contains(day) else { return nil }
        return day
    }

    /// Holds the schedule against the templates that exist.
    func check(_ reader: MappingReader, templates: TemplateStore) {
        guard let node = reader.node("schedule"), case .mapping(let members) = node.content else { return }
        for member in members {
            guard let scalar = member.value.scalar, !scalar.isNull else { continue }
            let word = scalar.text
            guard !templates.names.contains(word) else { continue }
            let guess = nearest(to: word, among: templates.names)
            report.error(
                member.value.line,
                "\(MappingReader.join("schedule", member.key)) names the template \(quoted(word)), which does not exist",
                hint: guess.map { "did you mean \($0)?" } ?? "templates are the files NAME.CHANNEL.mustache")
        }
    }
}
