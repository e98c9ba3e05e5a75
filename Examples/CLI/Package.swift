// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "predict",
    dependencies: [.package(name: "lamina", path: "../..")],
    targets: [
        .executableTarget(name: "predict", dependencies: [.product(name: "LaminaRuntime", package: "lamina")], path: "Sources/Predict")
    ]
)
