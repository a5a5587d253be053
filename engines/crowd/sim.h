/* engines/crowd/sim.h - inside of a simulation. Private to the engine.
 *
 * All state lies in one slab, so that a fork is one copy. An agent's hot state is one cache
 * line; what the neighbour loops read is gathered each step into arrays sorted by bin. */
#ifndef AMAN_ENGINES_CROWD_SIM_H
#define AMAN_ENGINES_CROWD_SIM_H

#include "engines/crowd/world.h"

enum crowd_stage {
    STAGE_NOT_YET,
    STAGE_HELD,      /* arrived, no room at the source */
    STAGE_TO_BANK,   /* walking to, or waiting at, a bank */
    STAGE_SERVED,    /* called to a lane */
    STAGE_TO_SEAT,   /* by the field to the gangway */
    STAGE_TO_ACCESS, /* straight to the end of the row */
    STAGE_IN_ROW,
    STAGE_SEATED,
    STAGE_ROW_OUT,   /* on the way to the gangway, or waiting there for room */
    STAGE_TO_SINK,
    STAGE_AT_SINK,   /* inside the place of departure, waiting to be taken */
    STAGE_TO_SAFETY,
    STAGE_GONE,
};

static inline bool crowd_stage_on_ground(uint8_t stage)
{
    return (stage >= STAGE_TO_BANK && stage <= STAGE_TO_ACCESS) || (stage >= STAGE_TO_SINK && stage <= STAGE_TO_SAFETY);
}

enum { CROWD_NO_FIELD = 0xFFFF };
#define CROWD_NONE UINT32_MAX /* nobody, in lists of persons */

enum crowd_flag {
    FLAG_QUEUE = 1,     /* waits: has joined the queue of its bank, or stands at its sink */
    FLAG_LEAVING = 2,   /* released from the seat, or turned back */
    FLAG_OUT = 4,       /* counted as out of viewing accommodation */
    FLAG_DIRTY = 8,     /* direction must be read again */
    FLAG_EVACUATES = 16,
    FLAG_ASTRAY = 64,   /* has come no nearer to the goal for CROWD_ASTRAY_S */
    FLAG_LATE = 32,     /* time to leave came before the seat was reached */
};

/* Hot state, one cache line. */
struct crowd_agent {
    double x, y;
    float vx, vy;
    float ex, ey;      /* way to go: unit vector, 0 when there */
    int32_t node;
    float t_m;         /* distance to go along the field */
    float reach_m;     /* half of the centre distance it keeps: the body's radius, more in a queue */
    float v_free;      /* m/s */
    float v_mean;      /* smoothed over about 3 s */
    uint16_t field;
    int8_t level;
    uint8_t stage;
    uint16_t bank;
    int16_t link;      /* stair under the feet, or -1 */
    uint8_t flags;
    uint8_t layer;     /* banks passed */
    uint8_t body_2mm;  /* radius of the body */
    uint8_t factor_200; /* speed factor of the ground, links apart */
};
_Static_assert(sizeof(struct crowd_agent) == 64, "an agent is one cache line");

struct crowd_lane {
    uint32_t person; /* CROWD_NONE: free */
    float done_s;    /* when the service ends */
};

enum { QUEUE_BINS = 64 }; /* waiting people by distance to the bank, 1 m each */

struct crowd_bank_state {
    int lanes_open;
    float factor;                /* on the service time */
    uint32_t first_lane;         /* into lanes */
    uint32_t ahead[QUEUE_BINS];  /* waiting nearer than k + 1 m, as of the last second */
};

/* A row end: where the people of one row step onto the gangway, one at a time. */
struct crowd_row_end {
    float x, y;
    int8_t level;
    bool listed;         /* in the list of those with somebody waiting */
    uint32_t head;       /* by next[], in order of time ready */
};

struct crowd_list {
    uint32_t head, tail; /* by next[] */
};

struct crowd_sink_state {
    struct crowd_list waiting;
    double per_min, credit;
};

