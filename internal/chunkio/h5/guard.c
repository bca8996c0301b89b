#define GUARD_BEHIND
#include "guard.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

volatile int guard_ended;
char         guard_file[GUARD_TEXT], guard_object[GUARD_TEXT];

// The thread that is in a guarded call, and where it goes on after a crash.
static _Thread_local sigjmp_buf            way_out;
static _Thread_local volatile sig_atomic_t armed;

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
#define SIGNALS (sizeof signals / sizeof signals[0])

static struct sigaction before[SIGNALS]; // Go's
static sigset_t         usual;           // the signals that threads of Go block

// What guard_watch looks at.
static volatile unsigned     turns; // odd while a thread is in a guarded call
static volatile pthread_t    caller;
static volatile sig_atomic_t interrupting;

static void
say(const char *s, size_t n)
{
    while (n > 0) {
        ssize_t done = write(STDERR_FILENO, s, n);
        if (done <= 0 && errno != EINTR)
            return;
        if (done > 0)
            s += done, n -= (size_t)done;
    }
}

// say_name leaves out what a terminal would obey.
static void
say_name(const char *s)
{
    for (; *s; s++)
        say((unsigned char)*s < ' ' || *s == 0x7f ? "?" : s, 1);
}

// last_words ends the process like any other error of the program. It calls
// only what signal handlers may.
static void
last_words(void)
{
#define SAY(text) say(text, sizeof text - 1)
    SAY("roi2nwb: error: ");
    if (guard_file[0]) {
        SAY("\"");
        say_name(guard_file);
        SAY("\" is damaged: libhdf5 crashed while reading \"");
        say_name(guard_object);
        SAY("\"\n");
    } else
        SAY("libhdf5 crashed\n");
    _exit(1);
}

// is_interrupt tells the signal of guard_watch from others.
static int
is_interrupt(int sig, const siginfo_t *info)
{
#ifdef SI_TKILL
    return interrupting && sig == SIGBUS && info->si_code == SI_TKILL;
#else
    (void)sig, (void)info;
    return 0;
#endif
}

static void
on_signal(int sig, siginfo_t *info, void *context)
{
    if (armed && info->si_code != SI_USER) {
        armed = 0;
        siglongjmp(way_out, is_interrupt(sig, info) ? GUARD_ENDLESS : GUARD_CRASH);
    }
    // The call that was to be interrupted has ended meanwhile.
    if (is_interrupt(sig, info))
        return;
    // Go itself does not abort so: it is the heap that does, which something
    // before has corrupted.
    if (sig == SIGABRT && info->si_code != SI_USER && guard_file[0])
        last_words();
    for (size_t i = 0; i < SIGNALS; i++)
        if (signals[i] == sig)
            before[i].sa_sigaction(sig, info, context);
}

int
guard_install(void)
{
    struct sigaction ours;

    memset(&ours, 0, sizeof ours);
    sigfillset(&ours.sa_mask);
    ours.sa_sigaction = on_signal;
    ours.sa_flags     = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    if (pthread_sigmask(SIG_SETMASK, NULL, &usual) != 0)
        return -1;
    for (size_t i = 0; i < SIGNALS; i++) {
        if (sigaction(signals[i], NULL, &before[i]) != 0)
            return -1;
        // Without a handler of Go there is nothing to hand other crashes to.
        if ((before[i].sa_flags & SA_SIGINFO) && sigaction(signals[i], &ours, NULL) != 0)
            return -1;
    }
    return 0;
}

