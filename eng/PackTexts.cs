using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Packs texts into one compressed file: their count, then each after its name. Of a resource file these are its entries; any other file is
/// one, under the name that its item has in <c>As</c>. PackedTexts of Governance.Localisation reads it. Compiled by the build
/// (pack-texts.targets).
/// </summary>
public sealed class PackTexts : Task
{
    /// <summary>The files.</summary>
    [Required]
    public ITaskItem[] Files { get; set; }

    /// <summary>The packed file to write.</summary>
    [Required]
    public string To { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        // The order is that of the names, wherever the build runs.
        var all = Files.SelectMany(Read).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        Directory.CreateDirectory(Path.GetDirectoryName(To));
        using (var texts = new BinaryWriter(new GZipStream(File.Create(To), CompressionLevel.Optimal)))
        {
            texts.Write(all.Count);
            foreach (var text in all)
            {
                texts.Write(text.Key);
                texts.Write(text.Value);
            }
        }

        return true;
    }

    private static IEnumerable<KeyValuePair<string, string>> Read(ITaskItem file)
    {
        if (Path.GetExtension(file.ItemSpec) != ".resx")
        {
            return new[] { new KeyValuePair<string, string>(file.GetMetadata("As"), File.ReadAllText(file.ItemSpec)) };
        }

        return XDocument
            .Load(file.ItemSpec)
            .Root.Elements("data")
            .Select(d => new KeyValuePair<string, string>((string)d.Attribute("name"), (string)d.Element("value")));
    }
}