/* Scalars of the state. */
struct crowd_state {
    uint64_t step;
    uint32_t n_active, n_in_row, n_row_ends_listed, n_log;
    uint32_t n_sorted; /* of the active ones, at the last sort */
    float moved_m;     /* since then, nobody moved farther */
    bool stale;        /* since then, somebody was put on the ground */
    bool listed;       /* it noted lists */
    uint32_t stride;   /* steps since then */
    uint32_t next_arrival, next_leave, next_event, next_react, n_react;
    bool open, all_evacuate;
    bool fresh;        /* somebody has arrived at a source since it was last tried to place people */
    int safety_field;
    struct aman_crowd_totals totals;
};

/* What the neighbour loops read, in order of bin; padded by 8. */
struct crowd_sorted {
    float *x, *y, *reach;
    float *ex, *ey; /* way they head; anticipation and force: velocity */
    float *t; /* way to go: who is nearer to the goal goes first */
    float (*rows)[4], (*pairs)[2]; /* {x, y, reach, -} and {ex, ey} once more, for those who look up single places */
};

struct crowd_range {
    uint32_t begin, end;
};

/* Whom one may see until the next sort, as differences of places, filled up with nobody to a multiple of 8. A chunk of
 * CROWD_CHUNK people has room for CROWD_LIST_MEAN each. */
enum { CROWD_LIST_MEAN = 48, CROWD_NO_LIST = 0xFFFF };
struct crowd_list_of {
    uint16_t first; /* in the chunk's room, in eights */
    uint16_t n;     /* in eights; CROWD_NO_LIST: walls are near, or too many people: look afresh in each step */
    float ex, ey;   /* way to go then: who turns farther than CROWD_LIST_TURN (cosine) looks afresh */
};
#define CROWD_LIST_TURN 0.974f   /* 13 degrees */
#define CROWD_LIST_ASIDE2 0.117f /* so far behind one (sine of 20 degrees, squared) is still listed as in front: the turn,
                                    and what both walk until the next sort */

struct aman_crowd_sim {
    const struct aman_mem *mem;
    const struct aman_crowd_world *world;
    const struct aman_crowd_model *model;
    struct aman_arena arena; /* everything but the slab */
    size_t slab_bytes;
    char *slab;
    size_t n_lanes, n_row_ends;

    /* State, in the slab. */
    struct crowd_state *state;
    struct crowd_agent *agents; /* by place: those on the ground in the order of the last sort, then newcomers,
                                   then those who are not on the ground */
    uint32_t *place_of;  /* by person */
    uint32_t *person_at; /* by place */
    int32_t *bin_of;     /* by place, as of the last sort; n_bins: off the ground */
    int16_t *lists;      /* as of the last sort; NULL: each step sorts, or our motion */
    struct crowd_list_of *list_of; /* by place */
    float *since_s;     /* joined the queue; entered the row; ready to step out */
    float *react_at_s;
    float *t_before_m;  /* way to go when last looked at whether it gets shorter */
    uint32_t *next;     /* links of the lists */
    uint32_t *in_row;
    uint32_t *react;    /* evacuation: persons by react_at_s */
    struct crowd_lane *lanes;
    struct crowd_bank_state *banks;
    struct aman_crowd_bank_count *bank_counts;
    struct aman_crowd_section_count *sections;
    struct crowd_list *held; /* per source */
    struct crowd_sink_state *sinks;
    struct crowd_row_end *row_ends;
    uint32_t *row_ends_listed;
    uint16_t *log_bank; /* services, in order */
    float *log_wait;

    /* Derived from world and model. */
    uint32_t *by_arrival, *by_leave; /* persons by time */
    uint32_t *row_end_of;            /* per person */
    int32_t **source_nodes;
    uint32_t *n_source_nodes;
    struct aman_point *lane_at; /* per lane: on the line */
    float *bank_to_bank_m;      /* from inner side of i to outer side of j */
    struct aman_point *sink_middle;
    float spacing_m; /* within which somebody ahead slows down the fastest and widest */
    double see_m;    /* how far people look; what the bins are wider is the room in which to move until the next sort */

