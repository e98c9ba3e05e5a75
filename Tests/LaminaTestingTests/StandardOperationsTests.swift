import LaminaTesting
import Testing

/// Operations on their own, those that no layer of the standard pack uses among them.
@Suite struct StandardOperationsTests {
    static let checks: [OperationCheck] = [
        OperationCheck(Subtract(), operands: [[3, 2], [3, 2]]), OperationCheck(Multiply(), operands: [[5], [5]]),
        OperationCheck(Divide(), operands: [[4], [4]], seed: 3), OperationCheck(Maximum(), operands: [[2, 9], [2, 9]]),
        OperationCheck(Minimum(), operands: [[7], [7]]), OperationCheck(Affine(scale: -1.5, offset: 0.25), operands: [[6]]),
        OperationCheck(Copy(), operands: [[3]]), OperationCheck(Sum(), operands: [[4], [4], [4]]), OperationCheck(Sum(), operands: [[4]]),
        OperationCheck(Slice(axis: 1, offset: 1, size: 2), operands: [[5]]),
        OperationCheck(Slice(axis: 2, offset: 0, size: 3), operands: [[2, 4]]),
        OperationCheck(ConcatenateTensors(axis: 2), operands: [[2, 1], [2, 5], [2, 3]]),
        OperationCheck(BatchProduct(), operands: [[9, 4], [4, 18]]), OperationCheck(BatchProduct(.leftTransposed), operands: [[4, 9], [4, 5]]),
        OperationCheck(BatchProduct(.rightTransposed), operands: [[3, 19], [6, 19]]), OperationCheck(Repeat(axis: 2, times: 3), operands: [[4, 2]]),
        OperationCheck(Transpose(order: [3, 2, 1]), operands: [[2, 17, 20]]), OperationCheck(Transpose(order: [1, 3, 2]), operands: [[3, 1, 5]]),
        OperationCheck(Softmax(), operands: [[7]]), OperationCheck(Sparsemax(), operands: [[9]], batch: 6), OperationCheck(LogSoftmax(), operands: [[2, 3]]),
    ]

    @Test(arguments: checks) func keepsItsPromises(_ check: OperationCheck) {
        #expect(check.failures() == [])
    }

    @Test func aTypeRuleThatRefusesIsReported() {
        let failures = OperationCheck(Multiply(), operands: [[3], [4]]).failures()
        #expect(failures.count == 1)
        #expect(failures.first?.contains("the type rule refuses these operands") == true)
    }
}
