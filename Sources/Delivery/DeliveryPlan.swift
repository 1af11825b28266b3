package import Composer
package import Domain
package import Gateway
internal import Outbox
package import Policy

/// Everything the configuration says about delivery: a value that a reload replaces as a whole.
package struct DeliveryPlan: Sendable {
    /// An endpoint with its manners and the shape of its requests.
    package final class Target: Sendable {
        package let endpoint: Endpoint
        package let gateway: GatewayPlan
        package let hours: SendingHours
        let presentation: Presentation

        package init(endpoint: Endpoint, gateway: GatewayPlan, hours: SendingHours) {
            self.endpoint = endpoint
            self.gateway = gateway
            self.hours = hours
            presentation = Presentation(endpoint, gateway)
        }
    }

    package var targets: [Target]
    /// The endpoints of each route by name, in order.
    package var routes: [String: [String]]
    package var composer: Composer
    package var templates: TemplateStore

    package init(targets: [Target], routes: [String: [String]], composer: Composer, templates: TemplateStore) {
        self.targets = targets
        self.routes = routes
        self.composer = composer
        self.templates = templates
    }

    func target(named name: String) -> Target? {
        targets.first { $0.endpoint.name == name }
    }

    /// The endpoint that a message of this route goes to first.
    func firstTarget(of route: String) -> Target? {
        routes[route]?.first.flatMap(target(named:))
    }

    /// The endpoint that follows another in a route.
    func target(after name: String, in route: String) -> Target? {
        guard let names = routes[route], let index = names.firstIndex(of: name), index + 1 < names.count else {
            return nil
        }
        return target(named: names[index + 1])
    }
}

extension DeliveryPlan {
    /// When a message may go out, by the hours of its endpoint at the customer's place.
    func opening(of row: OutboxRow, _ letter: Letter, from moment: Timestamp) -> Opening {
        let hours = letter.target.hours
        guard hours.window != .always else { return Opening(start: moment, end: nil) }
        return Opening(
            of: row, hours, clock: composer.clock(for: letter.payload), calendar: composer.terms.calendar, from: moment)
    }
}

extension Presentation {
    package init(_ endpoint: Endpoint, _ gateway: GatewayPlan) {
        self.init(allowsOffers: endpoint.allowsOffers, takesImages: gateway.hasRequest(for: .qr))
    }
}
