/*
 * sanitize_early.c
 *		Starts AddressSanitizer before anything else in a server process.
 *
 * Built with -z initfirst and preloaded beside libasan. Without it libasan
 * starts at the first malloc(), which may be inside bindtextdomain() (called
 * when libgpg-error is loaded); there it asks for a message of its own, takes
 * the lock a second time, and the process waits for itself for ever.
 */
#include <stdlib.h>

static void __attribute__((constructor))
start_early(void)
{
	void *volatile first = malloc(1);

	free(first);
}
