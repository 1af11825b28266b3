import ArgumentParser

/// The program: one subcommand a verb of the public contract.
@main
struct Carteiro: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Program.name,
        abstract: "Deliver the messages of an outbox through HTTP endpoints.",
        discussion: """
            Every verb talks to the daemon through the outbox file alone, so all of them work while it is stopped.
            The configuration is --config FILE, else $CARTEIRO_CONFIG, else \(ConfigurationOptions.defaultPath).
            """,
        version: "\(Program.name) \(Program.version)",
        groupedSubcommands: [
            CommandGroup(
                name: "Messages",
                subcommands: [
                    EnqueueCommand.self, SettleCommand.self, ListCommand.self, ShowCommand.self, ExplainCommand.self,
                    PlanCommand.self, CancelCommand.self, RetryCommand.self, ResolveCommand.self,
                    PreviewCommand.self, InspectCommand.self, ForgetCommand.self, OptOutCommand.self, OptInCommand.self,
                ]),
            CommandGroup(
                name: "Operation",
                subcommands: [
                    RunCommand.self, DemoCommand.self, CheckCommand.self, PresetsCommand.self, SendTestCommand.self,
                    StatusCommand.self,
                    PauseCommand.self, ResumeCommand.self, BackupCommand.self, PruneCommand.self,
                ]),
        ]
    )

    // The argument parser's hook for what stands before its own messages.
    // swift-format-ignore: NoLeadingUnderscores
    static var _errorPrefix: String { "\(Program.name): " }
}
