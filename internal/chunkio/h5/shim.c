#include "shim.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdio.h>
#include <string.h>

const haddr_t shim_undefined = HADDR_UNDEF;

#ifdef __GLIBC__
// One thread at a time is in libhdf5, but which of Go's many it is changes.
// With a heap for each of them, all would grow, by a system call a page. That
// has to be said before there is a second thread.
__attribute__((constructor)) static void
share_heap(void)
{
    mallopt(M_ARENA_MAX, 1);
}
#endif

// Half of what a node of a group's index has room for. The default of 16 takes
// 544 bytes a group, of which the few members of a group in NWB fill 32.
#define GROUP_NODE_HALF 2

// Bytes, as they are in the file, that libhdf5 keeps of its structure. In memory
// a node of an index of chunks takes five times as much.
#define METADATA_BYTES (1 << 20)

// Bytes that libhdf5 keeps of what it freed, of each sort.
#define FREED_BYTES (256 << 10)

#define HEAP_REF_SIZE 16
#define HEAP_REF_TAG "roi2nwb global heap reference"

herr_t
shim_quiet(void)
{
    static _Thread_local int quiet;

    if (quiet)
        return 0;
    quiet = 1;
    return H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

typedef struct {
    char  *buf;
    size_t size, len;
} text;

static void
append(text *t, const char *s)
{
    if (s == NULL || t->len + 1 >= t->size)
        return;
    int n = snprintf(t->buf + t->len, t->size - t->len, "%s%s", t->len ? ": " : "", s);
    if (n > 0)
        t->len = t->len + (size_t)n < t->size ? t->len + (size_t)n : t->size - 1;
}

typedef struct {
    const char *outer, *inner;
} ends;

static herr_t
find_ends(unsigned n, const H5E_error2_t *e, void *p)
{
    ends *found = p;
    if (n == 0)
        found->outer = e->desc;
    // Where a filter is missing, the search for a plugin fails last, and says
    // nothing of the filter.
    if (e->maj_num != H5E_PLUGIN)
        found->inner = e->desc;
    return 0;
}

void
shim_error(char *buf, size_t size)
{
    ends found = {NULL, NULL};
    text t     = {buf, size, 0};

    buf[0] = 0;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, find_ends, &found);
    append(&t, found.outer);
    if (found.inner != found.outer)
        append(&t, found.inner);
}

// A variable-length value and shim_heap_ref_type have the same 16 bytes, so
// there is nothing to convert.
static herr_t
keep_stored(hid_t src, hid_t dst, H5T_cdata_t *cdata, size_t n, size_t stride, size_t bkg_stride, void *buf,
            void *bkg, hid_t dxpl)
{
    (void)n, (void)stride, (void)bkg_stride, (void)buf, (void)bkg, (void)dxpl;
    if (cdata->command != H5T_CONV_INIT)
        return 0;
    if (H5Tget_size(src) != HEAP_REF_SIZE || H5Tget_size(dst) != HEAP_REF_SIZE)
        return -1;
    char *tag = H5Tget_tag(dst);
    int   ours = tag != NULL && strcmp(tag, HEAP_REF_TAG) == 0;
    H5free_memory(tag);
    cdata->need_bkg = H5T_BKG_NO;
    return ours ? 0 : -1;
}

herr_t
shim_register(void)
{
    if (H5PLset_loading_state(0) < 0)
        return -1;
    hid_t  src = shim_text_type(0, 0), dst = shim_heap_ref_type();
    herr_t err = -1;

    if (src >= 0 && dst >= 0)
        err = H5Tregister(H5T_PERS_SOFT, "roi2nwb stored", src, dst, keep_stored);
    if (src >= 0)
        H5Tclose(src);
    if (dst >= 0)
        H5Tclose(dst);
    return err;
}

