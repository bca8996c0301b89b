package dump

import "context"

// metadataTable has one row a value that somebody gave: its path in metadata
// files, and the value.
func (s *Source) metadataTable() *Table {
	given := s.Metadata.Given()
	return &Table{Columns: []string{"path", "value"}, Rows: len(given), each: func(_ context.Context, to Writer) error {
		for _, g := range given {
			to.Text(g.Path)
			to.Text(g.Value)
			if err := to.EndRow(); err != nil {
				return err
			}
		}
		return nil
	}}
}
