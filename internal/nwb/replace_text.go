package nwb

import (
	"bufio"
	"errors"
	"io"
	"os"
)

// WriteText writes a small file in one step, as Write does a large one.
// WriteFile says the rest.
func WriteText(path string, content []byte, overwrite bool, temporary func(path string) (forget func())) error {
	return WriteFile(path, overwrite, temporary, func(to io.Writer) error {
		_, err := to.Write(content)
		return err
	})
}

// WriteFile writes what write gives it to a file in one step: whatever stands at
// path stays until the new content is on the disk. temporary, which may be nil, is
// told the path of the file in the making, and what it returns is called once that
// is gone.
func WriteFile(path string, overwrite bool, temporary func(path string) (forget func()), write func(to io.Writer) error) error {
	r, err := replaceFile(path, overwrite)
	if err != nil {
		return err
	}
	if temporary != nil {
		defer temporary(r.temp)()
	}
	defer r.abort()
	r.removeLeftovers()
	f, err := os.OpenFile(r.temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(f, 64<<10)
	err = write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return r.commit()
}
