// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "third-party",
    products: [
        .library(name: "HighwayPack", targets: ["HighwayPack"]),
        .executable(name: "highway-tool", targets: ["highway-tool"]),
    ],
    dependencies: [.package(name: "lamina", path: "../../..")],
    targets: [
        .target(name: "HighwayPack", dependencies: [.product(name: "LaminaStandardPack", package: "lamina")]),
        .executableTarget(
            name: "highway-tool", dependencies: ["HighwayPack", .product(name: "LaminaTool", package: "lamina")]),
        .plugin(name: "ValidateCarry", capability: .buildTool(), dependencies: ["highway-tool"]),
        .target(name: "CarryModels", path: "models", plugins: ["ValidateCarry"]),
        .testTarget(
            name: "HighwayPackTests", dependencies: ["HighwayPack", .product(name: "LaminaTesting", package: "lamina")]),
    ]
)