    /* Scratch of one step. */
    struct crowd_sorted sorted;
    uint32_t sorted_capacity;
    uint32_t *bin_begin;     /* whole blocks: places; CROWD_NONE in blocks far from anybody */
    uint32_t *bin_next;      /* whole blocks: counts, then the next free place */
    uint64_t *block_held;    /* bit per block of CROWD_BLOCK bins: somebody stands in it */
    uint64_t *block_live;    /* somebody stands in it or beside it */
    uint32_t *to;            /* per active: the new place */
    int32_t *bin_now;        /* per active */
    struct crowd_agent *spare_agents;
    uint32_t *spare_persons;
    uint32_t *attention;     /* persons to look at after the move, by chunk */
    uint32_t *n_attention;
    float *chunk_moved_m;    /* longest step, by chunk */
    struct crowd_range *on_link, *above_link; /* per link, into sorted beyond n_sorted */
    uint32_t *candidate_head, *candidate_next;
    uint32_t *placed_head, *placed_next; /* by bin, by person: those put on the ground in this step */
    int32_t *placed;         /* their bins */
    uint32_t n_placed;

    /* Views, made on demand. */
    double *view_x, *view_y;
    float *view_vx, *view_vy;
    int8_t *view_level;
    uint8_t *view_queue, *view_states;
    float *waits;
};

enum { CROWD_BLOCK = 8, CROWD_CHUNK = 256, CROWD_SHARE = 128 }; /* chunks of lists, and of a move */

/* Words of 64 blocks; one bin more than there are: off the ground. */
static inline size_t crowd_block_words(const struct aman_crowd_world *world)
{
    return (size_t)world->n_bins / (64 * CROWD_BLOCK) + 1;
}

static inline struct crowd_agent *crowd_agent_of(const struct aman_crowd_sim *sim, uint32_t person)
{
    return &sim->agents[sim->place_of[person]];
}

/* The published motions, where bins are wider than sight: steps are so short that whom one sees changes little. Those
 * on stairs are looked up afresh in each step. */
static inline bool crowd_keeps_lists(const struct aman_crowd_sim *sim)
{
    return sim->model->params.motion != AMAN_CROWD_MOTION_AMAN && sim->world->n_links == 0 &&
           sim->world->see_m > sim->see_m;
}

/* The places of those in the bins [first, last), at most three. */
static inline struct crowd_range crowd_places_in(const struct aman_crowd_sim *sim, int32_t first, int32_t last)
{
    struct crowd_range range = {sim->bin_begin[first], sim->bin_begin[last]};
    return range.begin < range.end && range.end != CROWD_NONE ? range : (struct crowd_range){0, 0};
}

/* Whether somebody may stand in the bins [first, last). */
static inline bool crowd_holds_any(const struct aman_crowd_sim *sim, int32_t first, int32_t last)
{
    for (int32_t block = first / CROWD_BLOCK; block <= (last - 1) / CROWD_BLOCK; block++)
        if (sim->block_held[block / 64] >> (block % 64) & 1) return true;
    return false;
}

static inline double crowd_now(const struct aman_crowd_sim *sim)
{
    return sim->model->start_s + (double)sim->state->step * sim->model->params.step_s;
}

/* Few people: waking the other threads costs more than they save. The chunks, and so the bits, are the same. */
static inline bool crowd_worth_sharing(size_t people)
{
    return people >= 600;
}

/* Purposes of random draws, one counter range each. */
enum crowd_draw { DRAW_SERVICE = 0, DRAW_PLACE = 1u << 20, DRAW_TASTE = 1u << 21 };

/* stage.c */
void crowd_set_stage(struct aman_crowd_sim *sim, uint32_t person, enum crowd_stage stage);
void crowd_go_to_seat(struct aman_crowd_sim *sim, uint32_t person);
void crowd_go_away(struct aman_crowd_sim *sim, uint32_t person); /* to the sink, or to safety */
void crowd_turn_away(struct aman_crowd_sim *sim, uint32_t person); /* was not in when egress opened */
void crowd_attend(struct aman_crowd_sim *sim); /* what the move has led to */
void crowd_clock(struct aman_crowd_sim *sim);  /* events, releases, arrivals due by now */

/* place.c */
bool crowd_is_free(const struct aman_crowd_sim *sim, int level, double x, double y, double clearance_m);
void crowd_put(struct aman_crowd_sim *sim, uint32_t person, int level, double x, double y);
void crowd_forget_placed(struct aman_crowd_sim *sim);
void crowd_sources(struct aman_crowd_sim *sim);
void crowd_rows_in(struct aman_crowd_sim *sim);  /* each second: those who reach their seat */
void crowd_rows_out(struct aman_crowd_sim *sim); /* those who step onto the gangway */
void crowd_row_leave(struct aman_crowd_sim *sim, uint32_t person); /* from the seat into the row */
void crowd_list_push(struct aman_crowd_sim *sim, struct crowd_list *list, uint32_t person);
uint32_t crowd_list_pop(struct aman_crowd_sim *sim, struct crowd_list *list);

