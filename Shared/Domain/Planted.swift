#if PLANTED
    import Glibc
    import Synchronization

    /// Bugs that can be switched on, one at a time, to show that the simulator finds them.
    ///
    /// They are only in a build made with `ALUR_PLANTED=1` (`make simulate-bugs`), in a folder of its own; any other build holds nothing of them.
    public enum Planted: String, CaseIterable, Sendable {
        // The engine.
        case skipDedupe, cursorOutsideTransaction, replyBeforeCommit, positionBehind, clockRunsBack, grantNeverExpires
        case ignoreAfter, passOverUnhurried, swallowRejection, dropParked, forgetEffects
        // Tasks, in every service that has them.
        case actTwice, actForAnother, keepWithdrawnTask
        // Intake.
        case numberBeforeDecision, yearOfGreenwich, letterTwice, caseTwice
        // Approvals.
        case anyVersion, reuseVoidedNumber
        // Drafting.
        case clockInApply, collectTooEarly
        // Archival.
        case sealWithoutFile, fetchTwice
        // Routing.
        case keepVoidParaf, returnAnywhere, skipAct, dropLateAct, cancelLeavesTasks

        private static let current = Atomic<Int>(-1)
        private static let counter = Atomic<Int>(0)

        /// Whether this is the bug that is in the code now.
        public static func isOn(_ bug: Planted) -> Bool { current.load(ordering: .relaxed) == allCases.firstIndex(of: bug) }

        /// Puts a bug into the code, in the place of the one before.
        public static func plant(_ bug: Planted?) { current.store(bug.flatMap { allCases.firstIndex(of: $0) } ?? -1, ordering: .relaxed) }

        /// The next number, which is taken even if nothing comes of it; within one run.
        public static func take(_ next: Int) -> Int {
            taken.withLock { taken in
                let number = max(next, (taken[pthread_self()] ?? 0) + 1)
                taken[pthread_self()] = number
                return number
            }
        }

        /// A run begins on this thread.
        public static func begin() { taken.withLock { $0[pthread_self()] = nil } }

        private static let taken = Mutex<[pthread_t: Int]>([:])

        /// Another number each time, as a clock gives.
        public static func tick() -> Int { counter.add(1, ordering: .relaxed).newValue }
    }
#endif
