// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "digit",
    dependencies: [.package(name: "lamina", path: "../..")],
    targets: [
        .executableTarget(
            name: "Digit", dependencies: [.product(name: "LaminaRuntime", package: "lamina")], exclude: ["digits-mlp.safetensors"],
            plugins: [.plugin(name: "CompileModels", package: "lamina")])
    ]
)
