extension Preprocessing {
    /// One raw input value as the model sees it.
    ///
    /// - Parameter position: the value's place in its example, row-major: the last axis runs over the columns.
    public func scaledInput(_ value: Float, position: Int) -> Float {
        let scaled = Double(value) * scale
        return Float(inputScalings.isEmpty ? scaled : inputScalings[position % inputScalings.count].scaled(scaled))
    }
}
