// SPDX-License-Identifier: Apache-2.0
//
// Owns: work on all processors at once. Must not know: what the work is.

/// Processes all inputs, results in their order: the same for any number of processors.
func concurrently<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], _ work: @escaping @Sendable (Input) throws -> Output
) async throws -> [Output] {
  try await withThrowingTaskGroup(of: (Int, Output).self) { group in
    for (index, input) in inputs.enumerated() {
      group.addTask { (index, try work(input)) }
    }
    var outputs = [Output?](repeating: nil, count: inputs.count)
    for try await (index, output) in group { outputs[index] = output }
    return outputs.compactMap { $0 }
  }
}
