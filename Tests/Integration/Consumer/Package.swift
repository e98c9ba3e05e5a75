// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "consumer",
    dependencies: [.package(name: "lamina", path: "../../..")],
    targets: [
        // Its main.swift is what the README shows: run.sh writes it.
        .executableTarget(name: "Forecast", dependencies: [.product(name: "Lamina", package: "lamina")]),
        .target(
            name: "ForecastModels", path: "models",
            plugins: [.plugin(name: "ValidateModelsInBuild", package: "lamina")])
    ]
)
