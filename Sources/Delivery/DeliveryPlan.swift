internal import Boleto
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
        package let warmUp: WarmUp?
        /// Whether reminders of one customer become one message; not where only approved texts may be sent.
        package let merges: Bool
        /// Where its gateway calls back; `nil`: nobody listens.
        package let callbackURL: String?
        let presentation: Presentation
        /// Whether something may have to be done before one of its requests.
        let prepares: Bool

        package init(
            endpoint: Endpoint, gateway: GatewayPlan, hours: SendingHours, warmUp: WarmUp? = nil, merges: Bool = true,
            callbackURL: String? = nil
        ) {
            self.endpoint = endpoint
            self.gateway = gateway
            self.hours = hours
            self.warmUp = warmUp
            self.merges = merges
            self.callbackURL = callbackURL
            prepares =
                gateway.precheck != nil || gateway.documentForm != .none
                || PartKind.allCases.contains { !gateway.steps(for: $0).isEmpty }
                || !gateway.steps(for: .text, byTemplate: true).isEmpty
            presentation = Presentation(endpoint, gateway)
        }
    }

    package var targets: [Target]
    /// The endpoints of each route by name, in order.
    package var routes: [String: [String]]
    /// The further routes that a message of a route is copied to, by name: those that lead to several endpoints at once.
    package var copies: [String: [String]]
    package var composer: Composer
    package var templates: TemplateStore
    /// How often one customer is written to; `nil`: as often as there is something.
    package var frequencyCap: FrequencyCap?
    /// How the billing system is asked whether an invoice is still owed; `nil`: it is not asked.
    package var confirmation: Confirming?
    package var documents: DocumentRules
    package var optOut: OptOutRules

    package init(
        targets: [Target], routes: [String: [String]], copies: [String: [String]] = [:], composer: Composer,
        templates: TemplateStore, frequencyCap: FrequencyCap? = nil, confirmation: Confirming? = nil,
        documents: DocumentRules = DocumentRules(), optOut: OptOutRules = OptOutRules()
    ) {
        self.targets = targets
        self.routes = routes
        self.copies = copies
        self.composer = composer
        self.templates = templates
        self.frequencyCap = frequencyCap
        self.confirmation = confirmation
        self.documents = documents
        self.optOut = optOut
        for target in targets { self.routes[Self.route(to: target.endpoint.name)] = [target.endpoint.name] }
    }

    /// The route of Carteiro's own that leads to one endpoint; no producer's can be called so.
    static func route(to endpoint: String) -> String { "#" + endpoint }

    static func isOwn(route: String) -> Bool { route.hasPrefix("#") }

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
    /// The day by the company's clock, as the number that the warm-up counts by.
    func today(at now: Timestamp) -> Int { composer.homeClock.time(at: now).date.dayNumber }

    /// When the company's next day begins; on a day whose clock is changed, an hour off.
    func nextDay(after now: Timestamp) -> Timestamp {
        let left = 86_400 - composer.homeClock.time(at: now).secondOfDay
        return now.advanced(byMilliseconds: Int64(left) * 1_000)
    }
}

extension DeliveryPlan.Target {
    /// By when word of what is accepted now is to have come; `nil`: none is waited for.
    func receiptDue(at now: Timestamp) -> Timestamp? {
        guard endpoint.movesOnWithoutReceipt else { return nil }
        return now.advanced(byMilliseconds: endpoint.receiptDeadlineMilliseconds)
    }
}

extension Presentation {
    package init(_ endpoint: Endpoint, _ gateway: GatewayPlan) {
        let documents: Documents =
            switch gateway.documentForm {
            case .own: .own
            case .attached: .attached
            case .none: .linked
            }
        self.init(
            allowsOffers: endpoint.allowsOffers, takesImages: gateway.hasRequest(for: .qr), documents: documents)
    }
}
