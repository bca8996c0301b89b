// A guard around every call of libhdf5, which crashes upon some damaged files:
// a crash inside of a guarded call ends that call, and not the process.
//
// libhdf5 is not to be entered again after that: its state is unknown, and it
// may hold locks. Guarded functions then fail at once. What they had made is
// never given back.
//
// Whoever includes this header calls the guarded function by the name of the
// function. What is not listed below is not guarded; a test holds the list
// against the sources.
#ifndef ROI2NWB_GUARD_H
#define ROI2NWB_GUARD_H

#include <hdf5.h>
#include <stdlib.h>

// What ended a guarded call.
enum {
    GUARD_NOTHING = 0,
    GUARD_CRASH,  // a signal
    GUARD_ENDLESS // guard_watch
};

// guard_ended is one of the above, and the same until the process ends.
extern volatile int guard_ended;

// guard_file and guard_object are what is being read, or was read last, for the
// last words where no more can be done than to say them.
#define GUARD_TEXT 4096
extern char guard_file[GUARD_TEXT], guard_object[GUARD_TEXT];

// guard_install is to be called once, with the package's lock held. Signals
// that no guarded call causes go on to where they went before: to Go.
int guard_install(void);

// guard_watch is to be called now and then, by another thread, while a call
// takes long. It ends the call as soon as it has used more processor time
// than most seconds since the first time it was called for it. A call that
// waits, for a disk or a network, uses none.
void guard_watch(double most);

#define GUARDED(name) extern __typeof__(name) guarded_##name;
// The heap is libhdf5's, and what it corrupts.
GUARDED(calloc)
GUARDED(realloc)
GUARDED(free)
GUARDED(H5Aclose)
GUARDED(H5Acreate_by_name)
GUARDED(H5Adelete_by_name)
GUARDED(H5Aexists_by_name)
GUARDED(H5Aget_space)
GUARDED(H5Aget_type)
GUARDED(H5Aiterate2)
GUARDED(H5Aiterate_by_name)
GUARDED(H5Aopen)
GUARDED(H5Aopen_by_name)
GUARDED(H5Aread)
GUARDED(H5Awrite)
GUARDED(H5Dclose)
GUARDED(H5Dcreate2)
GUARDED(H5Dget_chunk_info_by_coord)
GUARDED(H5Dget_chunk_storage_size)
GUARDED(H5Dget_create_plist)
GUARDED(H5Dget_offset)
GUARDED(H5Dget_space)
GUARDED(H5Dget_storage_size)
GUARDED(H5Dget_type)
GUARDED(H5Dopen2)
GUARDED(H5Dread)
GUARDED(H5Dread_chunk)
GUARDED(H5Dset_extent)
GUARDED(H5Dwrite)
GUARDED(H5Dwrite_chunk)
GUARDED(H5Eset_auto2)
GUARDED(H5Ewalk2)
GUARDED(H5Fclose)
GUARDED(H5Fcreate)
GUARDED(H5Fflush)
GUARDED(H5Fget_create_plist)
GUARDED(H5Fget_obj_count)
GUARDED(H5Fopen)
GUARDED(H5Gclose)
GUARDED(H5Gcreate2)
GUARDED(H5Gopen2)
GUARDED(H5Iget_name)
GUARDED(H5Lcreate_soft)
GUARDED(H5Lexists)
GUARDED(H5Lget_info)
GUARDED(H5Lget_val)
GUARDED(H5Literate)
GUARDED(H5Lunpack_elink_val)
GUARDED(H5Oclose)
GUARDED(H5Oget_info2)
GUARDED(H5Oget_info_by_name2)
GUARDED(H5Oopen_by_addr)
GUARDED(H5PLset_loading_state)
GUARDED(H5Pclose)
GUARDED(H5Pcreate)
GUARDED(H5Pfill_value_defined)
GUARDED(H5Pget_chunk)
GUARDED(H5Pget_chunk_opts)
GUARDED(H5Pget_external_count)
GUARDED(H5Pget_fill_value)
GUARDED(H5Pget_filter2)
GUARDED(H5Pget_layout)
GUARDED(H5Pget_mdc_config)
GUARDED(H5Pget_nfilters)
GUARDED(H5Pget_sizes)
GUARDED(H5Pget_userblock)
GUARDED(H5Pget_virtual_count)
GUARDED(H5Pget_virtual_vspace)
GUARDED(H5Pset_buffer)
GUARDED(H5Pset_deflate)
GUARDED(H5Pset_fapl_sec2)
GUARDED(H5Pset_filter)
GUARDED(H5Pset_mdc_config)
GUARDED(H5Pset_obj_track_times)
GUARDED(H5Pset_shuffle)
GUARDED(H5Pset_sym_k)
GUARDED(H5Rcreate)
GUARDED(H5Rdereference2)
GUARDED(H5Sclose)
GUARDED(H5Screate_simple)
GUARDED(H5Sget_simple_extent_dims)
GUARDED(H5Sget_simple_extent_type)
GUARDED(H5Sselect_hyperslab)
GUARDED(H5Tclose)
GUARDED(H5Tcopy)
GUARDED(H5Tcreate)
GUARDED(H5Tenum_create)
GUARDED(H5Tenum_insert)
GUARDED(H5Tequal)
GUARDED(H5Tget_class)
GUARDED(H5Tget_cset)
GUARDED(H5Tget_member_name)
GUARDED(H5Tget_member_offset)
GUARDED(H5Tget_member_type)
GUARDED(H5Tget_nmembers)
GUARDED(H5Tget_order)
GUARDED(H5Tget_sign)
GUARDED(H5Tget_size)
GUARDED(H5Tget_super)
GUARDED(H5Tget_tag)
GUARDED(H5Tinsert)
GUARDED(H5Tis_variable_str)
GUARDED(H5Tregister)
GUARDED(H5Tset_cset)
GUARDED(H5Tset_size)
GUARDED(H5Tset_strpad)
GUARDED(H5Tset_tag)
GUARDED(H5Zfilter_avail)
GUARDED(H5free_memory)
GUARDED(H5open)
GUARDED(H5set_free_list_limits)