// access_list returns how files are opened: by plain reads and writes, with at
// most METADATA_BYTES for the indexes of chunks and the like. libhdf5 would let
// them grow to 32 MiB where there are very many chunks, and keep what it frees.
static hid_t
access_list(void)
{
    // Kept, as closing it would clear the errors of opening.
    static hid_t fapl = -1;
    hid_t        plist;
    H5AC_cache_config_t cache = {.version = H5AC__CURR_CACHE_CONFIG_VERSION};

    if (fapl >= 0)
        return fapl;
    if ((plist = H5Pcreate(H5P_FILE_ACCESS)) < 0 || H5Pset_fapl_sec2(plist) < 0 || H5Pget_mdc_config(plist, &cache) < 0 ||
        H5set_free_list_limits(FREED_BYTES, FREED_BYTES, FREED_BYTES, FREED_BYTES, FREED_BYTES, FREED_BYTES) < 0)
        return -1;
    cache.min_size = cache.initial_size = cache.max_size = METADATA_BYTES;
    if (H5Pset_mdc_config(plist, &cache) < 0)
        return -1;
    return fapl = plist;
}

hid_t
shim_open(const char *path)
{
    hid_t fapl = access_list();

    return fapl < 0 ? -1 : H5Fopen(path, H5F_ACC_RDONLY, fapl);
}

hid_t
shim_create(const char *path)
{
    hid_t fapl = access_list(), plist = H5Pcreate(H5P_FILE_CREATE), id = -1;

    if (fapl < 0 || plist < 0)
        return -1;
    if (H5Pset_sym_k(plist, GROUP_NODE_HALF, 0) >= 0)
        id = H5Fcreate(path, H5F_ACC_EXCL, plist, fapl);
    // Closing would clear the errors of creating.
    if (id >= 0)
        H5Pclose(plist);
    return id;
}

static herr_t
add_name(shim_names *out, char kind, haddr_t address, const char *name)
{
    size_t   length = strlen(name) + 1, n = 1 + sizeof(uint64_t) + length;
    uint64_t at = address;

    if (out->len + n > out->cap) {
        size_t cap  = (out->cap + n) * 2;
        char  *data = realloc(out->data, cap);
        if (data == NULL)
            return -1;
        out->data = data;
        out->cap  = cap;
    }
    out->data[out->len] = kind;
    memcpy(out->data + out->len + 1, &at, sizeof at);
    memcpy(out->data + out->len + 1 + sizeof at, name, length);
    out->len += n;
    return 0;
}

static int
kind_of_link(H5L_type_t type)
{
    switch (type) {
        case H5L_TYPE_HARD:
            return KIND_HARD;
        case H5L_TYPE_SOFT:
            return KIND_SOFT;
        default:
            return KIND_EXTERNAL;
    }
}

int
shim_object_kind(hid_t group, const char *name)
{
    H5O_info_t object;

    if (H5Oget_info_by_name2(group, name, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
        return -1;
    switch (object.type) {
        case H5O_TYPE_GROUP:
            return KIND_GROUP;
        case H5O_TYPE_DATASET:
            return KIND_DATASET;
        default:
            return KIND_OTHER;
    }
}

static herr_t
add_link(hid_t group, const char *name, const H5L_info_t *info, void *out)
{
    (void)group;
    int kind = kind_of_link(info->type);
    return add_name(out, (char)kind, kind == KIND_HARD ? info->u.address : HADDR_UNDEF, name);
}

herr_t
shim_links(hid_t group, shim_names *out)
{
    return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, add_link, out);
}

static herr_t
add_attribute(hid_t object, const char *name, const H5A_info_t *info, void *out)
{
    (void)object, (void)info;
    return add_name(out, KIND_OTHER, HADDR_UNDEF, name);
}

herr_t
shim_attributes(hid_t group, const char *name, shim_names *out)
{
    return H5Aiterate_by_name(group, name, H5_INDEX_NAME, H5_ITER_INC, NULL, add_attribute, out, H5P_DEFAULT);
}

int
shim_link_kind(hid_t group, const char *name, uint64_t *address)
{
    H5L_info_t info;

    if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) {
        // Only where there is a link did that fail.
        htri_t exists = H5Lexists(group, name, H5P_DEFAULT);
        if (exists <= 0)
            return exists;
        if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0)
            return -1;
    }
    if (info.type == H5L_TYPE_HARD)
        *address = info.u.address;
    return kind_of_link(info.type);
}

herr_t
shim_link_target(hid_t group, const char *name, char **target)
{
    H5L_info_t info;

    if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0)
        return -1;
    // One more than stored, so that a target without its NUL ends.
    if ((*target = calloc(1, info.u.val_size + 1)) == NULL)
        return -1;
    if (H5Lget_val(group, name, *target, info.u.val_size, H5P_DEFAULT) < 0) {
        free(*target);
        return -1;
    }
    return 0;
}

static hid_t
standard_number(int is_float, int is_signed, size_t size, int big)
{
    if (is_float)
        switch (size) {
            case 4:
                return big ? H5T_IEEE_F32BE : H5T_IEEE_F32LE;
            case 8:
                return big ? H5T_IEEE_F64BE : H5T_IEEE_F64LE;
            default:
                return -1;
        }
    switch (size) {
        case 1:
            return is_signed ? (big ? H5T_STD_I8BE : H5T_STD_I8LE) : (big ? H5T_STD_U8BE : H5T_STD_U8LE);
        case 2:
            return is_signed ? (big ? H5T_STD_I16BE : H5T_STD_I16LE) : (big ? H5T_STD_U16BE : H5T_STD_U16LE);
        case 4:
            return is_signed ? (big ? H5T_STD_I32BE : H5T_STD_I32LE) : (big ? H5T_STD_U32BE : H5T_STD_U32LE);
        case 8:
            return is_signed ? (big ? H5T_STD_I64BE : H5T_STD_I64LE) : (big ? H5T_STD_U64BE : H5T_STD_U64LE);
        default:
            return -1;
    }
}

hid_t
shim_number_type(int is_float, int is_signed, size_t size, int big)
{
    hid_t type = standard_number(is_float, is_signed, size, big);
    return type < 0 ? -1 : H5Tcopy(type);
}

int
shim_is_standard(hid_t type)
{
    H5T_class_t class = H5Tget_class(type);
    if (class != H5T_INTEGER && class != H5T_FLOAT)
        return 0;
    hid_t standard = standard_number(class == H5T_FLOAT, class == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_2,
                                     H5Tget_size(type), H5Tget_order(type) == H5T_ORDER_BE);
    return standard < 0 ? 0 : H5Tequal(type, standard);
}

hid_t
shim_bool_type(void)
{
    hid_t  type = H5Tenum_create(H5T_STD_I8LE);
    int8_t no = 0, yes = 1;

    if (type < 0)
        return -1;
    if (H5Tenum_insert(type, "FALSE", &no) < 0 || H5Tenum_insert(type, "TRUE", &yes) < 0) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

int
shim_is_bool(hid_t type)
{
    hid_t expected = shim_bool_type();
    if (expected < 0)
        return -1;
    htri_t equal = H5Tequal(type, expected);
    H5Tclose(expected);
    return equal;
}

hid_t
shim_text_type(size_t size, int ascii)
{
    hid_t type = H5Tcopy(H5T_C_S1);

    if (type < 0)
        return -1;
    if (H5Tset_size(type, size ? size : H5T_VARIABLE) < 0 ||
        H5Tset_cset(type, ascii ? H5T_CSET_ASCII : H5T_CSET_UTF8) < 0 ||
        (size && H5Tset_strpad(type, H5T_STR_NULLPAD) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

hid_t
shim_reference_type(void)
{
    return H5Tcopy(H5T_STD_REF_OBJ);
}

int
shim_is_reference(hid_t type)
{
    return H5Tequal(type, H5T_STD_REF_OBJ);
}

hid_t
shim_heap_ref_type(void)
{
    hid_t type = H5Tcreate(H5T_OPAQUE, HEAP_REF_SIZE);

    if (type < 0)
        return -1;
    if (H5Tset_tag(type, HEAP_REF_TAG) < 0) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

hid_t
shim_transfer_properties(size_t buffer)
{
    hid_t plist = H5Pcreate(H5P_DATASET_XFER);

    if (plist >= 0 && H5Pset_buffer(plist, buffer, NULL, NULL) < 0) {
        H5Pclose(plist);
        return -1;
    }
    return plist;
}

ssize_t
shim_reference_path(hid_t file, uint64_t ref, char *buf, size_t size)
{
    hobj_ref_t r = ref;
    hid_t      object = H5Rdereference2(file, H5P_DEFAULT, H5R_OBJECT, &r);

    if (object < 0)
        return -1;
    ssize_t n = H5Iget_name(object, buf, size);
    H5Oclose(object);
    return n;
}

ssize_t
shim_open_count(void)
{
    return H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL);
}
