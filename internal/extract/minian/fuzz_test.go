package minian_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"roi2nwb/internal/sampletest"

	"roi2nwb/internal/chunkio/h5/damagetest"
	"roi2nwb/internal/extract/extracttest"
)

// TestReadOnRequest is the process of FuzzPatches' Reader.
func TestReadOnRequest(*testing.T) { damagetest.Serve(extracttest.Outcome) }

// FuzzMinianFolder reads a CalTrig session, the largest of Minian's kind, in
// which one file holds any bytes.
func FuzzMinianFolder(f *testing.F) {
	from := sampletest.Own(f, "caltrig/AA058/D1S4")
	folder := filepath.Join(f.TempDir(), "D1S4")
	if err := os.CopyFS(folder, os.DirFS(from)); err != nil {
		f.Fatal(err)
	}
	var files []string
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	for i, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 4<<10 {
			f.Add(uint16(i), data)
		}
	}
	f.Fuzz(func(t *testing.T, number uint16, data []byte) {
		path := files[int(number)%len(files)]
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_ = extracttest.ReadEverything(folder)
		if err := os.WriteFile(path, before, 0o600); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzMinianNetCDF reads genuine netCDF files with a few bytes replaced.
func FuzzMinianNetCDF(f *testing.F) {
	names := []string{"classic3.nc", "compressed4.nc"}
	var whole [][]byte
	for i, name := range names {
		data, err := os.ReadFile(sampletest.Own(f, "minian/netcdf/"+name))
		if err != nil {
			f.Fatal(err)
		}
		whole = append(whole, data)
		f.Add(byte(i), []byte{})
		for at := 64; at < len(data); at += len(data) / 5 {
			f.Add(byte(i), damagetest.Encode(damagetest.Patch{At: at, With: []byte{0xff, 0, 0, 1}}))
		}
	}
	path := filepath.Join(f.TempDir(), "fuzzed.nc")
	extracttest.FuzzPatches(f, path, func(file byte) []byte { return whole[int(file)%len(whole)] })
}
