using System.Globalization;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Models.Registry;

/// <summary>What was read from an evidence payload, as kept in <see cref="Evidence.FactsJson"/>.</summary>
public static class EvidenceReadings
{
    /// <summary>Reads facts and metrics for the gate; a payload that is not JSON gives none.</summary>
    public static string Of(EvidenceKind kind, byte[]? payload, string mediaType) =>
        StoredEvidenceFacts.Write(EvidenceFacts.Read(WireName.Of(kind), payload ?? [], mediaType));

    /// <summary>What is kept of a payload that would be read if it were smaller: why it does not count.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="most">Size up to which payloads are read.</param>
    public static string TooLarge(long bytes, long most) =>
        StoredEvidenceFacts.Write(
            new(
                new() { Unreadable = string.Create(CultureInfo.InvariantCulture, $"it has {bytes:#,0} bytes, and {most:#,0} are read") },
                [],
                null
            )
        );

    /// <summary>Why the payload could not be read, or null.</summary>
    public static string? Unreadable(string factsJson) => Fact(factsJson, "unreadable");

    /// <summary>Why the payload measured nothing that counts at a gate, or null.</summary>
    public static string? NotMeasured(string factsJson) => Fact(factsJson, "notMeasured");

    private static string? Fact(string factsJson, string name)
    {
        using var document = JsonDocument.Parse(factsJson);
        return document.RootElement.TryGetProperty("facts", out var facts) && facts.TryGetProperty(name, out var why)
            ? why.GetString()
            : null;
    }
}
