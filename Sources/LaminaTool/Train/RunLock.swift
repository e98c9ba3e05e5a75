import LaminaFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps a run's folder for one training. The system lets go of it with the process, however that ends.
struct RunLock {
    private let descriptor: Int32

    /// - Throws: `FileError` where another training holds the folder, or where the folder cannot be written.
    init(folder: String) throws(FileError) {
        let path = "\(folder)/.lock"
        try AtomicFile.makeFolder(of: path)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(path: folder, "cannot write into the folder: \(String(cString: strerror(errno)))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let problem = isHeld ? "another training writes here now: wait for it, or choose another folder with --output" : String(cString: strerror(errno))
            close(descriptor)
            throw FileError(path: folder, problem)
        }
    }

    func release() {
        close(descriptor)
    }
}
