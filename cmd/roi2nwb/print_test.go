package main

import (
	"fmt"
	"os"
	"path"
	"strings"

	"roi2nwb/internal/chunkio/h5"
)

// printHDF5 is a tool of the scripts. h5 FILE [GROUP] lists what is below a
// group but for the cached schema, with shapes, types, chunks and filters;
// h5 FILE /dataset or /group@attribute prints values.
func printHDF5() {
	at := "/"
	if len(os.Args) > 2 {
		at = os.Args[2]
	}
	if err := printObject(os.Args[1], at); err != nil {
		fmt.Fprintln(os.Stderr, "h5:", err)
		os.Exit(1)
	}
}

func printObject(file, at string) error {
	f, err := h5.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if object, name, ok := strings.Cut(at, "@"); ok {
		v, found, err := f.Attr(object, name)
		if err != nil || !found {
			return fmt.Errorf("no attribute %q: %w", at, err)
		}
		return printValue(v)
	}
	kind, err := f.Kind(at)
	if err != nil {
		return err
	}
	if kind == h5.Group {
		return list(f, at)
	}
	d, err := f.Dataset(at)
	if err != nil {
		return err
	}
	v, err := d.Read(1 << 20)
	if err != nil {
		return err
	}
	return printValue(v)
}

func printValue(v h5.Value) error {
	switch {
	case v.Texts != nil:
		fmt.Println(strings.Join(v.Texts, "\n"))
	case v.Targets != nil:
		fmt.Println(strings.Join(v.Targets, "\n"))
	default:
		numbers, err := v.Float64s()
		if err != nil {
			return err
		}
		fmt.Println(strings.Trim(fmt.Sprint(numbers), "[]"))
	}
	return nil
}

// list prints one line an object.
func list(f *h5.File, group string) error {
	entries, err := f.List(group)
	if err != nil {
		return err
	}
	for _, e := range entries {
		at := path.Join(group, e.Name)
		switch {
		case at == "/specifications":
		case e.Target != "":
			fmt.Printf("%s -> %s\n", at, e.Target)
		case e.Kind == h5.Group:
			fmt.Println(at)
			if err := list(f, at); err != nil {
				return err
			}
		default:
			if err := listDataset(f, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func listDataset(f *h5.File, at string) error {
	d, err := f.Dataset(at)
	if err != nil {
		return err
	}
	line := fmt.Sprintf("%s  %s", at, d.Type())
	if shape := d.Shape(); len(shape) > 0 {
		line += fmt.Sprint(" ", shape)
	}
	if d.Chunk() != nil {
		line += fmt.Sprint(" in chunks of ", d.Chunk())
	}
	for _, filter := range d.Filters() {
		line += " " + filter.Name
	}
	fmt.Println(line)
	return d.Close()
}
