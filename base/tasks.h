/* base/tasks.h - a few threads that share loops.
 *
 * Work is cut into chunks by index, never by thread, so results do not depend on how many
 * threads there are as long as chunks do not share what they write.
 */
#ifndef AMAN_BASE_TASKS_H
#define AMAN_BASE_TASKS_H

#include "base/error.h"
#include "base/mem.h"

#include <stddef.h>

struct aman_tasks;

/* Starts `threads` (1..256) workers, the caller being one of them. */
enum aman_err aman_tasks_create(const struct aman_mem *mem, int threads, struct aman_tasks **tasks);
void aman_tasks_destroy(struct aman_tasks *tasks);
int aman_tasks_threads(const struct aman_tasks *tasks);

typedef void aman_task_fn(void *ctx, size_t begin, size_t end);

/* Calls fn on [0, n) in chunks of `chunk` (>= 1) and returns when all are done. tasks may be
 * NULL: then the caller does it all, in the same chunks. Not to be nested on one pool; one
 * caller at a time. */
void aman_tasks_for(struct aman_tasks *tasks, size_t n, size_t chunk, aman_task_fn *fn, void *ctx);

#endif
