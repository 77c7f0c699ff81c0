using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>
/// Turns an SPDX 2 document in tag-value form into its JSON form, as far as something here reads it: packages and files with their digests
/// and licences.
/// </summary>
/// <remarks>Source: SPDX 2.3, clauses 7 and 8, and its JSON schema.</remarks>
public static class SpdxTagValue
{
    private const string TextBegin = "<text>";
    private const string TextEnd = "</text>";

    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Tags of one value, and what they are called in JSON.
    private static readonly Dictionary<string, string> s_members = new(StringComparer.Ordinal)
    {
        ["PackageVersion"] = "versionInfo",
        ["PackageLicenseConcluded"] = "licenseConcluded",
        ["PackageLicenseDeclared"] = "licenseDeclared",
        ["PrimaryPackagePurpose"] = "primaryPackagePurpose",
        ["LicenseConcluded"] = "licenseConcluded",
    };

    /// <summary>Reads a document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="json">The same document as JSON in UTF-8.</param>
    /// <param name="problem">Why it cannot be read, as the rest of a sentence that begins with the file.</param>
    /// <returns>Whether it was read.</returns>
    public static bool TryRead(string text, [NotNullWhen(true)] out byte[]? json, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (json, problem) = (null, null);
        var (packages, files) = (new JsonArray(), new JsonArray());
        var document = new JsonObject { ["packages"] = packages, ["files"] = files };
        JsonObject? part = null;
        var (number, isInText) = (0, false);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (isInText)
            {
                isInText = !line.Contains(TextEnd, StringComparison.Ordinal);
                continue;
            }

            var said = line.Trim();
            if (said.IsEmpty || said[0] == '#')
            {
                continue;
            }

            if (said.IndexOf(':') is not (> 0 and var colon))
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"line {number} has no tag with a value");
                return false;
            }

            var (tag, value) = (said[..colon].Trim().ToString(), said[(colon + 1)..].Trim().ToString());
            isInText = value.StartsWith(TextBegin, StringComparison.Ordinal) && !value.Contains(TextEnd, StringComparison.Ordinal);
            switch (tag)
            {
                case "SPDXVersion":
                    document["spdxVersion"] = value;
                    break;
                case "PackageName":
                    packages.Add((JsonNode)(part = new JsonObject { ["name"] = value }));
                    break;
                case "FileName":
                    files.Add((JsonNode)(part = new JsonObject { ["fileName"] = value }));
                    break;
                // Snippets and licences that follow are no part of the file before them.
                case "SnippetSPDXID" or "LicenseID":
                    part = null;
                    break;
                case "PackageChecksum" or "FileChecksum":
                    Add(part, "checksums", value.Split(':', 2, StringSplitOptions.TrimEntries), "algorithm", "checksumValue");
                    break;
                case "ExternalRef":
                    var words = value.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                    Add(part, "externalRefs", words, "referenceCategory", "referenceType", "referenceLocator");
                    break;
                default:
                    if (part is not null && s_members.TryGetValue(tag, out var member))
                    {
                        part[member] = value;
                    }

                    break;
            }
        }

        json = JsonSerializer.SerializeToUtf8Bytes(document, s_options);
        return true;
    }

    private static void Add(JsonObject? part, string list, string[] values, params ReadOnlySpan<string> names)
    {
        if (part is null || values.Length != names.Length)
        {
            return;
        }

        var item = new JsonObject();
        for (var i = 0; i < names.Length; i++)
        {
            item[names[i]] = values[i];
        }

        if (part[list] is not JsonArray items)
        {
            part[list] = items = [];
        }

        items.Add((JsonNode)item);
    }
}
