// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "forecast-service",
    products: [
        .library(name: "ForecastService", targets: ["ForecastService"]),
        .executable(name: "forecast-service", targets: ["forecast-service"]),
    ],
    dependencies: [
        .package(name: "lamina", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: [
        .target(
            name: "ForecastService",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Lamina", package: "lamina"),
                .product(name: "LaminaServing", package: "lamina"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "forecast-service",
            dependencies: [
                "ForecastService", .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics"),
            ],
            path: "Sources/Main"),
        .testTarget(
            name: "ForecastServiceTests",
            dependencies: ["ForecastService", .product(name: "HummingbirdTesting", package: "hummingbird")]),
    ]
)
