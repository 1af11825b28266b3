import Domain

/// A request and the steps before it, made ready.
struct RequestSequence: Sendable {
    /// A step that waits for what all requests of its gateway have in common.
    struct Step: Sendable {
        var definition: StepDefinition
        var plan: RequestPlan
    }

    var plan: RequestPlan
    var steps: [Step]
    /// How a document goes along with it.
    var takesFile: Bool
}

/// Makes the requests of one gateway ready, one after the other.
struct SequenceCompiler {
    let definition: GatewayDefinition
    let userAgent: String
    var compiler: TemplateCompiler
    /// Where each cached step was written, by its name.
    private var cachedSteps: [String: String] = [:]

    init(_ definition: GatewayDefinition, userAgent: String) {
        self.definition = definition
        self.userAgent = userAgent
        compiler = TemplateCompiler(definition)
    }

    /// - Parameter available: what the request itself may use, beside what its steps capture.
    mutating func compile(_ request: RequestDefinition, _ available: Availability, place: String) -> RequestSequence {
        compiler.takesFile = false
        var available = available
        var steps: [RequestSequence.Step] = []
        available.capturedLater = Set(request.before.flatMap { $0.capture.map(\.name) })
        var ofMessages: Set<String> = []
        for step in request.before {
            check(step)
            compiler.available = step.cacheMilliseconds > 0 ? available.withoutMessage(ofMessages) : available
            let plan = compiler.compile(optional: step.isOptional) { compiler in
                RequestPlan(
                    step.request, of: definition, userAgent: userAgent, takesMail: false, compiler: &compiler,
                    place: step.place)
            }
            if let plan { steps.append(RequestSequence.Step(definition: step, plan: plan)) }
            for (name, _) in step.capture {
                if available.captured[name] != nil {
                    compiler.report("\(step.place).capture.\(name)", "is captured by a step before, too")
                }
                available.captured[name] = step.isOptional ? .maybe : .always
                available.capturedLater.remove(name)
                if step.cacheMilliseconds == 0 { ofMessages.insert(name) }
            }
        }
        compiler.available = available
        let plan = RequestPlan(
            request, of: definition, userAgent: userAgent, compiler: &compiler, place: place)
        return RequestSequence(plan: plan, steps: steps, takesFile: compiler.takesFile)
    }

    /// A question that has no steps.
    mutating func compile(question request: RequestDefinition, _ available: Availability, place: String) -> RequestPlan
    {
        compiler.available = available
        return RequestPlan(
            request, of: definition, userAgent: userAgent, takesMail: false, compiler: &compiler, place: place)
    }

    private mutating func check(_ step: StepDefinition) {
        guard step.cacheMilliseconds > 0 else { return }
        if step.capture.isEmpty {
            compiler.report(step.place, "has a cache, but captures nothing", hint: "add `capture`, or remove `cache`")
        }
        if step.isOptional {
            compiler.report(
                step.place, "has a cache and may be left out", hint: "what is the same for all messages is always made")
        }
        if let other = cachedSteps.updateValue(step.place, forKey: step.name), other != step.place {
            compiler.report(
                step.place, "is cached under the same name as another step",
                hint: "write a step of several requests under `request.defaults.before`, or give it another name")
        }
    }
}

extension Availability {
    /// What something that is the same for all messages may use.
    ///
    /// - Parameter captured: what was captured for one message.
    func withoutMessage(_ captured: Set<String>) -> Availability {
        var available = Availability()
        available.hasMessage = false
        available.captured = self.captured.filter { !captured.contains($0.key) }
        available.capturedLater = capturedLater
        available.capturedForOne = captured
        return available
    }
}
