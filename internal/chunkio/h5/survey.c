#include "survey.h"

#include <string.h>

// The most bytes of a soft or external link's target that are looked at.
#define MAX_TARGET (64 << 10)

// reserve makes room for n more bytes: 1 where there is, 0 where the limits
// forbid it, and -1 without memory.
static int
reserve(survey_list *out, size_t n)
{
    if (out->records >= out->most_records || out->len + n > out->most_bytes) {
        out->full = 1;
        return 0;
    }
    if (out->len + n > out->cap) {
        size_t cap  = (out->cap + n) * 2;
        char  *data = realloc(out->data, cap);
        if (data == NULL)
            return -1;
        out->data = data;
        out->cap  = cap;
    }
    return 1;
}

static void
put(survey_list *out, const void *data, size_t n)
{
    memcpy(out->data + out->len, data, n);
    out->len += n;
}

static void
put_string(survey_list *out, const char *s)
{
    put(out, s, strlen(s) + 1);
}

// add_link_record returns what the iteration wants: 0 to go on, 1 to stop.
static herr_t
add_link_record(survey_list *out, char kind, uint64_t address, const char *name, const char *path, const char *file)
{
    int room = reserve(out, 1 + sizeof address + strlen(name) + strlen(path) + strlen(file) + 3);
    if (room <= 0)
        return room < 0 ? -1 : 1;
    put(out, &kind, 1);
    put(out, &address, sizeof address);
    put_string(out, name);
    put_string(out, path);
    put_string(out, file);
    out->records++;
    return 0;
}

static herr_t
add_target(hid_t group, const char *name, const H5L_info_t *info, survey_list *out)
{
    const char *path = "", *file = "";
    unsigned    flags;
    char       *value = NULL;
    size_t      size  = info->u.val_size;
    char        kind  = info->type == H5L_TYPE_SOFT ? KIND_SOFT : KIND_EXTERNAL;

    if (size <= MAX_TARGET) {
        // One more than stored, so that a target without its NUL ends.
        if ((value = calloc(1, size + 1)) == NULL)
            return -1;
        if (H5Lget_val(group, name, value, size, H5P_DEFAULT) < 0)
            value[0] = 0;
        else if (info->type == H5L_TYPE_SOFT)
            path = value;
        else if (info->type == H5L_TYPE_EXTERNAL &&
                 H5Lunpack_elink_val(value, size, &flags, &file, &path) < 0)
            path = file = "";
    }
    herr_t status = add_link_record(out, kind, 0, name, path, file);
    free(value);
    return status;
}

static herr_t
add_link(hid_t group, const char *name, const H5L_info_t *info, void *out)
{
    if (info->type == H5L_TYPE_HARD)
        return add_link_record(out, KIND_HARD, info->u.address, name, "", "");
    return add_target(group, name, info, out);
}

herr_t
survey_links(hid_t group, survey_list *out)
{
    return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, add_link, out);
}

static herr_t
add_attribute(hid_t object, const char *name, const H5A_info_t *info, void *p)
{
    (void)object, (void)info;
    survey_list *out  = p;
    int          room = reserve(out, strlen(name) + 1);
    if (room <= 0)
        return room < 0 ? -1 : 1;
    put_string(out, name);
    out->records++;
    return 0;
}

herr_t
survey_attributes(hid_t object, survey_list *out)
{
    return H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, NULL, add_attribute, out);
}

int
survey_object(hid_t object, uint64_t *address)
{
    H5O_info_t info;

    if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0)
        return -1;
    *address = info.addr;
    switch (info.type) {
        case H5O_TYPE_GROUP:
            return KIND_GROUP;
        case H5O_TYPE_DATASET:
            return KIND_DATASET;
        default:
            return KIND_OTHER;
    }
}

int
survey_is_region(hid_t type)
{
    return H5Tequal(type, H5T_STD_REF_DSETREG);
}

hid_t
survey_virtual_space(hid_t plist)
{
    size_t parts = 0;

    if (H5Pget_virtual_count(plist, &parts) < 0 || parts == 0)
        return -1;
    return H5Pget_virtual_vspace(plist, 0);
}
