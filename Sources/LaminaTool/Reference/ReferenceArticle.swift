import LaminaKit

/// Everything of one kind that model files can name, as a DocC article.
struct ReferenceArticle {
    let kind: ComponentKind
    private let pages: [ReferencePage]

    init(_ kind: ComponentKind, registry: Registry) {
        self.kind = kind
        pages = registry.components(of: kind).sorted { $0.typeName < $1.typeName }.map { ReferencePage($0, registry: registry) }
    }

    /// One for each kind that the registry has, in the order in which a model file names them.
    static func all(_ registry: Registry) -> [ReferenceArticle] {
        var kinds: [ComponentKind] = []
        for component in registry.packs.flatMap(\.components) where !kinds.contains(component.kind) { kinds.append(component.kind) }
        return kinds.map { ReferenceArticle($0, registry: registry) }
    }

    var title: String {
        let words = kind.name.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
        return words.hasSuffix("s") ? words + "es" : words + "s"
    }

    var fileName: String { title.replacing(" ", with: "") + ".md" }

    var markdown: String {
        let list = pages.map { "- ``\($0.component.typeName)``".replacing("``", with: "`") + ": \($0.component.summary)" }
        let head = "# \(title)\n\nEvery \(kind) that a model file can name. Made by `lamina reference`; do not edit.\n\n## Overview\n\n"
        return head + list.joined(separator: "\n") + "\n\n## Fields\n\n" + pages.map(\.markdown).joined(separator: "\n")
    }
}
