import Boleto
import Policy

/// Reads `delivery_window`, of the configuration or of an endpoint.
struct HoursReader {
    let report: Report

    /// - Returns: `nil` if it is not written, or if it is wrong, which has been reported.
    func read(_ reader: MappingReader) -> SendingHours? {
        guard let node = reader.node("delivery_window") else { return nil }
        if node.scalar?.text == "always" { return .always }
        guard case .mapping = node.content else {
            reader.error(
                "delivery_window", "must be `always`, or hours by the kind of day, but is \(node.kind)",
                hint: "such as {weekdays: 08:00-20:00, saturday: 08:00-14:00, sunday: closed, holidays: closed}")
            return nil
        }
        guard let keys = reader.mapping("delivery_window", .deliveryWindow) else { return nil }
        let standard = DeliveryWindow.standard
        let weekdays = hours("weekdays", keys) ?? standard[.monday]
        let saturday = hours("saturday", keys) ?? standard[.saturday]
        let sunday = hours("sunday", keys) ?? standard[.sunday]
        guard [weekdays, saturday, sunday].contains(where: { $0 != .closed }) else {
            reader.error("delivery_window", "never opens", hint: "nothing would ever be sent")
            return nil
        }
        let window = DeliveryWindow(
            weekdays: weekdays, saturday: saturday, sunday: sunday, holidays: holidays(keys) ?? standard.holidays)
        let spread = keys.duration("spread", in: 0...43_200_000) ?? SendingHours().spreadMilliseconds
        return SendingHours(window, spreadMilliseconds: spread)
    }

    private func holidays(_ reader: MappingReader) -> DeliveryWindow.Holidays? {
        if reader.node("holidays")?.scalar?.text == "as-weekday" { return .asWeekday }
        return hours("holidays", reader).map { .hours($0) }
    }

    /// One interval or a list of them.
    private func hours(_ key: String, _ reader: MappingReader) -> DeliveryWindow.Hours? {
        let texts = reader.texts(key).map(\.text)
        guard !texts.isEmpty else { return nil }
        do throws(HoursError) {
            return try DeliveryWindow.Hours(parsing: texts.joined(separator: ", "))
        } catch {
            reader.error(key, "is \(quoted(texts.joined(separator: ", ")))", hint: error.description)
            return nil
        }
    }
}
