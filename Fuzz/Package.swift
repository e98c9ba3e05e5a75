// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "lamina-fuzz",
    products: [
        .executable(name: "FuzzSource", targets: ["FuzzSource"]),
        .executable(name: "FuzzModel", targets: ["FuzzModel"]),
    ],
    dependencies: [.package(name: "lamina", path: "..")],
    targets: [
        .executableTarget(name: "FuzzSource", dependencies: [.product(name: "LaminaSource", package: "lamina")]),
        .executableTarget(name: "FuzzModel", dependencies: [.product(name: "Lamina", package: "lamina")]),
    ]
)