/* bank.c */
void crowd_choose_bank(struct aman_crowd_sim *sim, uint32_t person);
void crowd_banks_candidate(struct aman_crowd_sim *sim, uint32_t person);
void crowd_banks_serve(struct aman_crowd_sim *sim);
void crowd_banks_second(struct aman_crowd_sim *sim); /* counts, and choosing again */
bool crowd_bank_is_open(const struct aman_crowd_sim *sim, size_t bank);
int crowd_lane_of(const struct aman_crowd_sim *sim, size_t bank, uint32_t person); /* that serves them, or -1 */
struct aman_point crowd_lane_mouth(const struct aman_crowd_sim *sim, size_t bank, int lane);
void crowd_leave_bank(struct aman_crowd_sim *sim, uint32_t person);

/* sort.c */
/* Persons by time, then number: heap sort, no memory. */
void crowd_sort_by_time(const float *time_s, uint32_t *persons, uint32_t n);
/* What the neighbour loops read as of now; everyone on the ground into the order of the bins when that is due. */
void crowd_sort(struct aman_crowd_sim *sim, struct aman_tasks *tasks);
/* After the state was copied from elsewhere. */
void crowd_sort_resume(struct aman_crowd_sim *sim);

/* move.c: reads the way at the agent's node. */
void crowd_read_way(const struct aman_crowd_sim *sim, struct crowd_agent *agent);
/* Sets the node and what the agent keeps of it. */
void crowd_stand_on(const struct aman_crowd_world *world, struct crowd_agent *agent, int32_t node);
void crowd_move(struct aman_crowd_sim *sim, struct aman_tasks *tasks);
/* Every CROWD_ASTRAY_S: who gets nowhere. */
enum { CROWD_ASTRAY_S = 20 };
void crowd_notice_astray(struct aman_crowd_sim *sim);

/* Neighbours of one agent as ranges of arrays. */
struct crowd_near {
    const float *x[6], *y[6], *reach[6], *t[6], *ex[6], *ey[6];
    uint32_t n[6];
    int ranges;
    int self_range;     /* range that holds the agent itself, or -1 */
    uint32_t self;      /* its index there */
};

/* Who asks, in the coordinates of the sorted arrays. */
struct crowd_who {
    float x, y, reach, t; /* t: way to go */
    float see2;           /* square of how far one sees */
    float body_share, contact_gain;
    float ex, ey;         /* own way */
    float squeeze_share;  /* blocked for seconds: see below; 0: does not squeeze */
};

/* A wall as somebody sees it who is the origin: from a along d. */
struct crowd_screen {
    float ax, ay, dx, dy;
    float side; /* of the origin: cross(d, -a) */
};

/* Copies of the neighbours that are in sight. */
enum { CROWD_SEEN_MAX = 192 };
struct crowd_seen {
    float x[CROWD_SEEN_MAX + 8], y[CROWD_SEEN_MAX + 8], reach[CROWD_SEEN_MAX + 8], t[CROWD_SEEN_MAX + 8];
    float ex[CROWD_SEEN_MAX + 8], ey[CROWD_SEEN_MAX + 8];
};

/* kernel.inc.h, compiled once for each instruction set with the same results. */
/* Copies those nearer than see2 whom no screen hides, at most CROWD_SEEN_MAX; returns how many. */
typedef uint32_t crowd_see_fn(const struct crowd_near *near, float x, float y, float see2,
                              const struct crowd_screen *screens, int n_screens, struct crowd_seen *seen);
typedef void crowd_repulsion_fn(const struct crowd_near *near, float x, float y, float reach, float strength,
                                float range, float *rx, float *ry);
/* Free way along each of n headings (unit vectors): the least of
 *   spacing: distance less contact to those in the corridor, in front within 75 degrees, and no
 *            farther from their goal than t (they have the right of way; others do not), and
 *   touch:   way until body_share of contact with anyone, times contact_gain.
 * Who squeezes has no spacing to, and a touch of squeeze_share from, those who head another way (more
 * than about 72 degrees apart): so streams that meet do not lock for good. Who is in
 * touch already stops nobody who moves past, by less than 6 degrees towards them. */
