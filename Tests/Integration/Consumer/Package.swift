// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "consumer",
    dependencies: [.package(name: "lamina", path: "../../..")],
    targets: [
        .target(
            name: "ForecastModels", path: "models",
            plugins: [.plugin(name: "ValidateModelsInBuild", package: "lamina")])
    ]
)
