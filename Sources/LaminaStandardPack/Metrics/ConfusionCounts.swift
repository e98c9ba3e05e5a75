import LaminaKit

/// True and false positives and negatives at each of some thresholds.
struct ConfusionCounts: Sendable {
    private(set) var truePositives: [Double] = []
    private(set) var falsePositives: [Double] = []
    private(set) var trueNegatives: [Double] = []
    private(set) var falseNegatives: [Double] = []

    /// - Parameter totals: what `ThresholdCounts` counted, `[2 · (thresholds + 1)]`.
    init(_ totals: some Collection<Double>) {
        let counts = Array(totals)
        let buckets = counts.count / 2
        (truePositives, falseNegatives) = Self.aboveAndBelow(counts[..<buckets])
        (falsePositives, trueNegatives) = Self.aboveAndBelow(counts[buckets...])
    }

    /// How many exceed each threshold, and how many do not.
    private static func aboveAndBelow(_ buckets: ArraySlice<Double>) -> (above: [Double], below: [Double]) {
        let sum = buckets.reduce(0, +)
        var below: [Double] = []
        var seen = 0.0
        for count in buckets.dropLast() {
            seen += count
            below.append(seen)
        }
        return (below.map { sum - $0 }, below)
    }

    var precision: [Double] { zip(truePositives, falsePositives).map { share($0, of: $0 + $1) } }
    /// Also called sensitivity.
    var recall: [Double] { zip(truePositives, falseNegatives).map { share($0, of: $0 + $1) } }
    var specificity: [Double] { zip(trueNegatives, falsePositives).map { share($0, of: $0 + $1) } }
}

/// `part / whole`, 0 where the whole is 0.
func share(_ part: Double, of whole: Double) -> Double { whole == 0 ? 0 : part / whole }

/// The fields and rules of metrics that compare predictions with thresholds.
struct ThresholdOptions: Sendable {
    let thresholds: ThresholdCounts.Thresholds
    let topK: Int?
    let classID: Int?

    init(_ thresholds: ThresholdCounts.Thresholds, topK: Int? = nil, classID: Int? = nil) {
        self.thresholds = thresholds
        self.topK = topK
        self.classID = classID
    }

    func check(_ name: String, prediction: Shape, target: Shape) throws(LayerError) {
        try requireTarget(prediction, prediction, target, name)
        let classes = prediction.features ?? 1
        if let classID, classID >= classes {
            throw LayerError("metric '\(name)': class_id \(classID) is none of the prediction's \(classes) classes", remedy: "classes count from 0")
        }
        if let topK, topK > classes { throw LayerError("metric '\(name)': top_k \(topK) is more than the prediction's \(classes) classes") }
    }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(ThresholdCounts(thresholds: thresholds, topK: topK, classID: classID), prediction, target)
    }
}

extension Fields {
    /// What a metric is called in histories; two of one type need two names.
    mutating func metricName(_ defaultName: String) -> String {
        let name = string("name", default: defaultName, "The name in histories and progress lines.")
        if name.isEmpty { report("'name' must not be empty", at: "name") }
        return name
    }

    /// `thresholds`, one number or ascending ones; `otherwise` where the file says nothing.
    mutating func thresholds(otherwise: Float) -> ThresholdCounts.Thresholds {
        let most = ThresholdCounts.maximumListed
        let range = NumberRange(from: 0, to: 1)
        let type = FieldType.optional(.either([.number(range), .array(of: .number(range), count: 1...most)]))
        guard let node = node("thresholds", type, summary: "What a prediction of 1 is greater than; with several, one number for each."),
            !node.isNull
        else { return .listed([otherwise]) }
        let elements = node.kind == .array ? node.elements : [node]
        let values = elements.compactMap(\.double).filter(range.contains)
        guard (1...most).contains(elements.count), values.count == elements.count else {
            report("field 'thresholds' must be \(type), found \(node.snippet)", at: "thresholds")
            return .listed([otherwise])
        }
        guard zip(values, values.dropFirst()).allSatisfy(<) else {
            report("'thresholds' must be ascending, found \(node.snippet)", at: "thresholds")
            return .listed([otherwise])
        }
        return areEven(values) ? .even(count: values.count, allExceedFirst: false) : .listed(values.map { Float($0) })
    }

    mutating func classID() -> Int? {
        optionalInteger("class_id", in: 0...Fields.largestInteger, "The only class that counts, from 0; all where absent.")
    }
}

/// Whether these are 0, 1/(n − 1) … 1: Keras compares those by buckets.
func areEven(_ thresholds: [Double]) -> Bool {
    guard thresholds.count >= 3 else { return false }
    return thresholds.enumerated().allSatisfy { index, value in
        let even = Double(Float(index) / Float(thresholds.count - 1))
        return abs(value - even) <= 1e-7 + 1e-5 * abs(even)
    }
}
