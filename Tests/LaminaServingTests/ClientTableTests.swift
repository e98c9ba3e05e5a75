import Testing

@testable import LaminaServing

@Suite struct ClientTableTests {
    /// One call from its beginning to its end.
    ///
    /// - Returns: the clients that were evicted for it.
    private func run(_ key: Int, in table: inout ClientTable<Int>, at time: Duration = .zero, succeeds: Bool = true) -> [Int] {
        guard case .started(let client) = table.begin(key, createsClient: true) else { preconditionFailure("client \(key) cannot begin") }
        if succeeds { [UInt8(1)].withUnsafeBytes { client.setState($0) } }
        var evicted: [StreamingClient<Int>] = []
        let next = table.end(client, at: time, evicting: &evicted)
        precondition(next == nil)
        return evicted.map(\.key)
    }

    /// However many there are, they are freed one after the other, not one within the other.
    @Test func manyClientsAreFreed() {
        let count = 300_000
        var table: ClientTable<Int>? = ClientTable(maximumCount: count)
        for key in 0..<count { precondition(run(key, in: &table!).isEmpty) }
        #expect(run(count, in: &table!) == [0])
        #expect(table?.count == count)
        table = nil
    }

    @Test func theOldestOfThoseWithAStateGoes() {
        var table = ClientTable<Int>(maximumCount: 2)
        #expect(run(1, in: &table, at: .seconds(1)) == [])
        #expect(run(2, in: &table, at: .seconds(2)) == [])
        #expect(run(3, in: &table, at: .seconds(3), succeeds: false) == [])
        #expect(!table.contains(3) && table.count == 2)
        #expect(run(1, in: &table, at: .seconds(4)) == [])
        #expect(run(3, in: &table, at: .seconds(5)) == [2])
        #expect(table.contains(1) && table.contains(3) && table.count == 2)
        let expired = table.evict(notUsedSince: .seconds(4))
        #expect(expired.map(\.key) == [1])
        #expect(table.contains(3) && table.count == 1)
    }

    /// A call that is cancelled before it has come is marked, whether or not there is a client.
    @Test(arguments: [1, 2]) func aCallIsCancelledBeforeItComes(_ key: Int) {
        var table = ClientTable<Int>(maximumCount: 2)
        _ = run(1, in: &table)
        let call = ClientTable<Int>.Call(())
        let continuation = table.cancel(call, of: key)
        #expect(continuation == nil && call.isCancelled)
    }
}
