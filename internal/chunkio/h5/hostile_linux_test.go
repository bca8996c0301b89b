package h5

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"roi2nwb/internal/readertest"
)

// traps are the files of tests/readers/hostile_h5.py, with what must be said
// when the object "trap" is read, "" where nothing is wrong with it.
var traps = []struct{ name, path, says string }{
	{"huge_contiguous", "trap", "takes 8796093022208 bytes, of which the file holds 0"},
	{"huge_contiguous_claims_storage", "trap", "would pass the file's end"},
	{"shape_beyond_storage", "trap", "1099511627776 elements of float64 in 32792 bytes"},
	{"huge_chunked", "trap", "of which the file holds 0"},
	{"huge_chunked_partly_stored", "trap", "of which the file holds 8192"},
	{"huge_compact", "trap", "damaged"},
	{"huge_compound", "trap", "bytes, expected at most"},
	{"huge_texts", "trap", "bytes, expected at most"},
	{"huge_text_size", "trap", "bytes, expected at most"},
	{"huge_chunk", "trap", "chunks of 1610612736 bytes, expected at most"},
	{"huge_chunk_of_numbers", "trap", "chunks of 2147483648 bytes, expected at most"},
	{"huge_text_length", "trap", "string 0 of 2147483648 bytes"},
	{"huge_list_length", "trap", "is not supported"},
	{"huge_attribute", "trap", "read attribute"},
	{"large_attribute", "trap", "read attribute"},
	{"tiny_chunks", "trap", ""},
	{"tiny_chunks_stored", "trap", ""},
	{"group_in_itself", "g/g/g/root/g", "it is a group"},
	{"groups_in_a_circle", "g1/to2/to3/to4", "it is a group"},
	{"soft_links_in_a_circle", "trap", "too many soft links"},
	{"soft_links_in_a_circle", "self", "too many soft links"},
	{"soft_links_in_a_circle", "grows", "too many soft links"},
	{"soft_links_in_a_circle", "dots", "too many soft links"},
	{"external_link", "trap", "it is a named type, or link out of the file"},
	{"external_link", "soft", "no such object"},
	{"external_link", "relative/data", "no such object"},
	{"external_link", "self/trap", "no such object"},
	{"external_storage", "trap", "stored in 1 external files: data in other files are not read"},
	{"external_storage", "relative", "data in other files are not read"},
	{"external_storage", "password", "data in other files are not read"},
	{"virtual_dataset", "trap", "a virtual dataset, put together from others: data in other files are not read"},
	{"virtual_dataset", "relative", "data in other files are not read"},
	{"virtual_dataset", "endless", "data in other files are not read"},
	{"virtual_dataset_of_this_file", "trap", "a virtual dataset"},
	{"user_defined_link", "trap", "it is a named type, or link out of the file"},
	{"unknown_filter", "trap", `"blosc" (32001)`},
	{"unknown_filter", "numbered", "number 511"},
	{"deflate_bomb", "trap", "unpacks to more than its 800 bytes"},
	{"deflate_bomb", "pairs", "does not unpack to 1200 bytes"},
	{"deflate_bomb", "wide", "does not unpack to 200 bytes"},
	{"deflate_too_little", "trap", "does not unpack to 1200 bytes"},
	{"filter_parameters", "trap", "parameters"},
	{"filter_parameters", "scaleoffset", "parameters"},
	{"filter_size", "trap", ""},
	{"filter_size", "pairs", "2 compressions one after another"},
	{"family_driver", "trap", "unable to open file"},
	{"split_driver", "trap", "unable to open file"},
	{"marked_as_open", "trap", "already open for write"},
	{"page_strategy", "trap", "incorrect metadata checksum"},
}

