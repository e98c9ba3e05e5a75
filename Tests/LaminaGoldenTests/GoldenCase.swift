import LaminaFiles
import LaminaTesting
import Testing

/// One model with what the real Keras says of it.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    let family: String
    let name: String
    /// The model as a model file says it.
    let text: String
    private let tensors: [String: Weights.Tensor]
    /// In the order of the file.
    private let roles: [String]

    var testDescription: String { name }

    subscript(role: String) -> [Float]? { tensors[role]?.values }

    func sizes(_ role: String) -> [Int]? { tensors[role]?.sizes }

    func require(_ role: String) throws -> [Float] {
        try #require(self[role], "\(family), case '\(name)': the file has no tensor '\(role)'")
    }

    func roles(beginning prefix: String) -> [String] { roles.filter { $0.hasPrefix(prefix) } }

    /// The tensors whose role begins with `prefix/`, under the names that follow.
    func weights(_ prefix: String) -> Weights {
        Weights(roles.filter { $0.hasPrefix(prefix + "/") }.map { role in
            let tensor = tensors[role]!
            return Weights.Tensor(name: String(role.dropFirst(prefix.count + 1)), sizes: tensor.sizes, values: tensor.values)
        })
    }

    func model() throws -> Model {
        try Model(SourceText(path: "\(PackagePaths.root)/Tests/Golden/\(family)/\(name).json", text: text))
    }
}

extension GoldenCase {
    /// Of the Keras that worked out the numbers.
    static var kerasVersion: String {
        let file = try? Safetensors(contentsOf: PackagePaths.root + "/Tests/Golden/data/graphs.safetensors")
        return file?.metadata.first { $0.key == "version of keras" }?.value ?? "of an unknown version"
    }

    /// All cases of a file that Tests/Golden/make_goldens.py wrote.
    static func all(_ family: String) -> [GoldenCase] {
        let path = PackagePaths.root + "/Tests/Golden/data/\(family).safetensors"
        let file: Safetensors
        do { file = try Safetensors(contentsOf: path) } catch { fatalError("\(error)") }
        var roles: [Substring: [String]] = [:]
        var tensors: [Substring: [String: Weights.Tensor]] = [:]
        for tensor in file.tensors {
            let parts = tensor.name.split(separator: "|", maxSplits: 1)
            roles[parts[0], default: []].append(String(parts[1]))
            tensors[parts[0], default: [:]][String(parts[1])] = tensor
        }
        return file.metadata.filter { $0.key.hasPrefix("case ") }.map { key, text in
            let name = key.dropFirst("case ".count)
            return GoldenCase(family: family, name: String(name), text: text, tensors: tensors[name]!, roles: roles[name]!)
        }
    }
}

enum PackagePaths {
    /// The package's folder.
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()
}
