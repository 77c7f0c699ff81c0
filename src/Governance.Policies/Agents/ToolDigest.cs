using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>
/// Digests of what a tool tells a model about itself. A server that changes one of its words or one member of a schema gets another
/// digest, and so does one that adds or drops a tool.
/// </summary>
public static class ToolDigest
{
    /// <summary>SHA-256 of a tool: canonical JSON of its name, its description and the digests of its schemas.</summary>
    /// <param name="name">Name by which it is called.</param>
    /// <param name="description">What it says of itself, or null.</param>
    /// <param name="inputSchema">JSON schema of its arguments, read strictly; null without one.</param>
    /// <param name="outputSchema">JSON schema of what it answers, read strictly; null without one.</param>
    /// <exception cref="InvalidOperationException">A text or number has no canonical form, such as half of a surrogate pair.</exception>
    public static string OfTool(string name, string? description, JsonElement? inputSchema, JsonElement? outputSchema) =>
        Sha256Hex.Of(
            CanonicalJson.Serialize(
                new JsonObject
                {
                    ["name"] = name,
                    ["description"] = description,
                    ["inputSchemaSha256"] = OfSchema(inputSchema),
                    ["outputSchemaSha256"] = OfSchema(outputSchema),
                }
            )
        );

    /// <summary>SHA-256 of all tools of a server, in any order.</summary>
    /// <param name="tools">Name and digest (<see cref="OfTool"/>) of each; names are unique on a server.</param>
    /// <exception cref="ArgumentException">A name comes twice.</exception>
    public static string OfServer(IEnumerable<(string Name, string Sha256)> tools)
    {
        var listed = new JsonObject();
        foreach (var (name, sha256) in tools)
        {
            listed.Add(name, sha256);
        }

        return Sha256Hex.Of(CanonicalJson.Serialize(listed));
    }

    private static string? OfSchema(JsonElement? schema)
    {
        if (schema is not { } element)
        {
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>(512);
        CanonicalJson.Write(element, bytes);
        return Sha256Hex.Of(bytes.WrittenSpan);
    }
}