#ifndef GUARD_BEHIND
#define calloc guarded_calloc
#define realloc guarded_realloc
#define free guarded_free
#define H5Aclose guarded_H5Aclose
#define H5Acreate_by_name guarded_H5Acreate_by_name
#define H5Adelete_by_name guarded_H5Adelete_by_name
#define H5Aexists_by_name guarded_H5Aexists_by_name
#define H5Aget_space guarded_H5Aget_space
#define H5Aget_type guarded_H5Aget_type
#define H5Aiterate2 guarded_H5Aiterate2
#define H5Aiterate_by_name guarded_H5Aiterate_by_name
#define H5Aopen guarded_H5Aopen
#define H5Aopen_by_name guarded_H5Aopen_by_name
#define H5Aread guarded_H5Aread
#define H5Awrite guarded_H5Awrite
#define H5Dclose guarded_H5Dclose
#define H5Dcreate2 guarded_H5Dcreate2
#define H5Dget_chunk_info_by_coord guarded_H5Dget_chunk_info_by_coord
#define H5Dget_chunk_storage_size guarded_H5Dget_chunk_storage_size
#define H5Dget_create_plist guarded_H5Dget_create_plist
#define H5Dget_offset guarded_H5Dget_offset
#define H5Dget_space guarded_H5Dget_space
#define H5Dget_storage_size guarded_H5Dget_storage_size
#define H5Dget_type guarded_H5Dget_type
#define H5Dopen2 guarded_H5Dopen2
#define H5Dread guarded_H5Dread
#define H5Dread_chunk guarded_H5Dread_chunk
#define H5Dset_extent guarded_H5Dset_extent
#define H5Dwrite guarded_H5Dwrite
#define H5Dwrite_chunk guarded_H5Dwrite_chunk
#define H5Eset_auto2 guarded_H5Eset_auto2
#define H5Ewalk2 guarded_H5Ewalk2
#define H5Fclose guarded_H5Fclose
#define H5Fcreate guarded_H5Fcreate
#define H5Fflush guarded_H5Fflush
#define H5Fget_create_plist guarded_H5Fget_create_plist
#define H5Fget_obj_count guarded_H5Fget_obj_count
#define H5Fopen guarded_H5Fopen
#define H5Gclose guarded_H5Gclose
#define H5Gcreate2 guarded_H5Gcreate2
#define H5Gopen2 guarded_H5Gopen2
#define H5Iget_name guarded_H5Iget_name
#define H5Lcreate_soft guarded_H5Lcreate_soft
#define H5Lexists guarded_H5Lexists
#define H5Lget_info guarded_H5Lget_info
#define H5Lget_val guarded_H5Lget_val
#define H5Literate guarded_H5Literate
#define H5Lunpack_elink_val guarded_H5Lunpack_elink_val
#define H5Oclose guarded_H5Oclose
#define H5Oget_info2 guarded_H5Oget_info2
#define H5Oget_info_by_name2 guarded_H5Oget_info_by_name2
#define H5Oopen_by_addr guarded_H5Oopen_by_addr
#define H5PLset_loading_state guarded_H5PLset_loading_state
#define H5Pclose guarded_H5Pclose
#define H5Pcreate guarded_H5Pcreate
#define H5Pfill_value_defined guarded_H5Pfill_value_defined
#define H5Pget_chunk guarded_H5Pget_chunk
#define H5Pget_chunk_opts guarded_H5Pget_chunk_opts
#define H5Pget_external_count guarded_H5Pget_external_count
#define H5Pget_fill_value guarded_H5Pget_fill_value
#define H5Pget_filter2 guarded_H5Pget_filter2
#define H5Pget_layout guarded_H5Pget_layout
#define H5Pget_mdc_config guarded_H5Pget_mdc_config
#define H5Pget_nfilters guarded_H5Pget_nfilters
#define H5Pget_sizes guarded_H5Pget_sizes
#define H5Pget_userblock guarded_H5Pget_userblock
#define H5Pget_virtual_count guarded_H5Pget_virtual_count
#define H5Pget_virtual_vspace guarded_H5Pget_virtual_vspace
#define H5Pset_buffer guarded_H5Pset_buffer
#define H5Pset_deflate guarded_H5Pset_deflate
#define H5Pset_fapl_sec2 guarded_H5Pset_fapl_sec2
#define H5Pset_filter guarded_H5Pset_filter
#define H5Pset_mdc_config guarded_H5Pset_mdc_config
#define H5Pset_obj_track_times guarded_H5Pset_obj_track_times
#define H5Pset_shuffle guarded_H5Pset_shuffle
#define H5Pset_sym_k guarded_H5Pset_sym_k
#define H5Rcreate guarded_H5Rcreate
#define H5Rdereference2 guarded_H5Rdereference2
#define H5Sclose guarded_H5Sclose
#define H5Screate_simple guarded_H5Screate_simple
#define H5Sget_simple_extent_dims guarded_H5Sget_simple_extent_dims
#define H5Sget_simple_extent_type guarded_H5Sget_simple_extent_type
#define H5Sselect_hyperslab guarded_H5Sselect_hyperslab
#define H5Tclose guarded_H5Tclose
#define H5Tcopy guarded_H5Tcopy
#define H5Tcreate guarded_H5Tcreate
#define H5Tenum_create guarded_H5Tenum_create
#define H5Tenum_insert guarded_H5Tenum_insert
#define H5Tequal guarded_H5Tequal
#define H5Tget_class guarded_H5Tget_class
#define H5Tget_cset guarded_H5Tget_cset
#define H5Tget_member_name guarded_H5Tget_member_name
#define H5Tget_member_offset guarded_H5Tget_member_offset
#define H5Tget_member_type guarded_H5Tget_member_type
#define H5Tget_nmembers guarded_H5Tget_nmembers
#define H5Tget_order guarded_H5Tget_order
#define H5Tget_sign guarded_H5Tget_sign
#define H5Tget_size guarded_H5Tget_size
#define H5Tget_super guarded_H5Tget_super
#define H5Tget_tag guarded_H5Tget_tag
#define H5Tinsert guarded_H5Tinsert
#define H5Tis_variable_str guarded_H5Tis_variable_str
#define H5Tregister guarded_H5Tregister
#define H5Tset_cset guarded_H5Tset_cset
#define H5Tset_size guarded_H5Tset_size
#define H5Tset_strpad guarded_H5Tset_strpad
#define H5Tset_tag guarded_H5Tset_tag
#define H5Zfilter_avail guarded_H5Zfilter_avail
#define H5free_memory guarded_H5free_memory
#define H5open guarded_H5open
#define H5set_free_list_limits guarded_H5set_free_list_limits
#endif

#endif
