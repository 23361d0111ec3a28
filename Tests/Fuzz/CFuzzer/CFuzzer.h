// libFuzzer as a function: the package manager gives an executable a main of its own, so libFuzzer's cannot be used.
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one)(const uint8_t *bytes, size_t count));
