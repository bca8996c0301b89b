package session

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MendTexts replaces in all texts of a source what no text in an NWB file can
// hold: bytes that are no UTF-8, as of files in older encodings, and zero bytes,
// at which readers stop. Remarks say where.
func (s *Segmentation) MendTexts() {
	s.Version = s.mendText(s.Version, "the version")
	s.mendAll(s.IDs, "ROI ids")
	for i := range s.Columns {
		c := &s.Columns[i]
		s.mendAll(c.Texts, c.Source)
		for _, list := range c.Lists {
			s.mendAll(list, c.Source)
		}
	}
	if s.Missed != nil {
		s.mendAll(s.Missed.IDs, s.Missed.Source)
	}
	for i := range s.Parameters {
		p := &s.Parameters[i]
		place := p.Group + "/" + p.Name
		p.Group, p.Name, p.Value = s.mendText(p.Group, place), s.mendText(p.Name, place), s.mendText(p.Value, place)
	}
	for i := range s.Hints {
		h := &s.Hints[i]
		switch v := h.Value.(type) {
		case string:
			h.Value = s.mendText(v, h.Origin)
		case []string:
			s.mendAll(v, h.Origin)
		}
	}
}

func (s *Segmentation) mendAll(texts []string, place string) {
	for i, text := range texts {
		texts[i] = s.mendText(text, place)
	}
}

// mendText returns the text as it can be written.
func (s *Segmentation) mendText(text, place string) string {
	if utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 {
		return text
	}
	const replacement = "\ufffd"
	mended := strings.ReplaceAll(strings.ToValidUTF8(text, replacement), "\x00", replacement)
	s.Remarks = append(s.Remarks, fmt.Sprintf("%s: %s is no UTF-8 text, or holds zero bytes: it is written as %s", Quoted(place), Quoted(text), Quoted(mended)))
	return mended
}
