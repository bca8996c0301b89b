// Package roitable adds the columns of a user's table to the ROIs of a
// segmentation.
//
// A table is text in UTF-8, its cells parted by commas, tabs or semicolons,
// whichever its first line has; quotes are those of RFC 4180. The first line has
// the names of the columns, of which the first holds the ids of the ROIs as the
// source has them. Where the second line begins with #, its cells describe the
// columns. Each further line is one ROI; their order is free, and each ROI has
// one.
//
// A column holds whole numbers, numbers, true and false, or texts: the first of
// these that all its cells are. An empty cell is NaN among numbers, and else "".
// Numbers that would lose digits, such as 007 or 12345678901234567890, are texts.
package roitable
