// What Linux and glibc offer and Swift's own Glibc module leaves out or can't import.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// open(2), which is variadic, with O_CLOEXEC always set.
int linux_open(const char *path, int flags, mode_t mode);

/// Another descriptor of the same open file, closed in children; -1 and errno where there is none.
int linux_duplicate(int descriptor);

/// A descriptor that becomes readable when the process `pid` ends; -1 and errno where the kernel has none.
int linux_pidfd_open(pid_t pid);

/// Starts a program without any descriptor of this process: nothing to read, its output appended to `output`.
/// Signals are unblocked and set back to their defaults. Returns 0 or an error number.
int linux_spawn(pid_t *pid, char *const arguments[], char *const environment[], int output, const char *directory);

/// The environment of this process, ended by NULL.
char **linux_environment(void);