enum { CROWD_HEADINGS = 6 };
#define CROWD_SQUEEZE 0.35f      /* 0.14 m between centres: pushing through sideways */
#define CROWD_SQUEEZE_LONG 0.2f  /* and when hardly anything has moved for about ten seconds */
typedef void crowd_gaps_fn(const struct crowd_near *near, const struct crowd_who *who, int n, const float *ex,
                           const float *ey, float *free_m);
/* The published motions move people in batches: whom each sees lies packed, so that the loops have no branches, and
 * one person's sums need not wait for another's. */
enum { CROWD_BATCH = 32, CROWD_PACK = 8192, CROWD_PACK_EACH = 1024 };
struct crowd_batch {
    uint32_t n, used;
    uint32_t slot[CROWD_BATCH];
    float x[CROWD_BATCH], y[CROWD_BATCH], reach[CROWD_BATCH]; /* in the sorted arrays' coordinates */
    float ex[CROWD_BATCH], ey[CROWD_BATCH], vx[CROWD_BATCH], vy[CROWD_BATCH], v_free[CROWD_BATCH];
    float wx[CROWD_BATCH], wy[CROWD_BATCH]; /* what walls add to the heading, or to the acceleration */
    float hx[CROWD_BATCH], hy[CROWD_BATCH], v[CROWD_BATCH]; /* heading and speed: the result */
    struct crowd_segment *walls[CROWD_BATCH];
    uint32_t n_walls[CROWD_BATCH];
    uint32_t first[CROWD_BATCH], count[CROWD_BATCH]; /* into the arrays below; a multiple of 8, filled up with nobody */
    float dx[CROWD_PACK], dy[CROWD_PACK], contact[CROWD_PACK], ox[CROWD_PACK], oy[CROWD_PACK]; /* ox, oy: velocity */
};

/* Parameters of a published motion in single precision; forces per mass. */
struct crowd_motion_params {
    float strength, range, time_gap, dt;
    float ahead_s, reaction_s;                                /* anticipation */
    float force, force_range, body, friction, grip_max, relax; /* force; grip_max: greatest friction per sliding speed */
};
/* Who notes a list: the place, how far they may see until the next sort, in front and elsewhere, and the way they go. */
struct crowd_noter {
    uint32_t self;
    float x, y, ex, ey, reach2, behind2;
};
/* Writes whom they may see; returns how many, filled up to a multiple of 8 with themselves, or CROWD_NO_LIST where there
 * is no room for them. begin: places where the ranges begin. */
typedef uint32_t crowd_note_fn(const struct crowd_near *near, const uint32_t *begin, const struct crowd_noter *who,
                               int16_t *list, uint32_t room);
/* Appends those on the list whom entry i sees, as crowd_pack_fn. */
typedef void crowd_pack_listed_fn(const struct crowd_sorted *sorted, const int16_t *list, uint32_t n,
                                  struct crowd_batch *batch, uint32_t i, float see2, float behind2, bool velocities);
/* Appends whom entry i of the batch sees: nearer than see in front, nearer than behind elsewhere, and not in the very
 * same place. */
typedef void crowd_pack_fn(const struct crowd_near *near, struct crowd_batch *batch, uint32_t i, float see2,
                           float behind2, bool velocities);
/* Headings (not yet of unit length) or, for forces, heading and speed. */
typedef void crowd_heading_fn(struct crowd_batch *batch, const struct crowd_motion_params *params);
/* Headings to unit length, and the speeds that the gaps ahead allow: 0 in contact, free at one time gap. */
typedef void crowd_speeds_fn(struct crowd_batch *batch, const struct crowd_motion_params *params);
struct crowd_kernel {
    crowd_see_fn *see;
    crowd_repulsion_fn *repulsion;
    crowd_gaps_fn *gaps;
    crowd_pack_fn *pack;
    crowd_note_fn *note;
    crowd_pack_listed_fn *pack_listed;
    crowd_heading_fn *speed_heading, *anticipation_heading, *force_step;
    crowd_speeds_fn *speeds;
};
extern const struct crowd_kernel crowd_kernel_sse2, crowd_kernel_avx2;
const struct crowd_kernel *crowd_kernel_best(void);

#endif