// heap_usable tells whether malloc still works: a crash inside of it leaves it
// locked, or with lists that lead nowhere. A copy of the process tries.
static int
heap_usable(void)
{
#ifdef __linux__
    // Not fork, which takes the locks of malloc itself.
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child < 0)
        return 0;
    if (child == 0) {
        for (size_t i = 0; i < SIGNALS; i++)
            signal(signals[i], SIG_DFL);
        signal(SIGALRM, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        close(STDERR_FILENO); // malloc tells its own troubles
        alarm(2);
        void *volatile p[64];
        for (size_t i = 0; i < 64; i++) {
            p[i] = malloc((size_t)40 << i % 11);
            if (p[i] == NULL)
                _exit(1);
            memset(p[i], 0, (size_t)40 << i % 11);
        }
        for (size_t i = 0; i < 64; i += 2)
            free(p[i]);
        for (size_t i = 1; i < 64; i += 2)
            free(p[i]);
        _exit(0);
    }
    int   status;
    pid_t ended;
    do
        ended = waitpid(child, &status, 0);
    while (ended < 0 && errno == EINTR);
    return ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
#else
    return 1;
#endif
}

// end_calls is where a guarded call goes on that has crashed. Where the heap
// is lost, so is the process: its next thread would wait for ever.
static void
end_calls(int how)
{
    int tries = 3; // another thread may have been in malloc

    guard_ended = how;
    turns++;
    while (!heap_usable())
        if (--tries == 0)
            last_words();
    pthread_sigmask(SIG_SETMASK, &usual, NULL);
}

void
guard_watch(double most)
{
#ifdef SI_TKILL
    static unsigned        turn;
    static struct timespec begin;
    clockid_t              clock;
    struct timespec        now;

    unsigned at = turns;
    if (at % 2 == 0 || pthread_getcpuclockid(caller, &clock) != 0 || clock_gettime(clock, &now) != 0)
        return;
    if (turn != at) {
        turn  = at;
        begin = now;
        return;
    }
    if ((double)(now.tv_sec - begin.tv_sec) + 1e-9 * (double)(now.tv_nsec - begin.tv_nsec) < most)
        return;
    interrupting = 1;
    pthread_kill(caller, SIGBUS);
#else
    (void)most; // no other thread's time is to be had
#endif
}

// A guarded function is called in the frame that a crash comes back to. Called
// by libhdf5 itself, from a callback, it leaves the guarding to whoever called
// libhdf5.
#define GUARD(type, failure, name, params, args)                                                                       \
    type guarded_##name params                                                                                         \
    {                                                                                                                  \
        if (armed)                                                                                                     \
            return name args;                                                                                          \
        if (guard_ended)                                                                                               \
            return failure;                                                                                            \
        int how = sigsetjmp(way_out, 0);                                                                               \
        if (how != 0) {                                                                                                \
            end_calls(how);                                                                                            \
            return failure;                                                                                            \
        }                                                                                                              \
        caller = pthread_self();                                                                                       \
        turns++;                                                                                                       \
        armed       = 1;                                                                                               \
        type result = name args;                                                                                       \
        armed       = 0;                                                                                               \
        turns++;                                                                                                       \
        return result;                                                                                                 \
    }

GUARD(void *, NULL, calloc, (size_t n, size_t size), (n, size))
GUARD(void *, NULL, realloc, (void *p, size_t size), (p, size))

void
guarded_free(void *p)
{
    if (armed) {
        free(p);
        return;
    }
    if (guard_ended)
        return;
    int how = sigsetjmp(way_out, 0);
    if (how != 0) {
        end_calls(how);
        return;
    }
    caller = pthread_self();
    turns++;
    armed = 1;
    free(p);
    armed = 0;
    turns++;
}

