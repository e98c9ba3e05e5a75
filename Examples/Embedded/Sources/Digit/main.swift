// Reads images of 8 by 8 pixels, 64 numbers from 0 to 16 a line, and prints the digit that each shows with its probability.
import LaminaRuntime

let model = try DigitsMLP()
var session = model.session()
var lineNumber = 0
while let line = readLine() {
    lineNumber += 1
    let pixels = line.split(separator: " ").compactMap { Float($0) }
    var image = InlineArray<64, Float>(repeating: 0)
    guard pixels.count == image.count else {
        print("line \(lineNumber): \(image.count) numbers are an image, found \(pixels.count)")
        continue
    }
    // As the model was trained: "scale" in digits-mlp.json.
    for index in image.indices { image[index] = pixels[index] * 0.0625 }
    let digits = session.predict(image: image)
    let best = digits.indices.max { digits[$0] < digits[$1] }!
    print(best, digits[best])
}
