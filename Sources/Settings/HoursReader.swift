import Boleto
import Domain
import Policy

/// Reads `delivery_window`, of the configuration or of an endpoint.
struct HoursReader {
    let report: Report

    /// - Returns: `nil` if it is not written, or if it is wrong, which has been reported.
    func read(_ reader: MappingReader) -> SendingHours? {
        guard let node = reader.node("delivery_window") else { return nil }
        if node.scalar?.text == "always" { return .always }
        guard let keys = mapping("delivery_window", reader), let window = window(keys, "delivery_window", reader) else {
            return nil
        }
        let spread = keys.duration("spread", in: 0...43_200_000) ?? SendingHours().spreadMilliseconds
        return SendingHours(window, kinds: kinds(keys), spreadMilliseconds: spread)
    }

    private func mapping(_ key: String, _ reader: MappingReader) -> MappingReader? {
        guard let node = reader.node(key) else { return nil }
        guard case .mapping = node.content else {
            reader.error(
                key, "must be `always`, or hours by the kind of day, but is \(node.kind)",
                hint: "such as {weekdays: 08:00-20:00, saturday: 08:00-14:00, sunday: closed, holidays: closed}")
            return nil
        }
        return reader.mapping(key, .deliveryWindow)
    }

    private func window(_ keys: MappingReader, _ key: String, _ reader: MappingReader) -> DeliveryWindow? {
        let standard = DeliveryWindow.standard
        let weekdays = hours("weekdays", keys) ?? standard[.monday]
        let saturday = hours("saturday", keys) ?? standard[.saturday]
        let sunday = hours("sunday", keys) ?? standard[.sunday]
        guard [weekdays, saturday, sunday].contains(where: { $0 != .closed }) else {
            reader.error(key, "never opens", hint: "nothing would ever be sent")
            return nil
        }
        return DeliveryWindow(
            weekdays: weekdays, saturday: saturday, sunday: sunday, holidays: holidays(keys) ?? standard.holidays)
    }

    /// Windows of kinds of template.
    private func kinds(_ reader: MappingReader) -> [MessageKind: DeliveryWindow] {
        guard let keys = reader.mapping("kinds", .windowKinds) else { return [:] }
        var windows: [MessageKind: DeliveryWindow] = [:]
        for kind in MessageKind.allCases {
            guard let node = keys.node(kind.rawValue) else { continue }
            if node.scalar?.text == "always" {
                windows[kind] = .always
            } else if let hours = mapping(kind.rawValue, keys) {
                for key in ["spread", "kinds"] where hours.isWritten(key) {
                    hours.error(key, "cannot stand here", hint: "it stands in `delivery_window` itself")
                }
                windows[kind] = window(hours, kind.rawValue, keys)
            }
        }
        return windows
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
