using System.Text.Json.Nodes;
using Governance.Data.Artifacts;
using Governance.Transparency;

namespace Governance.Portal.Compliance.Documents;

/// <summary>Reads the machine-readable form a report was stored with.</summary>
internal static class ReadTwin
{
    /// <summary>The JSON; null when the bytes are gone or are not those of the digest.</summary>
    public static async Task<JsonObject?> RunAsync(ContentStore store, string sha256, CancellationToken ct)
    {
        if (!await store.HasAsync(sha256, ct))
        {
            return null;
        }

        await using var stream = await store.OpenReadAsync(sha256, ct);
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, ct);
        var bytes = buffer.ToArray();
        return Sha256Hex.Of(bytes) == sha256 ? JsonNode.Parse(bytes) as JsonObject : null;
    }
}
