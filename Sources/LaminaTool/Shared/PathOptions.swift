import ArgumentParser

/// An option that names a file or folder must name one: an empty path would be the root or the working folder.
func requireNotEmpty(_ options: (name: String, path: String?)...) throws {
    for option in options where option.path?.isEmpty == true { throw ValidationError("\(option.name) must name a path, found ''") }
}
