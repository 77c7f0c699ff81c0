using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Policies;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// The text in which a reading of an evidence payload is kept beside the evidence (<c>Evidence.FactsJson</c>), so that a gate need not read
/// it again.
/// </summary>
public static class StoredEvidenceFacts
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes a reading.</summary>
    public static string Write(EvidenceReading reading) => JsonSerializer.Serialize(reading, s_options);

    /// <summary>
    /// Reads what <see cref="Write"/> wrote. Evidence without a reading counts as evidence of which only its existence is known.
    /// </summary>
    /// <exception cref="FormatException">The text is not ours.</exception>
    public static EvidenceReading Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text == "{}")
        {
            return new EvidenceReading(EvidenceFacts.None, [], null);
        }

        try
        {
            return JsonSerializer.Deserialize<EvidenceReading>(text, s_options) is { Facts: not null, Metrics: not null } reading
                ? reading
                : throw new FormatException("The stored facts of a piece of evidence are incomplete.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The stored facts of a piece of evidence cannot be read.", e);
        }
    }
}
