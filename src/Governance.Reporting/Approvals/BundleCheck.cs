using System.Security.Cryptography;
using System.Text.Json;

namespace Governance.Reporting.Approvals;

/// <summary>Holds the bundle's bytes against its digest, and reads its members out for people.</summary>
internal static class BundleCheck
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 16 };

    /// <exception cref="ReportDataException">The bytes are not what was signed.</exception>
    public static void Require(ApprovalRecord record)
    {
        var actual = Convert.ToHexStringLower(SHA256.HashData(record.Bundle.CanonicalJson.Span));
        if (actual != record.Bundle.Sha256)
        {
            throw new ReportDataException(
                $"The bundle of {record.PromotionId} has the digest {actual}, but {record.Bundle.Sha256} is on record. The report was not "
                    + "created; check the database with \"db check\"."
            );
        }
    }

    /// <summary>
    /// Its fields in the order of the bytes, each with a line for everything in it; a field without lines has nothing in it.
    /// </summary>
    /// <exception cref="ReportDataException">The bytes are not JSON.</exception>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Lines)> Members(ReadOnlyMemory<byte> canonicalJson)
    {
        try
        {
            using var document = JsonDocument.Parse(canonicalJson, s_reading);
            return [.. document.RootElement.EnumerateObject().Select(member => (member.Name, Lines(member.Value)))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ReportDataException("The bundle is not JSON, though its digest matches.", exception);
        }
    }

    private static IReadOnlyList<string> Lines(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(Line)],
            _ => [Line(value)],
        };

    // What says itself what it is stands alone: an id, a name, a digest. Any other value has its name before it.
    private static string Line(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => string.Join(
                ", ",
                value
                    .EnumerateObject()
                    .Where(p => p.Value.ValueKind is not JsonValueKind.Null)
                    // What it is comes first, and a digest, which is longer than the line, last.
                    .OrderBy(p =>
                        p.Name is "id" or "name" ? 0
                        : IsDigest(p.Name) ? 2
                        : 1
                    )
                    .Select(p => p.Name is "id" or "name" or "kind" || IsDigest(p.Name) ? Line(p.Value) : $"{p.Name} {Line(p.Value)}")
            ),
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Line)),
            _ => value.ToString(),
        };

    private static bool IsDigest(string name) => name.EndsWith("sha256", StringComparison.OrdinalIgnoreCase);
}
