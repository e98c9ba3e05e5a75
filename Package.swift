// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "lamina",
    products: [
        .library(name: "Lamina", targets: ["Lamina"]),
        .library(name: "LaminaRuntime", targets: ["LaminaRuntime"]),
        .library(name: "LaminaServing", targets: ["LaminaServing"]),
        .library(name: "LaminaSource", targets: ["LaminaSource"]),
        .library(name: "LaminaTesting", targets: ["LaminaTesting"]),
        .library(name: "LaminaKit", targets: ["LaminaKit"]),
        .library(name: "LaminaStandardPack", targets: ["LaminaStandardPack"]),
        .library(name: "LaminaPictures", targets: ["LaminaPictures"]),
        .library(name: "LaminaTool", targets: ["LaminaTool"]),
        .executable(name: "lamina", targets: ["lamina"]),
        .plugin(name: "ValidateModels", targets: ["ValidateModels"]),
        .plugin(name: "ValidateModelsInBuild", targets: ["ValidateModelsInBuild"]),
        .plugin(name: "CompileModels", targets: ["CompileModels"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "CJSONC", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CLaminaKernels", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
        .target(name: "LaminaRuntime", dependencies: ["CLaminaKernels"]),
        .target(name: "LaminaServing", dependencies: ["LaminaRuntime"]),
        .target(name: "LaminaSource", dependencies: ["CJSONC"]),
        .target(name: "LaminaKit", dependencies: ["LaminaRuntime", "LaminaSource", "CLaminaKernels"]),
        .target(name: "LaminaStandardPack", dependencies: ["LaminaKit", "CLaminaKernels"]),
        .target(name: "LaminaCompiler", dependencies: ["LaminaKit"]),
        .target(name: "LaminaData", dependencies: ["CZlib", "LaminaKit"]),
        .target(name: "LaminaFiles", dependencies: ["LaminaRuntime", "LaminaSource"]),
        .target(name: "LaminaTraining", dependencies: ["LaminaCompiler", "LaminaData", "LaminaFiles", "LaminaKit"]),
        .target(name: "LaminaPictures"),
        .target(
            name: "Lamina",
            dependencies: ["LaminaCompiler", "LaminaData", "LaminaFiles", "LaminaKit", "LaminaStandardPack", "LaminaTraining"]),
        .target(name: "LaminaTesting", dependencies: ["Lamina"]),
        .target(
            name: "LaminaTool",
            dependencies: [
                "CLaminaKernels", "Lamina", "LaminaCompiler", "LaminaData", "LaminaFiles", "LaminaKit", "LaminaPictures", "LaminaStandardPack",
                "LaminaTraining",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "lamina", dependencies: ["LaminaTool"]),
        .plugin(
            name: "ValidateModels",
            capability: .command(
                intent: .custom(verb: "validate-models", description: "Check the model files of the package."), permissions: [])),
        .plugin(name: "ValidateModelsInBuild", capability: .buildTool(), dependencies: ["lamina"]),
        .plugin(name: "CompileModels", capability: .buildTool(), dependencies: ["lamina"]),
        .target(name: "Models", path: "models", exclude: ["data", "searches", "model.schema.json"], plugins: ["ValidateModelsInBuild"]),

        .testTarget(name: "CLaminaKernelsTests", dependencies: ["CLaminaKernels"]),
        .testTarget(name: "LaminaSourceTests", dependencies: ["LaminaSource", "CJSONC"]),
        .testTarget(name: "LaminaRuntimeTests", dependencies: ["CLaminaKernels", "LaminaCompiler", "LaminaRuntime", "LaminaStandardPack"]),
        .testTarget(name: "LaminaServingTests", dependencies: ["LaminaCompiler", "LaminaServing", "LaminaStandardPack"]),
        .testTarget(name: "LaminaCompilerTests", dependencies: ["LaminaCompiler", "LaminaStandardPack"]),
        .testTarget(name: "LaminaDataTests", dependencies: ["LaminaData"]),
        .testTarget(name: "LaminaFilesTests", dependencies: ["LaminaFiles"]),
        .testTarget(
            name: "LaminaTrainingTests",
            dependencies: ["LaminaCompiler", "LaminaData", "LaminaFiles", "LaminaStandardPack", "LaminaTraining"]),
        .testTarget(name: "LaminaPicturesTests", dependencies: ["LaminaPictures"]),
        .testTarget(name: "LaminaTests", dependencies: ["Lamina"]),
        .testTarget(name: "LaminaTestingTests", dependencies: ["LaminaTesting", "CLaminaKernels"]),
        .testTarget(name: "LaminaGoldenTests", dependencies: ["LaminaTesting", "LaminaFiles", "LaminaTraining"]),
        .testTarget(name: "LaminaToolTests", dependencies: ["LaminaTool"]),
        .testTarget(
            name: "CompiledModelsTests", dependencies: ["Lamina"], exclude: ["xor.safetensors", "two/ports.safetensors"], plugins: ["CompileModels"]),
    ]
)
