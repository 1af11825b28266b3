import Composer
import Domain
import Settings

/// What the configuration knows of routes and templates, made for a look-up a line.
struct RoutePlan {
    /// The channel of the endpoint that each route begins with.
    private let channels: [String: Channel]
    /// The channels of each template.
    private let templates: [String: [Channel]]
    /// The templates that `auto` may stand for.
    private let scheduled: [String]

    init(_ settings: Settings) {
        let endpoints = Dictionary(
            settings.endpoints.map { ($0.endpoint.name, $0.endpoint.channel) }, uniquingKeysWith: { $1 })
        self.init(
            channels: settings.routes.compactMapValues { route in route.first.flatMap { endpoints[$0] } },
            templates: Dictionary(
                settings.templates.names.map { ($0, settings.templates.channels(of: $0)) }, uniquingKeysWith: { $1 }),
            scheduled: settings.composer.terms.schedule.steps.map(\.template))
    }

    init(channels: [String: Channel], templates: [String: [Channel]], scheduled: [String] = []) {
        self.channels = channels
        self.templates = templates
        self.scheduled = scheduled
    }

    /// Why a message could never be sent with today's configuration: it would end dead at once.
    func obstacle(template: String, route: String) -> String? {
        guard let channel = channels[route] else {
            return "route: " + Suggestion.unknown("route", route, among: channels.keys.sorted())
        }
        if templates[template]?.contains(channel) == true { return nil }
        if template == Schedule.automatic {
            // Which of them it will be depends on the day.
            if scheduled.contains(where: { templates[$0]?.contains(channel) == true }) { return nil }
            return "template: auto: none of the templates of the schedule exists for \(channel.rawValue)"
        }
        guard let known = templates[template] else {
            return "template: " + Suggestion.unknown("template", template, among: templates.keys.sorted())
        }
        return "template: \(template) exists for \(known.map(\.rawValue).joined(separator: ", ")) only, "
            + "and the route \(route) begins with \(channel.rawValue)"
    }
}
