import Linux

/// What one thread leaves for another, which is woken when something lies there.
final class Mailbox<Letter: Sendable>: Sendable {
    private let letters = Locked<[Letter]>([])
    private let wakeUp: WakeUpSignal

    init(waking wakeUp: WakeUpSignal) { self.wakeUp = wakeUp }

    func put(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        wakeUp.send()
    }

    func takeAll() -> [Letter] {
        letters.withLock { letters in
            defer { letters.removeAll() }
            return letters
        }
    }
}