GUARD(herr_t, -1, H5Aclose, (hid_t attr_id), (attr_id))
GUARD(hid_t, -1, H5Acreate_by_name, (hid_t loc_id, const char *obj_name, const char *attr_name, hid_t type_id, hid_t space_id, hid_t acpl_id, hid_t aapl_id, hid_t lapl_id), (loc_id, obj_name, attr_name, type_id, space_id, acpl_id, aapl_id, lapl_id))
GUARD(herr_t, -1, H5Adelete_by_name, (hid_t loc_id, const char *obj_name, const char *attr_name, hid_t lapl_id), (loc_id, obj_name, attr_name, lapl_id))
GUARD(htri_t, -1, H5Aexists_by_name, (hid_t obj_id, const char *obj_name, const char *attr_name, hid_t lapl_id), (obj_id, obj_name, attr_name, lapl_id))
GUARD(hid_t, -1, H5Aget_space, (hid_t attr_id), (attr_id))
GUARD(hid_t, -1, H5Aget_type, (hid_t attr_id), (attr_id))
GUARD(herr_t, -1, H5Aiterate2, (hid_t loc_id, H5_index_t idx_type, H5_iter_order_t order, hsize_t *idx, H5A_operator2_t op, void *op_data), (loc_id, idx_type, order, idx, op, op_data))
GUARD(herr_t, -1, H5Aiterate_by_name, (hid_t loc_id, const char *obj_name, H5_index_t idx_type, H5_iter_order_t order, hsize_t *idx, H5A_operator2_t op, void *op_data, hid_t lapl_id), (loc_id, obj_name, idx_type, order, idx, op, op_data, lapl_id))
GUARD(hid_t, -1, H5Aopen, (hid_t obj_id, const char *attr_name, hid_t aapl_id), (obj_id, attr_name, aapl_id))
GUARD(hid_t, -1, H5Aopen_by_name, (hid_t loc_id, const char *obj_name, const char *attr_name, hid_t aapl_id, hid_t lapl_id), (loc_id, obj_name, attr_name, aapl_id, lapl_id))
GUARD(herr_t, -1, H5Aread, (hid_t attr_id, hid_t type_id, void *buf), (attr_id, type_id, buf))
GUARD(herr_t, -1, H5Awrite, (hid_t attr_id, hid_t type_id, const void *buf), (attr_id, type_id, buf))
GUARD(herr_t, -1, H5Dclose, (hid_t dset_id), (dset_id))
GUARD(hid_t, -1, H5Dcreate2, (hid_t loc_id, const char *name, hid_t type_id, hid_t space_id, hid_t lcpl_id, hid_t dcpl_id, hid_t dapl_id), (loc_id, name, type_id, space_id, lcpl_id, dcpl_id, dapl_id))
GUARD(herr_t, -1, H5Dget_chunk_info_by_coord, (hid_t dset_id, const hsize_t *offset, unsigned *filter_mask, haddr_t *addr, hsize_t *size), (dset_id, offset, filter_mask, addr, size))
GUARD(herr_t, -1, H5Dget_chunk_storage_size, (hid_t dset_id, const hsize_t *offset, hsize_t *chunk_bytes), (dset_id, offset, chunk_bytes))
GUARD(hid_t, -1, H5Dget_create_plist, (hid_t dset_id), (dset_id))
GUARD(haddr_t, HADDR_UNDEF, H5Dget_offset, (hid_t dset_id), (dset_id))
GUARD(hid_t, -1, H5Dget_space, (hid_t dset_id), (dset_id))
GUARD(hsize_t, 0, H5Dget_storage_size, (hid_t dset_id), (dset_id))
GUARD(hid_t, -1, H5Dget_type, (hid_t dset_id), (dset_id))
GUARD(hid_t, -1, H5Dopen2, (hid_t loc_id, const char *name, hid_t dapl_id), (loc_id, name, dapl_id))
GUARD(herr_t, -1, H5Dread, (hid_t dset_id, hid_t mem_type_id, hid_t mem_space_id, hid_t file_space_id, hid_t dxpl_id, void *buf), (dset_id, mem_type_id, mem_space_id, file_space_id, dxpl_id, buf))
GUARD(herr_t, -1, H5Dread_chunk, (hid_t dset_id, hid_t dxpl_id, const hsize_t *offset, uint32_t *filters, void *buf), (dset_id, dxpl_id, offset, filters, buf))
GUARD(herr_t, -1, H5Dset_extent, (hid_t dset_id, const hsize_t size[]), (dset_id, size))
GUARD(herr_t, -1, H5Dwrite, (hid_t dset_id, hid_t mem_type_id, hid_t mem_space_id, hid_t file_space_id, hid_t dxpl_id, const void *buf), (dset_id, mem_type_id, mem_space_id, file_space_id, dxpl_id, buf))
GUARD(herr_t, -1, H5Dwrite_chunk, (hid_t dset_id, hid_t dxpl_id, uint32_t filters, const hsize_t *offset, size_t data_size, const void *buf), (dset_id, dxpl_id, filters, offset, data_size, buf))
GUARD(herr_t, -1, H5Eset_auto2, (hid_t estack_id, H5E_auto2_t func, void *client_data), (estack_id, func, client_data))
GUARD(herr_t, -1, H5Ewalk2, (hid_t err_stack, H5E_direction_t direction, H5E_walk2_t func, void *client_data), (err_stack, direction, func, client_data))
GUARD(herr_t, -1, H5Fclose, (hid_t file_id), (file_id))
GUARD(hid_t, -1, H5Fcreate, (const char *filename, unsigned flags, hid_t fcpl_id, hid_t fapl_id), (filename, flags, fcpl_id, fapl_id))
GUARD(herr_t, -1, H5Fflush, (hid_t object_id, H5F_scope_t scope), (object_id, scope))
GUARD(hid_t, -1, H5Fget_create_plist, (hid_t file_id), (file_id))
GUARD(ssize_t, -1, H5Fget_obj_count, (hid_t file_id, unsigned types), (file_id, types))
GUARD(hid_t, -1, H5Fopen, (const char *filename, unsigned flags, hid_t fapl_id), (filename, flags, fapl_id))
GUARD(herr_t, -1, H5Gclose, (hid_t group_id), (group_id))
GUARD(hid_t, -1, H5Gcreate2, (hid_t loc_id, const char *name, hid_t lcpl_id, hid_t gcpl_id, hid_t gapl_id), (loc_id, name, lcpl_id, gcpl_id, gapl_id))
GUARD(hid_t, -1, H5Gopen2, (hid_t loc_id, const char *name, hid_t gapl_id), (loc_id, name, gapl_id))
GUARD(ssize_t, -1, H5Iget_name, (hid_t id, char *name, size_t size), (id, name, size))
GUARD(herr_t, -1, H5Lcreate_soft, (const char *link_target, hid_t link_loc_id, const char *link_name, hid_t lcpl_id, hid_t lapl_id), (link_target, link_loc_id, link_name, lcpl_id, lapl_id))
GUARD(htri_t, -1, H5Lexists, (hid_t loc_id, const char *name, hid_t lapl_id), (loc_id, name, lapl_id))
GUARD(herr_t, -1, H5Lget_info, (hid_t loc_id, const char *name, H5L_info_t *linfo, hid_t lapl_id), (loc_id, name, linfo, lapl_id))
GUARD(herr_t, -1, H5Lget_val, (hid_t loc_id, const char *name, void *buf, size_t size, hid_t lapl_id), (loc_id, name, buf, size, lapl_id))
GUARD(herr_t, -1, H5Literate, (hid_t grp_id, H5_index_t idx_type, H5_iter_order_t order, hsize_t *idx, H5L_iterate_t op, void *op_data), (grp_id, idx_type, order, idx, op, op_data))
GUARD(herr_t, -1, H5Lunpack_elink_val, (const void *ext_linkval, size_t link_size, unsigned *flags, const char **filename, const char **obj_path), (ext_linkval, link_size, flags, filename, obj_path))
GUARD(herr_t, -1, H5Oclose, (hid_t object_id), (object_id))
GUARD(herr_t, -1, H5Oget_info2, (hid_t loc_id, H5O_info_t *oinfo, unsigned fields), (loc_id, oinfo, fields))
GUARD(herr_t, -1, H5Oget_info_by_name2, (hid_t loc_id, const char *name, H5O_info_t *oinfo, unsigned fields, hid_t lapl_id), (loc_id, name, oinfo, fields, lapl_id))
GUARD(hid_t, -1, H5Oopen_by_addr, (hid_t loc_id, haddr_t addr), (loc_id, addr))
GUARD(herr_t, -1, H5PLset_loading_state, (unsigned int plugin_control_mask), (plugin_control_mask))
GUARD(herr_t, -1, H5Pclose, (hid_t plist_id), (plist_id))
GUARD(hid_t, -1, H5Pcreate, (hid_t cls_id), (cls_id))
GUARD(herr_t, -1, H5Pfill_value_defined, (hid_t plist, H5D_fill_value_t *status), (plist, status))
GUARD(int, -1, H5Pget_chunk, (hid_t plist_id, int max_ndims, hsize_t dim[]), (plist_id, max_ndims, dim))
GUARD(herr_t, -1, H5Pget_chunk_opts, (hid_t plist_id, unsigned *opts), (plist_id, opts))
GUARD(int, -1, H5Pget_external_count, (hid_t plist_id), (plist_id))
GUARD(herr_t, -1, H5Pget_fill_value, (hid_t plist_id, hid_t type_id, void *value), (plist_id, type_id, value))
GUARD(H5Z_filter_t, H5Z_FILTER_ERROR, H5Pget_filter2, (hid_t plist_id, unsigned idx, unsigned int *flags, size_t *cd_nelmts, unsigned cd_values[], size_t namelen, char name[], unsigned *filter_config), (plist_id, idx, flags, cd_nelmts, cd_values, namelen, name, filter_config))
GUARD(H5D_layout_t, H5D_LAYOUT_ERROR, H5Pget_layout, (hid_t plist_id), (plist_id))
GUARD(herr_t, -1, H5Pget_mdc_config, (hid_t plist_id, H5AC_cache_config_t *config_ptr), (plist_id, config_ptr))
GUARD(int, -1, H5Pget_nfilters, (hid_t plist_id), (plist_id))
GUARD(herr_t, -1, H5Pget_sizes, (hid_t plist_id, size_t *sizeof_addr, size_t *sizeof_size), (plist_id, sizeof_addr, sizeof_size))
GUARD(herr_t, -1, H5Pget_userblock, (hid_t plist_id, hsize_t *size), (plist_id, size))
GUARD(herr_t, -1, H5Pget_virtual_count, (hid_t dcpl_id, size_t *count), (dcpl_id, count))
GUARD(hid_t, -1, H5Pget_virtual_vspace, (hid_t dcpl_id, size_t index), (dcpl_id, index))
GUARD(herr_t, -1, H5Pset_buffer, (hid_t plist_id, size_t size, void *tconv, void *bkg), (plist_id, size, tconv, bkg))
GUARD(herr_t, -1, H5Pset_deflate, (hid_t plist_id, unsigned level), (plist_id, level))
GUARD(herr_t, -1, H5Pset_fapl_sec2, (hid_t fapl_id), (fapl_id))
GUARD(herr_t, -1, H5Pset_filter, (hid_t plist_id, H5Z_filter_t filter, unsigned int flags, size_t cd_nelmts, const unsigned int c_values[]), (plist_id, filter, flags, cd_nelmts, c_values))
GUARD(herr_t, -1, H5Pset_mdc_config, (hid_t plist_id, H5AC_cache_config_t *config_ptr), (plist_id, config_ptr))
GUARD(herr_t, -1, H5Pset_obj_track_times, (hid_t plist_id, hbool_t track_times), (plist_id, track_times))
GUARD(herr_t, -1, H5Pset_shuffle, (hid_t plist_id), (plist_id))
GUARD(herr_t, -1, H5Pset_sym_k, (hid_t plist_id, unsigned ik, unsigned lk), (plist_id, ik, lk))
GUARD(herr_t, -1, H5Rcreate, (void *ref, hid_t loc_id, const char *name, H5R_type_t ref_type, hid_t space_id), (ref, loc_id, name, ref_type, space_id))
GUARD(hid_t, -1, H5Rdereference2, (hid_t obj_id, hid_t oapl_id, H5R_type_t ref_type, const void *ref), (obj_id, oapl_id, ref_type, ref))
GUARD(herr_t, -1, H5Sclose, (hid_t space_id), (space_id))
GUARD(hid_t, -1, H5Screate_simple, (int rank, const hsize_t dims[], const hsize_t maxdims[]), (rank, dims, maxdims))
GUARD(int, -1, H5Sget_simple_extent_dims, (hid_t space_id, hsize_t dims[], hsize_t maxdims[]), (space_id, dims, maxdims))
GUARD(H5S_class_t, H5S_NO_CLASS, H5Sget_simple_extent_type, (hid_t space_id), (space_id))
GUARD(herr_t, -1, H5Sselect_hyperslab, (hid_t space_id, H5S_seloper_t op, const hsize_t start[], const hsize_t stride[], const hsize_t count[], const hsize_t block[]), (space_id, op, start, stride, count, block))
GUARD(herr_t, -1, H5Tclose, (hid_t type_id), (type_id))
GUARD(hid_t, -1, H5Tcopy, (hid_t type_id), (type_id))
GUARD(hid_t, -1, H5Tcreate, (H5T_class_t type, size_t size), (type, size))
GUARD(hid_t, -1, H5Tenum_create, (hid_t base_id), (base_id))
GUARD(herr_t, -1, H5Tenum_insert, (hid_t type, const char *name, const void *value), (type, name, value))
GUARD(htri_t, -1, H5Tequal, (hid_t type1_id, hid_t type2_id), (type1_id, type2_id))
GUARD(H5T_class_t, H5T_NO_CLASS, H5Tget_class, (hid_t type_id), (type_id))
GUARD(H5T_cset_t, H5T_CSET_ERROR, H5Tget_cset, (hid_t type_id), (type_id))
GUARD(char *, NULL, H5Tget_member_name, (hid_t type_id, unsigned membno), (type_id, membno))
GUARD(size_t, 0, H5Tget_member_offset, (hid_t type_id, unsigned membno), (type_id, membno))
GUARD(hid_t, -1, H5Tget_member_type, (hid_t type_id, unsigned membno), (type_id, membno))
GUARD(int, -1, H5Tget_nmembers, (hid_t type_id), (type_id))
GUARD(H5T_order_t, H5T_ORDER_ERROR, H5Tget_order, (hid_t type_id), (type_id))
GUARD(H5T_sign_t, H5T_SGN_ERROR, H5Tget_sign, (hid_t type_id), (type_id))
GUARD(size_t, 0, H5Tget_size, (hid_t type_id), (type_id))
GUARD(hid_t, -1, H5Tget_super, (hid_t type), (type))
GUARD(char *, NULL, H5Tget_tag, (hid_t type), (type))
GUARD(herr_t, -1, H5Tinsert, (hid_t parent_id, const char *name, size_t offset, hid_t member_id), (parent_id, name, offset, member_id))
GUARD(htri_t, -1, H5Tis_variable_str, (hid_t type_id), (type_id))
GUARD(herr_t, -1, H5Tregister, (H5T_pers_t pers, const char *name, hid_t src_id, hid_t dst_id, H5T_conv_t func), (pers, name, src_id, dst_id, func))
GUARD(herr_t, -1, H5Tset_cset, (hid_t type_id, H5T_cset_t cset), (type_id, cset))
GUARD(herr_t, -1, H5Tset_size, (hid_t type_id, size_t size), (type_id, size))
GUARD(herr_t, -1, H5Tset_strpad, (hid_t type_id, H5T_str_t strpad), (type_id, strpad))
GUARD(herr_t, -1, H5Tset_tag, (hid_t type, const char *tag), (type, tag))
GUARD(htri_t, -1, H5Zfilter_avail, (H5Z_filter_t id), (id))
GUARD(herr_t, -1, H5free_memory, (void *mem), (mem))
GUARD(herr_t, -1, H5open, (void), ())
GUARD(herr_t, -1, H5set_free_list_limits, (int reg_global_lim, int reg_list_lim, int arr_global_lim, int arr_list_lim, int blk_global_lim, int blk_list_lim), (reg_global_lim, reg_list_lim, arr_global_lim, arr_list_lim, blk_global_lim, blk_list_lim))
