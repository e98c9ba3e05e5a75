extension Double {
    /// A place in a picture: to a tenth, and never so far off that a reader of SVG would choke.
    var place: String {
        guard isFinite else { return "0" }
        let tenths = (Swift.min(Swift.max(self, -1e6), 1e6) * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }
}
