using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Takes from XML documentation what the API's description says of types and their properties, each by its id, and packs it as PackTexts does.
/// Compiled by the build of the host (api-texts.targets).
/// </summary>
public sealed class WriteApiTexts : Task
{
    /// <summary>The XML documentation of the assemblies.</summary>
    [Required]
    public ITaskItem[] Files { get; set; }

    /// <summary>The packed file to write.</summary>
    [Required]
    public string To { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in Files.SelectMany(f => XDocument.Load(f.ItemSpec).Descendants("member")))
        {
            var id = (string)member.Attribute("name");
            if (id.StartsWith("T:", StringComparison.Ordinal))
            {
                // The properties of a record are described beside it.
                foreach (var parameter in member.Elements("param"))
                {
                    Add(texts, "P:" + id.Substring(2) + "." + (string)parameter.Attribute("name"), parameter, replaces: false);
                }
            }
            else if (!id.StartsWith("P:", StringComparison.Ordinal))
            {
                continue;
            }

            Add(texts, id, member.Element("summary"), replaces: true);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(To));
        using (var packed = new BinaryWriter(new GZipStream(File.Create(To), CompressionLevel.Optimal)))
        {
            packed.Write(texts.Count);
            foreach (var text in texts)
            {
                packed.Write(text.Key);
                packed.Write(text.Value);
            }
        }

        return true;
    }

    private static void Add(SortedDictionary<string, string> texts, string id, XElement words, bool replaces)
    {
        var text = words is null ? "" : string.Join(" ", Text(words).Split((char[])null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length > 0 && (replaces || !texts.ContainsKey(id)))
        {
            texts[id] = text;
        }
    }

    private static string Text(XElement element)
    {
        return string.Concat(element.Nodes().Select(Text));
    }

    private static string Text(XNode node)
    {
        if (node is XText text)
        {
            return text.Value;
        }

        if (!(node is XElement element))
        {
            return "";
        }

        switch (element.Name.LocalName)
        {
            case "c":
            case "code":
                return "`" + Text(element) + "`";
            case "para":
                return " " + Text(element) + " ";
            case "see":
            case "seealso":
            case "paramref":
            case "typeparamref":
                return element.IsEmpty ? NameOf(element) : Text(element);
            default:
                return Text(element);
        }
    }

    // M:Governance.Domain.Promotion.Sign(System.String) is Sign, and a list of T is List.
    private static string NameOf(XElement element)
    {
        var cref = (string)element.Attribute("cref");
        return cref is null
            ? (string)element.Attribute("langword") ?? (string)element.Attribute("name") ?? (string)element.Attribute("href") ?? ""
            : cref.Split('(')[0].Split('.', ':').Last().Split('`', '{')[0];
    }
}
