// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "service-benchmark",
    dependencies: [
        .package(name: "forecast-service", path: "../../Examples/ForecastService"),
        .package(name: "lamina", path: "../.."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    ],
    targets: [
        .target(name: "COnnxRuntime", linkerSettings: [.linkedLibrary("dl")]),
        .executableTarget(
            name: "service-benchmark",
            dependencies: [
                "COnnxRuntime",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ForecastService", package: "forecast-service"),
                .product(name: "Lamina", package: "lamina"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            path: "Sources/ServiceBenchmark"),
    ]
)
