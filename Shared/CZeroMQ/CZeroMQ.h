#include <errno.h>
#include <zmq.h>

/* In libzmq since 4.3.1, and in its header only among the drafts; the number is part of the ABI. */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif
