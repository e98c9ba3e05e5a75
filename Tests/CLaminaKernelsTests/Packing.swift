import CLaminaKernels

/// A k × n matrix in panels, as lamina_kernels.h says.
func packed(_ b: [Float], k: Int, n: Int) -> [Float] {
    let width = Int(lamina_panel_width())
    var result = Array(repeating: Float(0), count: Int(lamina_packed_count(Int64(k), Int64(n))))
    for row in 0..<k { for column in 0..<n { result[column / width * k * width + row * width + column % width] = b[row * n + column] } }
    return result
}

func transposed(_ b: [Float], k: Int, n: Int) -> [Float] {
    (0..<(k * n)).map { b[$0 % k * n + $0 / k] }
}

extension Workspace {
    func packedInput(_ b: [Float], k: Int, n: Int) -> lamina_ref { input(packed(b, k: k, n: n), bound: false) }
}
