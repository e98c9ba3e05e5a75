// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "lamina",
    products: [
        .library(name: "Lamina", targets: ["Lamina"]),
        .library(name: "LaminaRuntime", targets: ["LaminaRuntime"]),
        .library(name: "LaminaSource", targets: ["LaminaSource"]),
        .library(name: "LaminaTesting", targets: ["LaminaTesting"]),
    ],
    targets: [
        .systemLibrary(name: "CJSONC", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .target(name: "CLaminaKernels", dependencies: ["COpenBLAS"]),
        .target(name: "LaminaRuntime", dependencies: ["CLaminaKernels"]),
        .target(name: "LaminaSource", dependencies: ["CJSONC"]),
        .target(name: "LaminaKit", dependencies: ["LaminaRuntime", "LaminaSource", "CLaminaKernels"]),
        .target(name: "LaminaStandardPack", dependencies: ["LaminaKit", "CLaminaKernels"]),
        .target(name: "LaminaCompiler", dependencies: ["LaminaKit"]),
        .target(name: "LaminaData", dependencies: ["LaminaKit"]),
        .target(name: "LaminaFiles", dependencies: ["LaminaRuntime", "LaminaSource"]),
        .target(name: "LaminaTraining", dependencies: ["LaminaCompiler", "LaminaData", "LaminaFiles", "LaminaKit"]),
        .target(
            name: "Lamina",
            dependencies: ["LaminaCompiler", "LaminaData", "LaminaFiles", "LaminaKit", "LaminaStandardPack", "LaminaTraining"]),
        .target(name: "LaminaTesting", dependencies: ["Lamina"]),

        .testTarget(name: "CLaminaKernelsTests", dependencies: ["CLaminaKernels"]),
        .testTarget(name: "LaminaSourceTests", dependencies: ["LaminaSource", "CJSONC"]),
        .testTarget(name: "LaminaRuntimeTests", dependencies: ["LaminaCompiler", "LaminaRuntime", "LaminaStandardPack"]),
        .testTarget(name: "LaminaCompilerTests", dependencies: ["LaminaCompiler", "LaminaStandardPack"]),
        .testTarget(name: "LaminaDataTests", dependencies: ["LaminaData"]),
        .testTarget(name: "LaminaFilesTests", dependencies: ["LaminaFiles"]),
        .testTarget(
            name: "LaminaTrainingTests",
            dependencies: ["LaminaCompiler", "LaminaData", "LaminaFiles", "LaminaStandardPack", "LaminaTraining"]),
        .testTarget(name: "LaminaTests", dependencies: ["Lamina"]),
        .testTarget(name: "LaminaTestingTests", dependencies: ["LaminaTesting"]),
        .testTarget(name: "LaminaGoldenTests", dependencies: ["LaminaTesting", "LaminaFiles", "LaminaTraining"]),
    ]
)
