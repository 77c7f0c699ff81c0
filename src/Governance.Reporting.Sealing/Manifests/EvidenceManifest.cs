using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Governance.Reporting.Manifests;

/// <summary>The machine-readable twin of a report's evidence references, attached to the PDF and covered by its seal.</summary>
public sealed record EvidenceManifest
{
    public const string Schema = "governance.evidence-manifest/v1";
    public const string FileName = "evidence-manifest.json";
    public const string MediaType = "application/json";

    // The JSON is read by programs and shown as text, never put into a page: only what JSON itself asks is escaped.
    private static readonly JsonWriterOptions s_writing = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string DocumentId { get; init; }

    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public string? BundleDigest { get; init; }

    public required IReadOnlyList<EvidencedClaim> Claims { get; init; }

    /// <summary>
    /// UTF-8 JSON: <c>schema, documentId, kind, subject, madeAt, bundleDigest, claims[{claim, value, evidence, kind, sha256, logged?}]</c>.
    /// </summary>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_writing))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("documentId", DocumentId);
            json.WriteString("kind", Kind);
            json.WriteString("subject", Subject);
            json.WriteString("madeAt", MadeAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("bundleDigest", BundleDigest);
            json.WriteStartArray("claims");
            foreach (var claim in Claims)
            {
                Write(json, claim);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not a manifest of this schema.</exception>
    public static EvidenceManifest Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        try
        {
            if (root.GetProperty("schema").GetString() != Schema)
            {
                throw new JsonException($"The manifest is not of the schema {Schema}.");
            }

            return new()
            {
                DocumentId = Text(root, "documentId"),
                Kind = Text(root, "kind"),
                Subject = Text(root, "subject"),
                MadeAt = root.GetProperty("madeAt").GetDateTimeOffset(),
                BundleDigest = root.GetProperty("bundleDigest").GetString(),
                Claims = [.. root.GetProperty("claims").EnumerateArray().Select(Read)],
            };
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("The manifest lacks a member or has one of the wrong type.", exception);
        }
    }

    private static EvidencedClaim Read(JsonElement claim) =>
        new(
            Text(claim, "claim"),
            claim.GetProperty("value").GetString(),
            new(Text(claim, "evidence"), Text(claim, "kind"), Text(claim, "sha256"))
            {
                IsUnlogged = claim.TryGetProperty("logged", out var logged) && !logged.GetBoolean(),
            }
        );

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new JsonException($"The manifest's member {name} is null.");

    private static void Write(Utf8JsonWriter json, EvidencedClaim claim)
    {
        json.WriteStartObject();
        json.WriteString("claim", claim.Claim);
        json.WriteString("value", claim.Value);
        json.WriteString("evidence", claim.Evidence.Id);
        json.WriteString("kind", claim.Evidence.Kind);
        json.WriteString("sha256", claim.Evidence.Sha256);
        if (claim.Evidence.IsUnlogged)
        {
            json.WriteBoolean("logged", false);
        }

        json.WriteEndObject();
    }
}

/// <summary>A statement of the report, the value it prints where there is one, and what proves it.</summary>
public sealed record EvidencedClaim(string Claim, string? Value, EvidenceReference Evidence);
