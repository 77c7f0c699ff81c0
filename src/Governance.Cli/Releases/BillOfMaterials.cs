using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Cli.Releases;

/// <summary>A part of a program.</summary>
/// <param name="Type">Its type in CycloneDX: <c>library</c>, <c>container</c>, <c>framework</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; null where only the installation decides it.</param>
/// <param name="Reference">What other parts refer to it by: its package address, or a name of ours.</param>
internal sealed record Part(string Type, string Name, string? Version, string Reference)
{
    /// <summary>Package address (purl); null for parts that are no package.</summary>
    public string? PackageAddress { get; init; }

    /// <summary>Licence as an SPDX expression, or as its author wrote it.</summary>
    public string? Licence { get; init; }

    /// <summary>True when <see cref="Licence"/> is an SPDX expression.</summary>
    public bool IsExpression { get; init; }

    /// <summary>SHA-512 of the package, lower-case hex.</summary>
    public string? Sha512 { get; init; }

    /// <summary>References of the parts it uses.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];
}

/// <summary>
/// Writes a CycloneDX 1.6 document. The same parts give the same bytes: no time stands in it, and its serial number is made of its content.
/// </summary>
internal static class BillOfMaterials
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(string name, string version, string type, IEnumerable<Part> parts)
    {
        var sorted = parts
            .GroupBy(p => p.Reference, StringComparer.Ordinal)
            .Select(g => g.First())
            .OrderBy(p => p.Reference, StringComparer.Ordinal)
            .ToList();
        var known = sorted.Select(p => p.Reference).ToHashSet(StringComparer.Ordinal);
        var root = $"governance:{name}@{version}";
        var used = sorted.SelectMany(p => p.Uses).ToHashSet(StringComparer.Ordinal);
        var bill = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = type,
                    ["bom-ref"] = root,
                    ["name"] = name,
                    ["version"] = version,
                    ["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "Apache-2.0" } }),
                },
            },
            ["components"] = new JsonArray([.. sorted.Select(p => (JsonNode)Component(p))]),
            ["dependencies"] = new JsonArray([
                Dependency(root, sorted.Select(p => p.Reference).Where(r => !used.Contains(r))),
                .. sorted.Select(p => (JsonNode)Dependency(p.Reference, p.Uses.Where(known.Contains))),
            ]),
        };
        var content = SHA256.HashData(Encoding.UTF8.GetBytes(bill.ToJsonString()));
        bill.Insert(3, "serialNumber", $"urn:uuid:{Uuid(content)}");
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, s_options))
        {
            bill.WriteTo(writer);
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static JsonObject Component(Part part)
    {
        var component = new JsonObject
        {
            ["type"] = part.Type,
            ["bom-ref"] = part.Reference,
            ["name"] = part.Name,
        };
        if (part.Version is { } version)
        {
            component["version"] = version;
        }

        if (part.Sha512 is { } sha512)
        {
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = sha512 });
        }

        if (part.Licence is { } licence)
        {
            component["licenses"] = new JsonArray(
                part.IsExpression
                    ? new JsonObject { ["expression"] = licence }
                    : new JsonObject { ["license"] = new JsonObject { ["name"] = licence } }
            );
        }

        if (part.PackageAddress is { } address)
        {
            component["purl"] = address;
        }

        return component;
    }

    private static JsonObject Dependency(string reference, IEnumerable<string> uses) =>
        new()
        {
            ["ref"] = reference,
            ["dependsOn"] = new JsonArray([
                .. uses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(u => (JsonNode)u),
            ]),
        };

    // RFC 9562, version 8: a UUID of our own making.
    private static Guid Uuid(byte[] hash)
    {
        var bytes = hash[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
