// Package naming makes paths of metadata, and metadata of paths.
//
// DANDIPath and ExpandPath name an output after the fields of a session; Read
// does the reverse and takes fields from the path of a source. Errors have a
// method Hint, which returns the cure.
//
// The words of this package:
//
//   - element: the name of one folder or file of a path
//   - field: a value of the metadata by its path, in braces: {subject_id}
//   - template: a text with fields that an output is named after
//   - pattern: a text with fields that the path of a source is compared with
//   - piece: a part of a template or pattern, either text or a field
//   - directive: a part of a time's format, such as %Y
//   - clock: the digits of a time as a clock at the recording showed them
package naming
