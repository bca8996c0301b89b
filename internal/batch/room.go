package batch

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// room finds disks that have no room for what is to be written, and folders in
// which nothing can be made. What concerns all sessions is a problem of the run;
// where others can go on, it is one of the sessions.
func (r *Run) room(p *Plan) Problems {
	type disk struct {
		folder     string
		need, free int64
		items      []*Item
	}
	disks := map[uint64]*disk{}
	closed := map[string][]*Item{}
	reasons := map[string]error{}
	ready := 0
	for _, i := range p.Items {
		if i.State != Ready {
			continue
		}
		ready++
		for _, folder := range i.folders() {
			reason, seen := reasons[folder]
			if !seen {
				reason = open(folder)
				reasons[folder] = reason
			}
			if reason != nil {
				closed[folder] = append(closed[folder], i)
			}
			id, free, ok := diskOf(folder)
			if !ok {
				continue
			}
			if disks[id] == nil {
				disks[id] = &disk{folder: folder, free: free}
			}
			disks[id].items = append(disks[id].items, i)
			for _, planned := range i.Plans {
				if existing(filepath.Dir(planned.Output)) == folder {
					disks[id].need += planned.Bytes
				}
			}
		}
	}
	var problems Problems
	fail := func(items []*Item, message, hint string) {
		if len(items) == ready {
			problems = append(problems, &Problem{Message: message, Hint: hint})
			return
		}
		for _, i := range items {
			if i.State == Ready {
				i.fail(&Problem{Column: i.Columns[outputFlag], Message: message, Hint: hint})
				i.Record = r.record(i, Failed)
				i.Record.Error, i.Record.Hint, i.Record.Column = message, hint, i.Columns[outputFlag]
			}
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(closed)) {
		fail(closed[folder], fmt.Sprintf("nothing can be written in the folder %q: %v", folder, reasons[folder]), "write to another folder with -o")
	}
	for _, id := range slices.Sorted(maps.Keys(disks)) {
		if d := disks[id]; d.need > d.free {
			fail(slices.Compact(d.items), fmt.Sprintf("the disk of %q has %s free, and the outputs will take about %s", d.folder, megabytes(d.free), megabytes(d.need)),
				"free some space, write to another disk with -o, or do a part of the sessions by --only")
		}
	}
	return problems
}

// folders are those that there are already, in which the session's outputs or
// their folders will be made, each once.
func (i *Item) folders() []string {
	var all []string
	for _, planned := range i.Plans {
		all = append(all, existing(filepath.Dir(planned.Output)))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// existing returns the nearest folder on the way to one that is there, or the file
// that stands in its place.
func existing(folder string) string {
	for {
		if _, err := os.Stat(folder); err == nil || errors.Is(err, fs.ErrPermission) || folder == filepath.Dir(folder) {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}

// open tells why no file can be made in a folder, nil where one can.
func open(folder string) error {
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return errors.Unwrap(err)
	case !info.IsDir():
		return errors.New("it is a file")
	}
	return writable(folder)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
