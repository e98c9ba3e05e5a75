// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "service",
    dependencies: [.package(name: "lamina", path: "../../..")],
    targets: [
        .executableTarget(
            name: "Service", dependencies: [.product(name: "LaminaRuntime", package: "lamina")], exclude: ["xor.safetensors"],
            plugins: [.plugin(name: "CompileModels", package: "lamina")])
    ]
)
