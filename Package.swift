// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "carteiro",
    products: [.executable(name: "carteiro", targets: ["carteiro"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    ],
    targets: [
        // Each target may import only those above it.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(name: "QRCode", dependencies: ["CPNG", "CQREncode"]),
        .target(name: "Boleto"),
        .target(name: "Domain", dependencies: ["Boleto"]),
        .target(name: "Policy", dependencies: ["Boleto", "Domain"]),
        .target(name: "Mail", dependencies: ["Domain"]),
        .target(
            name: "Composer",
            dependencies: [
                "Boleto", "Domain", "QRCode", .product(name: "Mustache", package: "swift-mustache"), "Yams",
            ]
        ),
        .target(
            name: "Gateway",
            dependencies: ["Domain", "Composer", "Mail", "QRCode", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(
            name: "Outbox",
            dependencies: [
                "Domain", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(name: "Transport", dependencies: ["Domain", "CCurl"]),
        .target(name: "Delivery", dependencies: ["Policy", "Composer", "Gateway", "Outbox", "Domain", "Boleto"]),
        .target(name: "Settings", dependencies: ["Policy", "Composer", "Gateway", "Domain", "Boleto", "Yams"]),
        .target(name: "Telemetry", dependencies: ["Domain", .product(name: "Logging", package: "swift-log")]),
        .target(
            name: "Console",
            dependencies: [
                "Domain", "Gateway", "Outbox", .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(name: "FakeGateway", dependencies: ["Domain"]),
        .executableTarget(
            name: "carteiro",
            dependencies: [
                "Boleto", "Domain", "Policy", "Composer", "Gateway", "Outbox", "Transport", "Delivery", "Settings",
                "Telemetry", "FakeGateway", "QRCode", "Console",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            // The shipped templates, for the demonstration, which runs with nothing installed.
            resources: [.embedInCode("Templates")]
        ),

        .testTarget(name: "BoletoTests", dependencies: ["Boleto", "Domain"], exclude: ["Fixtures"]),
        .testTarget(name: "DomainTests", dependencies: ["Boleto", "Domain"]),
        .testTarget(name: "PolicyTests", dependencies: ["Policy", "Boleto", "Domain"], exclude: ["Fixtures"]),
        .testTarget(name: "MailTests", dependencies: ["Mail", "Domain"]),
        .testTarget(name: "QRCodeTests", dependencies: ["QRCode", "Domain"], exclude: ["Fixtures"]),
        .testTarget(name: "ComposerTests", dependencies: ["Composer", "Boleto", "Domain"], exclude: ["Fixtures"]),
        .testTarget(name: "GatewayTests", dependencies: ["Gateway", "Composer", "Domain"]),
        .testTarget(
            name: "OutboxTests",
            dependencies: [
                "Outbox", "Domain", .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "TransportTests",
            dependencies: [
                "Transport", "FakeGateway", "Domain", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "DeliveryTests",
            dependencies: ["Delivery", "Settings", "Outbox", "Policy", "Gateway", "Composer", "Domain"]
        ),
        .testTarget(
            name: "SettingsTests", dependencies: ["Settings", "Gateway", "Composer", "Domain", "Boleto"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "ConsoleTests",
            dependencies: [
                "Console", "Gateway", "Outbox", "Domain", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        // The engine against programs that were not written for it: nginx, Postfix, Kannel, moto.
        .testTarget(
            name: "RealPartTests",
            dependencies: [
                "Delivery", "Settings", "Outbox", "Transport", "Gateway", "Console", "FakeGateway", "Mail", "Domain",
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["Telemetry", "Domain", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(
            name: "CarteiroTests",
            dependencies: [
                "carteiro", "Boleto", "Domain", "Outbox", "Settings", "Composer", "Gateway", "Transport", "FakeGateway",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "Benchmark",
            dependencies: [
                "CCurl", "Delivery", "Settings", "Outbox", "Transport", "Telemetry", "Domain", "Composer", "Boleto",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Tests/Benchmark",
            exclude: ["run"]
        ),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
}
