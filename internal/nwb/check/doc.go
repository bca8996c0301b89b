// Package check tells whether an NWB file is right.
//
// A file is first surveyed: its groups, datasets, links and attributes become a
// tree in memory, without the data. Then the schema is loaded that the file
// carries in /specifications, or roi2nwb's own where it carries none, and rules
// run over the tree, each of which makes the findings of one check or several.
// Any file of NWB 2 can be checked, whoever wrote it, with extensions.
//
// The schema is followed as hdmf's validator does, with the wider types that it
// allows, and beyond it where a file that it passes cannot be read, or is
// misread: values that the schema fixes, compounds whose fields have other names
// or another order, arrays where the schema has one value, identity attributes
// that are missing or of two objects. What the schema does not mention is a
// remark at most. Files older than NWB 2.2 are not held to what came with it
// (object ids, namespaces of tables, cached schemas).
//
// Bounds: nothing but the file itself is opened; external links, external
// storage and virtual datasets are reported. Of movies in other files it is
// looked whether those are there. Time and memory are bounded for
// every file, whatever it declares: the survey has limits on objects, attributes
// and bytes, and data are read in blocks of about a megabyte, no more than a few
// million elements of a dataset unless Options.Deep asks for all. A finding says
// so where a limit is reached.
//
// Errors: all that is wrong with a file is in the Report, also that it is no NWB
// file; the error of File is about what keeps it from being looked at.
//
// Concurrency: File may be called from many goroutines. The rules of one file run
// one after the other.
//
// The words of this package:
//
//   - check: one thing that a file is looked through for, with a name that stays
//   - finding: what a check has to say of one place in a file
//   - rule: a function that makes the findings of one check or several
//   - examination: the work on one file, on which rules are run
//   - session: what was recorded, of which the file tells; never the work on it
//   - survey: the first pass, which makes a tree of the file without its data
//   - node, link: an object of the tree, and a name by which a group holds one
//   - schema, spec: what NWB and extensions say of types, and of one object of a type
//   - series, table: a TimeSeries and a DynamicTable, with their descendants
//   - practice: what nwbinspector asks for beyond the schema
//   - sense: what the schema cannot say, and readers rely on
//
// A new rule is a function in a file of its own (sense_….go, practice_….go) that
// returns a rule with its checks, added to the list in rules; a way to break a
// file in tests/readers/break_nwb.py that it finds, and a line here. Rules work
// on an examination: typed gives the objects of a type, attributes and members are in
// the nodes, read, eachBlock, eachText and eachReference read data.
//
// The checks:
//
//	not-hdf5                 error    the file is no HDF5 file, or ends too early
//	not-nwb                  error    the file is no NWB file of version 2
//	unknown-version          warning  nwb_version is not one that exists
//	unreadable-object        error    an object is damaged
//	too-much-to-check        warning  there is more in the file than is looked at
//	bad-schema               error    the schema that the file carries cannot be read
//	no-schema                error    the file does not carry its schema
//	no-schema-location       error    the attribute .specloc, by which readers find the schema, is missing or leads elsewhere
//	missing-attribute        error    an attribute that the schema requires is missing
//	missing-object           error    a group, dataset or link that the schema requires is missing
//	too-many-objects         error    there are more objects of a kind than the schema allows
//	wrong-kind               error    there is a dataset where the schema has a group, or a group where it has a dataset
//	wrong-type               error    an object of a name that the schema knows, or what a link leads to, is of another type
//	other-type               warning  as wrong-type, in a file that was written by several versions of NWB
//	wrong-dtype              error    values are of a type that the schema does not allow there
//	wrong-fields             error    the fields of a compound have other names, or another order, than in the schema
//	extra-fields             remark   a compound has more fields than the schema says
//	wrong-shape              error    there are more or fewer axes than the schema allows, or a fixed axis has another length
//	wrong-value              error    a value is not the one that the schema fixes
//	other-text               remark   a description or help text is not the one that the schema fixes
//	bad-time                 error    a date and time is not in ISO 8601 with its zone
//	illegal-link             error    there is a link where the schema wants the object itself
//	hard-link                error    there is an object, or a hard link to one, where the schema wants a soft link
//	wrong-reference          error    a reference leads to an object of another type than the schema says
//	unreadable-value         error    a value that the schema has a say on cannot be read
//	extra-object             remark   the schema knows nothing of an object
//	extra-attribute          remark   the schema knows nothing of an attribute
//	missing-type             error    an object has an object_id or a namespace and no neurodata_type: readers pass over it
//	missing-namespace        error    an object has a neurodata_type and no namespace
//	missing-object-id        error    an object has a neurodata_type and no object_id
//	wrong-namespace          error    the namespace of an object is not the one that defines its type
//	other-namespace          remark   the namespace of an object is an extension that includes the one that defines its type
//	unknown-namespace        warning  the schema of an object's namespace is not in the file, so the object is not checked
//	unknown-type             error    the namespace of an object does not define its type
//	wrong-type-kind          error    a dataset has the type of a group, or a group that of a dataset
//	duplicate-object-id      error    two objects have the same object_id
//	odd-object-id            warning  an object_id is no UUID
//	odd-identity             error    neurodata_type, namespace or object_id is not one text
//	dangling-link            error    a soft link leads to nothing
//	external-link            warning  a link leads out of the file, which is not followed
//	external-data            warning  the values of a dataset lie in other files, which are not opened
//	dangling-reference       error    a reference leads to nothing
//	bad-text                 error    a text is neither UTF-8 nor ASCII
//	other-enumeration        remark   a dataset is an enumeration that is no bool: readers of NWB see its numbers
//	table-colnames           error    colnames and the columns of a table disagree
//	table-length             error    a column of a table is longer or shorter than its id
//	ragged-index             error    the ends of a ragged column fall, lie beyond it, or leave something over
//	index-name               warning  an index is not called as its column with _index behind it
//	region-repeats           warning  the region of a series of ROIs names a row twice
//	mask-missing             error    a table of ROIs has neither image_mask, pixel_mask nor voxel_mask
//	mask-in-image            error    a pixel of a sparse mask lies outside the image
//	mask-size                error    image masks have width and height the other way round than the images beside them
//	mask-weight              warning  a weight of a sparse mask is no number
//	mask-empty               warning  all image masks of a table are zero
//	acceptance               error    a ROI is accepted and rejected as well
//	series-time              error    a series has neither a starting time with a rate nor timestamps, or both
//	series-link              error    the data or the timestamps of a series are a link to what is none of another series
//	series-scale             error    the conversion or the offset of a series is no number, or the conversion is zero
//	sampling-rate            error    a sampling rate or a starting time is no number
//	timestamp-value          error    a timestamp is infinite
//	time-base                warning  series of the same ROIs have samples at contradicting times
//	h5py-filter              remark   a dataset is packed by a filter that comes with h5py, and not with every reader
//	plugin-filter            warning  a dataset is packed by a filter that readers need a plugin for
//	unknown-filter           error    a dataset is packed by a filter that hardly any reader has
//	control-character        warning  a text holds control characters
//	odd-name                 warning  the name of an object is not in UTF-8, or holds control characters, or begins or ends with a space
//	partly-checked           remark   a check looks at a part of the data, or at none, because there are many
//	damaged-data             error    with Options.Deep: the values of a dataset cannot be read or unpacked
//	unread-data              error    with Options.Deep: something is not read: its filter or type is not known, it lies in other files, or is too much to look at
//
// Those of nwbinspector 0.7.2 that concern files with imaging have its names and
// its importance (BEST_PRACTICE_ is left out here), and find what it finds; it
// looks at the first 200 elements of some data, where these look at all. What is
// CRITICAL to it is an error with Options.DANDI, and a warning without unless
// readers fail on the file or misread it. With Options.DANDI what DANDI asks of
// the subject and of ids is CRITICAL, as nwbinspector's configuration "dandi"
// has it. They are suggestions and violations of practice otherwise: remarks and
// warnings.
//
//	check_ids_unique                                         error    CRITICAL   two rows of a table have the same id
//	check_dynamic_table_region_data_validity                 error    CRITICAL   a region names rows that its table does not have
//	check_roi_response_series_dims                           error    CRITICAL   a series of ROIs is not as wide as the region of its ROIs
//	check_roi_response_series_link_to_plane_segmentation     warning  VIOLATION  the region of a series of ROIs is not of a PlaneSegmentation
//	check_timestamps_match_first_dimension                   error    CRITICAL   a series has more or fewer timestamps than samples
//	check_timestamps_ascending                               error    VIOLATION  a timestamp is before the one before it
//	check_timestamps_without_nans                            error    VIOLATION  a timestamp is no number
//	check_rate_is_not_zero                                   error    CRITICAL   the rate of a series of several samples is zero
//	check_rate_is_positive                                   error    CRITICAL   the rate of a series is negative
//	check_rate_not_below_threshold                           warning  VIOLATION  a series has less than a sample in 100 s: its rate may be a period
//	check_data_orientation                                   warning  CRITICAL   a series is longer in another direction than in time
//	check_regular_timestamps                                 warning  VIOLATION  timestamps are regular, so that a starting time and a rate would do
//	check_timestamp_of_the_first_sample_is_not_negative      remark   SUGGESTION a series begins before the session
//	check_missing_unit                                       warning  VIOLATION  the unit of a series is empty
//	check_resolution                                         warning  VIOLATION  the resolution of a series is neither positive nor -1 or NaN for unknown
//	check_time_series_duration                               warning  VIOLATION  a series lasts longer than a year
//	check_time_series_data_is_not_empty                      warning  VIOLATION  a series has no data
//	check_session_start_time_future_date                     warning  CRITICAL   session_start_time is in the future
//	check_session_start_time_old_date                        remark   SUGGESTION session_start_time is before 1980
//	check_experimenter_exists                                remark   SUGGESTION nobody is named as experimenter
//	check_experimenter_form                                  remark   SUGGESTION an experimenter is not written as "Last, First"
//	check_experiment_description                             remark   SUGGESTION experiment_description is missing
//	check_institution                                        remark   SUGGESTION institution is missing
//	check_keywords                                           remark   SUGGESTION there are no keywords
//	check_doi_publications                                   remark   SUGGESTION a related publication is not given by its DOI
//	check_session_id_no_slashes                              warning  VIOLATION  session_id holds a slash, which cannot be part of a file name
//	check_processing_module_name                             remark   SUGGESTION a processing module is not called as a kind of data
//	check_file_extension                                     remark   SUGGESTION the name of the file does not end in .nwb
//	check_subject_exists                                     warning  CRITICAL   there is no subject
//	check_subject_id_exists                                  error    CRITICAL   the subject has no subject_id
//	check_subject_id_no_slashes                              warning  VIOLATION  subject_id holds a slash, which cannot be part of a file name
//	check_subject_age                                        warning  CRITICAL   the subject's age is missing, with date_of_birth, or no ISO 8601 duration or range of two
//	check_subject_proper_age_range                           remark   SUGGESTION the subject's age is a range that does not rise
//	check_subject_sex                                        warning  CRITICAL   the subject's sex is missing or none of M, F, O, U (of C. elegans: XO, XX)
//	check_subject_species_exists                             warning  VIOLATION  the subject's species is missing
//	check_subject_species_form                               warning  VIOLATION  the subject's species is neither a Latin binomial nor a link to NCBI's taxonomy
//	check_subject_weight                                     warning  CRITICAL   the subject's weight is no number with a unit after a space
//	check_name_slashes                                       warning  CRITICAL   the name of an object holds a backslash
//	check_name_colons                                        remark   SUGGESTION the name of an object holds a colon
//	check_description                                        remark   SUGGESTION a description is missing, or stands for one that is
//	check_empty_string_for_optional_attribute                remark   SUGGESTION an optional text is empty, where it should be left out
//	check_emission_lambda_in_nm                              warning  VIOLATION  an emission wavelength is not in nm
//	check_excitation_lambda_in_nm                            warning  VIOLATION  an excitation wavelength is not in nm
//	check_imaging_plane_location_allen_ccf                   warning  VIOLATION  the location in a mouse is no structure of the Allen CCF
//	check_plane_segmentation_image_mask_shape_against_ref_images warning  VIOLATION  image masks have another size than a reference image of their table
//	check_empty_table                                        warning  VIOLATION  a table has no rows
//	check_single_row                                         remark   SUGGESTION a table has one row alone
//	check_table_time_columns_are_not_negative                remark   SUGGESTION a column of times begins before the session
//	check_column_binary_capability                           remark   SUGGESTION a column has two values that mean yes and no, and is not of bools
//	check_col_not_nan                                        remark   SUGGESTION all values of a column are NaN
//	check_table_values_for_dict                              warning  VIOLATION  a text in a column is a dictionary of Python
//	check_time_intervals_start_time_not_constant             warning  CRITICAL   all intervals begin at the same time
//	check_time_interval_time_columns                         warning  VIOLATION  an interval begins before the one before it
//	check_time_intervals_stop_after_start                    warning  VIOLATION  an interval ends before it begins, or as it does
//	check_time_intervals_duration                            warning  CRITICAL   intervals go over more than a year
//	check_order_of_images_unique                             warning  VIOLATION  order_of_images names an image twice
//	check_order_of_images_len                                warning  VIOLATION  order_of_images does not name as many images as there are
//	check_index_series_points_to_image                       warning  VIOLATION  an index series refers to a series, which is out of use, and not to images
//	check_image_series_external_file_valid                   warning  CRITICAL   an external file of a movie is not there
//	check_image_series_external_file_relative                warning  VIOLATION  an external file of a movie is given by its absolute path
//	check_image_series_data_size                             warning  VIOLATION  a movie of more than 20 GB is in the file
//	check_large_dataset_compression                          warning  VIOLATION  more than 20 GB are not compressed
//	check_small_dataset_compression                          remark   SUGGESTION more than 50 MB are not compressed
package check
