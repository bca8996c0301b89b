package chunkio

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestOpenRegular(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	if err := syscall.Mkfifo(at("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	for _, path := range []string{at("pipe"), at("socket"), "/dev/zero", folder} {
		if _, err := OpenRegular(path); !errors.Is(err, ErrIrregular) {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := ReadRegular(path, 10); !errors.Is(err, ErrIrregular) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := os.WriteFile(at("file"), []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadRegular(at("file"), 10); string(got) != "0123456789" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := ReadRegular(at("file"), 9); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too long: %v", err)
	}
	if _, err := OpenRegular(at("absent")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
}
