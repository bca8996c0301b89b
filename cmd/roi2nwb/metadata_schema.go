package main

import (
	"github.com/spf13/cobra"

	"roi2nwb/internal/metadata/jsonschema"
)

func newMetadataSchemaCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of metadata files, for editors",
		Long: `Schema prints the JSON Schema of metadata files, in both of their shapes. Editors
that know it complete keys, explain them, and underline what is wrong.

  roi2nwb metadata schema > roi2nwb.schema.json

For VS Code with the YAML extension, and every other editor that runs the
yaml-language-server, begin a metadata file with this line:

  # yaml-language-server: $schema=roi2nwb.schema.json

or name the files once, in the settings of VS Code:

  "yaml.schemas": {"./roi2nwb.schema.json": ["*metadata*.yaml", "lab.yaml"]}

JSON files name it by a key of their own in the settings: "json.schemas".

Exit status:
  0    done
  1    the schema could not be written
  2    a flag is wrong`,
		Example: `  roi2nwb metadata schema > roi2nwb.schema.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("no arguments are expected; %q was given", args[0])
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			schema, err := jsonschema.Schema()
			if err != nil {
				return err
			}
			_, err = s.Out.Write(schema)
			return err
		},
	}
}
