import LaminaKit

/// A zip file, such as a .npz: its members as its directory names them, stored or deflated.
struct ZipArchive {
    struct Member {
        let name: String
        let isDeflated: Bool
        let checksum: UInt32
        /// As it stands in the file, and unpacked.
        let packedSize: Int
        let size: Int
        /// Where its local header begins.
        let offset: Int
    }

    let file: DataFile
    let members: [Member]

    init(_ file: DataFile) throws(Diagnostic) {
        self.file = file
        let reader = Reader(file)
        let end = try reader.end()
        guard end.offset <= reader.count, end.size <= reader.count - end.offset else { throw reader.damaged(end.place, "its directory lies outside") }
        var members: [Member] = []
        var place = end.offset
        for _ in 0..<end.members {
            guard place < end.offset + end.size else { throw reader.damaged(place, "its directory is too short") }
            let (member, next) = try reader.member(place)
            members.append(member)
            place = next
        }
        self.members = members
    }

    /// A member's bytes: where they stand in a file, the archive itself or one in memory.
    func bytes(of member: Member) throws(Diagnostic) -> (file: DataFile, range: Range<Int>) {
        let reader = Reader(file)
        let name = "\(file.path) (\(member.name))"
        guard try reader.number(member.offset, 4) == 0x0403_4B50 else { throw reader.damaged(member.offset, "'\(member.name)' does not begin here") }
        let start = member.offset + 30 + (try reader.number(member.offset + 26, 2)) + (try reader.number(member.offset + 28, 2))
        guard start <= reader.count, member.packedSize <= reader.count - start else { throw reader.damaged(member.offset, "'\(member.name)' is cut off") }
        let packed = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + member.packedSize])
        var result = (file: file, range: start..<start + member.packedSize)
        if member.isDeflated {
            guard member.size <= DataLimits.unpackedBytes else {
                throw Diagnostic(
                    DataCode.compressedSize, "unpacked it is larger than the limit of \(DataLimits.unpackedBytes) bytes: save it with numpy.savez, not compressed",
                    path: name)
            }
            let unpacked = try Gzip.unpacked(deflated: packed, count: member.size, path: name)
            result = (DataFile(path: file.path, unpacked), 0..<unpacked.count)
        }
        guard Gzip.checksum(UnsafeRawBufferPointer(rebasing: result.file.bytes[result.range])) == member.checksum else {
            throw Diagnostic(DataCode.compressed, "the checksum is wrong: the archive is damaged", path: name)
        }
        return result
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        let path: String

        init(_ file: DataFile) {
            bytes = file.bytes
            path = file.path
        }

        var count: Int { bytes.count }

        func damaged(_ place: Int, _ message: String) -> Diagnostic {
            Diagnostic(DataCode.zip, "byte \(place): the archive is damaged: \(message)", path: path)
        }

        func number(_ offset: Int, _ size: Int) throws(Diagnostic) -> Int {
            guard offset >= 0, offset <= count - size else { throw damaged(count, "it ends too early") }
            let value = (0..<size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[offset + $1]) }
            guard let number = Int(exactly: value) else { throw damaged(offset, "a size is absurd") }
            return number
        }

        /// The end record: how many members the directory has, and where it is.
        func end() throws(Diagnostic) -> (place: Int, members: Int, offset: Int, size: Int) {
            let first = max(0, count - 22 - 0xFFFF)
            guard count >= 22, let place = (first...count - 22).last(where: { matches($0, 0x0605_4B50) }) else {
                throw Diagnostic(DataCode.zip, "no zip archive: it has no directory at its end", path: path)
            }
            let (members, size, offset) = (try number(place + 10, 2), try number(place + 12, 4), try number(place + 16, 4))
            guard members == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF, place >= 20, matches(place - 20, 0x0706_4B50) else {
                return (place, members, offset, size)
            }
            let large = try number(place - 12, 8)
            guard large <= count - 56, matches(large, 0x0606_4B50) else { throw damaged(place, "its large directory is not where it says") }
            return (place, try number(large + 32, 8), try number(large + 48, 8), try number(large + 40, 8))
        }

        private func matches(_ offset: Int, _ signature: UInt32) -> Bool {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) == signature
        }

        /// One entry of the directory, and where the next begins.
        func member(_ place: Int) throws(Diagnostic) -> (Member, next: Int) {
            guard try number(place, 4) == 0x0201_4B50 else { throw damaged(place, "no entry of the directory") }
            let (flags, method) = (try number(place + 8, 2), try number(place + 10, 2))
            let (nameLength, extraLength) = (try number(place + 28, 2), try number(place + 30, 2))
            let next = place + 46 + nameLength + extraLength + (try number(place + 32, 2))
            guard next <= count else { throw damaged(place, "its directory is cut off") }
            guard let name = String(validating: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self) else {
                throw damaged(place + 46, "a member's name is not UTF-8")
            }
            guard flags & 1 == 0, method == 0 || method == 8 else {
                throw Diagnostic(DataCode.zip, "'\(name)' is encrypted or compressed in a way (\(method)) that is not known", path: path)
            }
            var sizes = [try number(place + 24, 4), try number(place + 20, 4), try number(place + 42, 4)]
            try readLarge(&sizes, extra: place + 46 + nameLength, length: extraLength)
            guard method == 8 || sizes[0] == sizes[1] else { throw damaged(place, "'\(name)' has two sizes") }
            let member = Member(
                name: name, isDeflated: method == 8, checksum: UInt32(try number(place + 16, 4)), packedSize: sizes[1], size: sizes[0], offset: sizes[2])
            return (member, next)
        }

        /// Size, packed size and offset of more than 32 bits stand in a field of their own.
        private func readLarge(_ sizes: inout [Int], extra: Int, length: Int) throws(Diagnostic) {
            guard sizes.contains(0xFFFF_FFFF) else { return }
            var place = extra
            while place + 4 <= extra + length {
                let (tag, size) = (try number(place, 2), try number(place + 2, 2))
                if tag == 1 {
                    var value = place + 4
                    for index in sizes.indices where sizes[index] == 0xFFFF_FFFF {
                        guard value + 8 <= place + 4 + size else { throw damaged(place, "a size is missing") }
                        sizes[index] = try number(value, 8)
                        value += 8
                    }
                    return
                }
                place += 4 + size
            }
            throw damaged(extra, "a size is missing")
        }
    }
}
