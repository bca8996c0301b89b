package nwb

import (
	"errors"
	"os"
)

// WriteText writes a small file in one step, as Write does a large one: whatever
// stands at path stays until the new content is on the disk. temporary, which may
// be nil, is told the path of the file in the making, and what it returns is
// called once that is gone.
func WriteText(path string, content []byte, overwrite bool, temporary func(path string) (forget func())) error {
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
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return r.commit()
}
