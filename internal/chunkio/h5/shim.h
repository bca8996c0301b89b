// What libhdf5 offers only as macros or callbacks, made callable from Go.
// Every function is to be called with the package's lock held.
#ifndef ROI2NWB_SHIM_H
#define ROI2NWB_SHIM_H

#include "guard.h"
#include <stdint.h>
#include <stdlib.h>

// shim_quiet keeps libhdf5 from printing errors of the calling thread.
herr_t shim_quiet(void);

// shim_error writes the texts of the calling thread's error stack that say
// most, outermost and innermost, to buf. Empty where there is no error.
void shim_error(char *buf, size_t size);

// shim_register teaches libhdf5 to hand out variable-length values as they are
// stored: a length and the place in a global heap (see shim_heap_ref_type), and
// to load no filters from elsewhere, which a file could ask for by number.
herr_t shim_register(void);

// shim_open opens a file for reading, as one file of its own: the properties
// say so, whatever the file says of drivers.
hid_t shim_open(const char *path);

// shim_create makes a new file, where none may be.
hid_t shim_create(const char *path);

// A list of names, each one byte of kind, 8 bytes of address (of what a hard link
// leads to), the name and a NUL.
typedef struct {
    char  *data;
    size_t len, cap;
} shim_names;

// The kinds of links, and of what hard links lead to.
enum {
    KIND_GROUP    = 'g',
    KIND_DATASET  = 'd',
    KIND_OTHER    = 'o',
    KIND_HARD     = 'h', // whatever it leads to
    KIND_SOFT     = 's',
    KIND_EXTERNAL = 'x'
};

herr_t shim_links(hid_t group, shim_names *out);
herr_t shim_attributes(hid_t group, const char *name, shim_names *out);

// shim_link_kind returns the kind of a link, hard ones not being looked behind,
// 0 where there is none, and -1 upon failure. address is set where a hard one
// leads to.
int shim_link_kind(hid_t group, const char *name, uint64_t *address);

// shim_object_kind returns the kind of what a hard link leads to, and -1 upon
// failure.
int shim_object_kind(hid_t group, const char *name);

// shim_link_target copies a soft link's target, *target being to be freed.
herr_t shim_link_target(hid_t group, const char *name, char **target);

// Types. Those returned as hid_t are to be closed.
hid_t shim_number_type(int is_float, int is_signed, size_t size, int big_endian);
hid_t shim_bool_type(void);
hid_t shim_text_type(size_t size, int ascii); // size 0: variable length
hid_t shim_reference_type(void);
hid_t shim_heap_ref_type(void);
hid_t shim_transfer_properties(size_t buffer);
int   shim_is_standard(hid_t type); // a number exactly as its class and size say
int   shim_is_bool(hid_t type);     // as h5py stores bool
int   shim_is_reference(hid_t type);

// shim_reference_path writes the path of the object that ref, read from file,
// leads to; returns its length, 0 where it has no path, -1 upon failure.
ssize_t shim_reference_path(hid_t file, uint64_t ref, char *buf, size_t size);

// shim_open_count counts what is open of all files, and types.
ssize_t shim_open_count(void);

extern const haddr_t shim_undefined;

#endif