// readTrap reads what is at a path, and all else that can be read of a file.
func readTrap(file, path string) error {
	readAll(file)
	f, err := Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, _, err := f.Attr("/", "trap"); err != nil {
		return err
	}
	d, err := f.Dataset(path)
	if err != nil {
		return err
	}
	if n, err := d.elements(1); err == nil && n < 2000 {
		_, err := d.Read(1 << 20)
		return err
	}
	start, count := make([]int, len(d.Shape())), make([]int, len(d.Shape()))
	for i := range count {
		count[i] = min(d.Shape()[i], 1000)
	}
	if d.DType().Size() == 0 {
		_, err := d.Read(1 << 20)
		return err
	}
	buf := make([]byte, 1000*1000*d.DType().Size())
	size := d.DType().Size()
	for _, n := range count {
		size *= n
	}
	return d.ReadBlock(context.Background(), buf[:size], start, count)
}

const trapFolder = "ROI2NWB_TRAPS"

// TestHostileFiles reads files that mean harm in another process, and looks at
// what it opens, and at the memory that it takes.
func TestHostileFiles(t *testing.T) {
	if dir := os.Getenv(trapFolder); dir != "" {
		readTraps(dir)
	}
	dir := t.TempDir()
	script, err := filepath.Abs("../../../tests/readers/hostile_h5.py")
	must(t, err)
	if out, err := exec.Command(readertest.Python(t), script, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	opened := watchOpening(t, filepath.Join(dir, "outside"))
	child := exec.Command(os.Args[0], "-test.run=^TestHostileFiles$")
	child.Env = append(os.Environ(), trapFolder+"="+dir, "HDF5_PLUGIN_PATH="+filepath.Join(dir, "outside"))
	child.Dir = dir
	out, err := child.Output()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if opened() {
		t.Error("something outside of the files was opened")
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(traps)+1 {
		t.Fatalf("%d answers for %d traps:\n%s", len(lines)-1, len(traps), out)
	}
	for i, trap := range traps {
		switch {
		case trap.says == "" && lines[i] != "":
			t.Errorf("%s, %q: error %s", trap.name, trap.path, lines[i])
		case !strings.Contains(lines[i], trap.says):
			t.Errorf("%s, %q: error %q, want %q in it", trap.name, trap.path, lines[i], trap.says)
		}
	}
	t.Log(lines[len(traps)])
	if entries, err := os.ReadDir(filepath.Join(dir, "outside")); err != nil || len(entries) == 0 {
		t.Fatal("nothing to be opened", err)
	}
	if !opened() {
		t.Error("that a folder was opened goes unnoticed")
	}
}

// readTraps is the other process: it prints an error a trap, and the most
// memory that it had.
func readTraps(dir string) {
	for _, trap := range traps {
		begin := time.Now()
		err := readTrap(filepath.Join(dir, trap.name+".h5"), trap.path)
		text := ""
		if err != nil {
			text = strings.ReplaceAll(err.Error(), "\n", " ")
		}
		if took := time.Since(begin); took > 10*time.Second {
			text += fmt.Sprintf(" took %v", took)
		}
		fmt.Println(text)
	}
	const most = 256 << 10
	peak := peakMemory()
	fmt.Printf("peak memory %d KiB\n", peak)
	if peak > most {
		os.Exit(1)
	}
	os.Exit(0)
}

// peakMemory returns the most memory that the process had, in KiB.
func peakMemory() (kib int) {
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer status.Close()
	for s := bufio.NewScanner(status); s.Scan(); {
		if n, _ := fmt.Sscanf(s.Text(), "VmHWM: %d kB", &kib); n == 1 {
			break
		}
	}
	return kib
}

// watchOpening reports whether a folder, or anything in it, was opened since it
// was asked last.
func watchOpening(t *testing.T, dir string) func() bool {
	t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	must(t, err)
	t.Cleanup(func() { unix.Close(fd) })
	_, err = unix.InotifyAddWatch(fd, dir, unix.IN_OPEN|unix.IN_ACCESS)
	must(t, err)
	return func() bool {
		n, err := unix.Read(fd, make([]byte, 64<<10))
		if err != nil && !errors.Is(err, unix.EAGAIN) {
			t.Fatal(err)
		}
		return n > 0
	}
}
