/* plan/node.h - text of the plan as written, for showing. */
#ifndef AMAN_PLAN_NODE_H
#define AMAN_PLAN_NODE_H

#include <stddef.h>

/* Text of a chapter as written, for the chapters that no engine reads: a small tree. */
struct aman_node {
    const char *key;  /* "" in lists */
    const char *text; /* NULL for maps and lists */
    int line, column;
    struct aman_node *children;
    size_t n_children;
};

#endif
