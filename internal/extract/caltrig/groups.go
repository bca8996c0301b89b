package caltrig

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
)

// Group is a group with the ids of its cells.
type Group struct {
	Name string
	IDs  []int64
}

// ParseGroups reads the groups in the order of the file.
func ParseGroups(text []byte) ([]Group, error) {
	d := json.NewDecoder(strings.NewReader(string(text)))
	if t, err := d.Token(); err != nil {
		return nil, fmt.Errorf("is no JSON: %w", err)
	} else if t != json.Delim('{') {
		return nil, errors.New("does not hold groups by their names")
	}
	var groups []Group
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("is no JSON: %w", err)
		}
		name, _ := key.(string)
		g := Group{Name: strings.TrimPrefix(name, "Group ")}
		var ids []float64
		if err := d.Decode(&ids); err != nil {
			return nil, fmt.Errorf("group %q: expected a list of unit ids: %w", name, err)
		}
		for _, id := range ids {
			if id != math.Trunc(id) || math.Abs(id) >= 1<<53 {
				return nil, fmt.Errorf("group %q holds %v, expected unit ids", name, id)
			}
			g.IDs = append(g.IDs, int64(id))
		}
		groups = append(groups, g)
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("is no JSON: %w", err)
	}
	return groups, nil
}
