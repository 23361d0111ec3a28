import CFuzzer
import Fuzzing
import Glibc
import Linux

// libFuzzer over one target. ALUR_FUZZ_TARGET names the target; with ALUR_FUZZ_SEEDS its seeds are written into that folder, and that is all.

/// The target that was asked for; without one the process says which there are, and ends.
private let chosen: FuzzTarget = {
    guard let name = getenv("ALUR_FUZZ_TARGET"), let target = FuzzTarget.named(String(cString: name)) else {
        stop("Say what to fuzz: ALUR_FUZZ_TARGET is one of \(FuzzTarget.all.map(\.name).joined(separator: ", ")).")
    }
    return target
}()

private func stop(_ sentence: String) -> Never {
    print(sentence)
    exit(2)
}

/// Where the process begins: the package manager's name for `main`.
@_cdecl("alur_fuzz_main")
func begin(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
    guard let folder = getenv("ALUR_FUZZ_SEEDS") else {
        var (count, arguments) = (count, arguments)
        return LLVMFuzzerRunDriver(&count, &arguments, take)
    }
    do {
        for (number, seed) in try chosen.seeds().enumerated() { try writeFileAtomically("\(String(cString: folder))/seed-\(number)", seed) }
    } catch {
        stop("The seeds of \(chosen.name) cannot be written: \(error)")
    }
    return 0
}

/// One input; a broken promise ends the process, so that libFuzzer keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
func take(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try chosen.run([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        print("BROKEN: \(error)")
        fflush(nil)
        abort()
    }
    return 0
}
