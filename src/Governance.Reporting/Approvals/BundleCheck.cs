using System.Globalization;
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

    /// <summary>Each leaf with its path, in the order of the bytes; what does not exist is said to be none.</summary>
    /// <exception cref="ReportDataException">The bytes are not JSON.</exception>
    public static IReadOnlyList<(string Path, string Value, bool IsNone)> Members(ReadOnlyMemory<byte> canonicalJson)
    {
        try
        {
            using var document = JsonDocument.Parse(canonicalJson, s_reading);
            var members = new List<(string, string, bool)>();
            Collect(document.RootElement, "", members);
            return members;
        }
        catch (JsonException exception)
        {
            throw new ReportDataException("The bundle is not JSON, though its digest matches.", exception);
        }
    }

    private static void Collect(JsonElement element, string path, List<(string, string, bool)> members)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Collect(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", members);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() == 0:
                members.Add((path, "none", true));
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{++index}]"), members);
                }

                break;
            case JsonValueKind.Null:
                members.Add((path, "none", true));
                break;
            default:
                members.Add((path, element.ToString(), false));
                break;
        }
    }
}
