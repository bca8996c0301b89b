// Package check tells whether an NWB file is right.
//
// A file is first surveyed: its groups, datasets, links and attributes become a
// tree in memory, without the data. Then the schema is loaded that the file
// carries in /specifications, or roi2nwb's own where it carries none, and rules
// are run over the tree, each of which looks for what one check or several
// find. Any file of NWB 2 can be checked, whoever wrote it, with extensions.
//
// The schema is followed as hdmf's validator does, with its rules for wider
// types, and beyond it where a file that it passes cannot be read, or is
// misread: values that the schema fixes, compounds whose fields have other names
// or another order, arrays where the schema has one value, identity attributes
// that are missing or of two objects. What the schema does not mention is a
// remark at most. Files older than NWB 2.2 are not held to what came with it
// (object ids, namespaces of tables, cached schemas).
//
// Bounds: nothing but the file itself is opened; external links, external
// storage and virtual datasets are reported. Time and memory are bounded for
// every file, whatever it declares: the survey has limits on objects, attributes
// and bytes, and data are read in blocks of about a megabyte, no more than a few
// million elements of a dataset unless Options.Deep asks for all. A finding says
// so where a limit is reached.
//
// Errors: all that is wrong with a file is in the Report, also that it is no NWB
// file; the error of File is about what keeps it from being looked at.
//
// Concurrency: File may be called from many goroutines. Rules are run one after
// the other, and each sees the file alone.
//
// A new rule is a function in a file of its own (sense_….go, practice_….go) that
// returns a rule with its checks, added to the list in rules; a way to break a
// file in tests/readers/break_nwb.py that it finds, and a line here. Rules work
// on a session: typed gives the objects of a type, attributes and members are in
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
//	damaged-data             error    with --deep: the values of a dataset cannot be read or unpacked
//	unread-data              warning  with --deep: a dataset is not read: its filter is not known, it is too wide, or next to nothing of it is stored
package check
