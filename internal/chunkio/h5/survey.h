// What survey.go needs of libhdf5 beyond the shim. Every function is to be
// called with the package's lock held.
#ifndef ROI2NWB_SURVEY_H
#define ROI2NWB_SURVEY_H

#include "shim.h"

// Records of what is listed, one after another, up to limits. A link is its
// kind (one byte), the address of what a hard one leads to (8 bytes), and
// three strings: its name, and where others lead to: the path, and the file.
// An attribute is its name.
typedef struct {
    char  *data;
    size_t len, cap;
    size_t most_bytes, most_records;
    size_t records;
    int    full; // whether more was there than the limits allow
} survey_list;

herr_t survey_links(hid_t group, survey_list *out);
herr_t survey_attributes(hid_t object, survey_list *out);

// survey_object tells the kind of an open object and its address.
int survey_object(hid_t object, uint64_t *address);

// survey_is_region tells whether a type is a reference to a region.
int survey_is_region(hid_t type);

// survey_virtual_space returns the shape of a virtual dataset, to be closed,
// without a look at the files that it is made of; -1 where it has no parts.
hid_t survey_virtual_space(hid_t plist);

#endif
