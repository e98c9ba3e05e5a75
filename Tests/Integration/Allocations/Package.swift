// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "allocations",
    dependencies: [.package(name: "lamina", path: "../../..")],
    targets: [
        .executableTarget(name: "AllocationProbe", dependencies: [.product(name: "Lamina", package: "lamina")]),
        .executableTarget(
            name: "ServingProbe",
            dependencies: [.product(name: "Lamina", package: "lamina"), .product(name: "LaminaServing", package: "lamina")]),
        .executableTarget(
            name: "RuntimeOnly", dependencies: [.product(name: "LaminaRuntime", package: "lamina")], exclude: ["xor.safetensors"],
            plugins: [.plugin(name: "CompileModels", package: "lamina")]),
    ]
)
