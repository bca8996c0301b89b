package check

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"roi2nwb/internal/chunkio/h5"
	"roi2nwb/internal/nwb/check/schema"
)

// Options says how thoroughly File looks.
type Options struct {
	DANDI bool // hold the file to what the DANDI archive asks for
	Deep  bool // read everything, and see that it can be read
	// Structure leaves out nwbinspector's checks. What the others find contradicts
	// the schema or itself.
	Structure bool

	// Expected spares the time to load the schema of a file that carries the
	// embedded one. Every file is checked by the schema that it carries. It may be nil.
	Expected *Expected

	sizes sizes // the usual ones, but in tests
	// With Deep, Read is called with the number of stored bytes that were read
	// since the last call. They add up to about the size of the file. It may be nil.
	Read func(n int64)
}

// The checks of the file as a whole.
const (
	notHDF5          = "not-hdf5"
	notNWB           = "not-nwb"
	unknownVersion   = "unknown-version"
	unreadableObject = "unreadable-object"
	tooMuch          = "too-much-to-check"
	badSchema        = "bad-schema"
	noSchema         = "no-schema"
	noLocation       = "no-schema-location"
)

func fileRule() rule {
	return rule{checks: []Check{
		{Name: notHDF5, Doc: "the file is no HDF5 file, or ends too early"},
		{Name: notNWB, Doc: "the file is no NWB file of version 2"},
		{Name: unknownVersion, Severity: Warning, Doc: "nwb_version is not one that exists"},
		{Name: unreadableObject, Doc: "an object is damaged"},
		{Name: tooMuch, Severity: Warning, Doc: "there is more in the file than is looked at"},
		{Name: badSchema, Doc: "the schema that the file carries cannot be read"},
		{Name: noSchema, Doc: "the file does not carry its schema"},
		{Name: noLocation, Doc: "the attribute .specloc, by which readers find the schema, is missing or leads elsewhere"},
	}}
}

// File checks the file at path. The report has all that is wrong with the file,
// also that it is no NWB file. The error says why the file could not be looked at:
// os.ErrNotExist, os.ErrPermission, or the error of the context.
func File(ctx context.Context, path string, o Options) (*Report, error) {
	all := rules()
	found := newFindings(all)
	report := &Report{Path: path}
	f, err := h5.Open(path)
	if err != nil {
		var system *os.PathError
		if errors.As(err, &system) || errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
			return nil, fmt.Errorf("check %q: %w", path, cause(err))
		}
		found.add(notHDF5, "/", "it cannot be opened: "+plain(err, path), "")
		report.Findings = tidy(found.all)
		return report, nil
	}
	err = look(ctx, f, o, all, found, report)
	if crashOf(err) != nil {
		err = nil // the findings have it
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, fmt.Errorf("check %q: %w", path, err)
	}
	report.Findings = tidy(found.all)
	return report, nil
}

// crashOf returns the h5.CrashError in err, nil where there is none. After one, no
// file can be read any more.
func crashOf(err error) error {
	var crash *h5.CrashError
	if errors.As(err, &crash) {
		return crash
	}
	return nil
}

// cause returns an error of the system without the path in it.
func cause(err error) error {
	var system *os.PathError
	if errors.As(err, &system) {
		return system.Err
	}
	return err
}

// plain returns the text of an error of opening a file without the name of the
// file.
func plain(err error, path string) string {
	return strings.TrimPrefix(err.Error(), fmt.Sprintf("open %q: ", path))
}

// look runs the rules over an open file.
func look(ctx context.Context, f *h5.File, o Options, all []rule, found *findings, report *Report) error {
	t, err := survey(ctx, f, usualLimits(), found.add)
	if err != nil || t.root == nil {
		return err
	}
	e := &examination{file: f, tree: t, options: o, found: found, sizes: o.sizes}
	if e.sizes == (sizes{}) {
		e.sizes = usualSizes()
	}
	if !e.recognise(report) {
		return nil
	}
	if err := e.loadSchema(); err != nil || e.crash != nil {
		return errors.Join(err, e.crash)
	}
	e.setTypes()
	if e.tree.root.typ == nil {
		e.tree.root.typ = e.schema.Type("core", "NWBFile")
	}
	for _, r := range all {
		if r.run == nil || r.deep && !o.Deep || r.dandi && !o.DANDI || o.Structure && r.ofInspector() {
			continue
		}
		if err := r.run(ctx, e); err != nil {
			return err
		}
		if e.crash != nil {
			return e.crash
		}
	}
	return nil
}

// recognise reports whether the file is one of NWB 2. It adds a finding where the
// file is not.
func (e *examination) recognise(report *Report) bool {
	root := e.tree.root
	version, ok := root.text("nwb_version")
	report.Version = version
	if old := root.child("nwb_version"); !ok && old != nil && root.typeName == "" {
		e.find(notNWB, "/", "NWB 2", "it is a file of NWB 1")
		return false
	}
	if !ok && root.typeName == "" && root.attr("nwb_version") == nil {
		e.find(notNWB, "/", `the attributes "nwb_version" and "neurodata_type"`, "it is an HDF5 file, but no NWB file")
		return false
	}
	switch {
	case root.typeName == "":
		e.find(missingType, "/", `"NWBFile"`, `attribute "neurodata_type" is missing`)
	case root.typeName != "NWBFile":
		e.find(notNWB, "/", "a group of type NWBFile", "the root is of type %s", root.typeName)
		return false
	}
	if ok && schema.CompareVersions(version, "2") < 0 {
		e.find(notNWB, "/.nwb_version", "NWB 2", "it is a file of NWB %s", version)
		return false
	}
	if ok && schema.CompareVersions(version, "3") >= 0 {
		e.find(unknownVersion, "/.nwb_version", "NWB 2", "%q is not a version of NWB 2", version)
	}
	e.lenient = schema.CompareVersions(version, "2.2") < 0
	return true
}
