using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Cards;
using Governance.Domain.Models;

namespace Governance.Portal.Models.Cards;

/// <summary>Writes a model card as a CycloneDX 1.7 document. Its schema allows no member of ours, so sources stand in properties.</summary>
internal static class CycloneDx
{
    public const string MediaType = "application/vnd.cyclonedx+json";

    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(CardView card, ModelVersion version)
    {
        var manifest = version.ReadManifest();
        var bom = new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.7",
            ["serialNumber"] = $"urn:uuid:{Serial(card, version)}",
            ["version"] = Math.Max(1, card.Number),
            ["metadata"] = new JsonObject
            {
                ["timestamp"] = (card.SubmittedAt ?? version.RegisteredAt).UtcDateTime.ToString(
                    "yyyy-MM-dd'T'HH:mm:ss'Z'",
                    CultureInfo.InvariantCulture
                ),
                ["component"] = new JsonObject
                {
                    ["type"] = "machine-learning-model",
                    ["bom-ref"] = version.Id,
                    ["name"] = version.Model,
                    ["version"] = version.Version,
                    ["hashes"] = version.ArtifactSha256.Length == 0 ? new JsonArray() : Hashes(version.ArtifactSha256),
                    ["modelCard"] = ModelCard(card, manifest),
                },
            },
            ["components"] = new JsonArray([
                .. manifest.Datasets.Select(
                    (d, i) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["type"] = "data",
                                ["bom-ref"] = Ref(i),
                                ["name"] = d.Name,
                                ["version"] = d.Version,
                                ["hashes"] = Hashes(d.Sha256),
                                ["data"] = new JsonArray(new JsonObject { ["type"] = "dataset", ["name"] = d.Name }),
                            }
                ),
            ]),
        };
        return JsonSerializer.SerializeToUtf8Bytes(bom, s_options);
    }

    private static JsonObject ModelCard(CardView card, VersionManifest manifest)
    {
        var fields = card.Fields.ToDictionary(f => f.Key, StringComparer.Ordinal);
        var parameters = new JsonObject
        {
            ["datasets"] = new JsonArray([.. manifest.Datasets.Select((_, i) => (JsonNode)new JsonObject { ["ref"] = Ref(i) })]),
        };
        if (fields["architecture"].Lines.Count > 0)
        {
            parameters["modelArchitecture"] = Joined(fields["architecture"]);
        }

        var considerations = new JsonObject();
        Texts(considerations, "users", fields["users"]);
        Texts(considerations, "useCases", fields["intendedUse"]);
        Texts(considerations, "technicalLimitations", fields["limitations"]);
        if (fields["ethicalConsiderations"].Lines.Count > 0)
        {
            considerations["ethicalConsiderations"] = new JsonArray(new JsonObject { ["name"] = Joined(fields["ethicalConsiderations"]) });
        }

        return new JsonObject
        {
            ["modelParameters"] = parameters,
            ["quantitativeAnalysis"] = new JsonObject
            {
                ["performanceMetrics"] = new JsonArray([.. manifest.Metrics.Select(m => (JsonNode)Metric(m))]),
            },
            ["considerations"] = considerations,
            ["properties"] = new JsonArray([.. card.Fields.SelectMany(Properties)]),
        };
    }

    // Numbers are texts in this schema.
    private static JsonObject Metric(MetricFacts metric)
    {
        var json = new JsonObject { ["type"] = metric.Name, ["value"] = Number(metric.Value) };
        if (metric is { Low: { } low, High: { } high })
        {
            json["confidenceInterval"] = new JsonObject { ["lowerBound"] = Number(low), ["upperBound"] = Number(high) };
        }

        return json;
    }

    private static IEnumerable<JsonNode> Properties(FieldValue field)
    {
        yield return Property($"governance:{field.Key}:status", Domain.WireName.Of(field.Status));
        foreach (var line in field.Lines)
        {
            yield return Property($"governance:{field.Key}", line);
        }

        foreach (var source in field.Sources)
        {
            yield return Property(
                $"governance:{field.Key}:source",
                source.Sha256 is { } sha256 ? $"{source.Kind} {source.Id} sha256:{sha256}" : $"{source.Kind} {source.Id}"
            );
        }
    }

    private static JsonObject Property(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static void Texts(JsonObject into, string member, FieldValue field)
    {
        if (field.Lines.Count > 0)
        {
            into[member] = new JsonArray([.. field.Lines.Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => (JsonNode)l)]);
        }
    }

    private static string Joined(FieldValue field) => string.Join('\n', field.Lines);

    private static JsonArray Hashes(string sha256) => [new JsonObject { ["alg"] = "SHA-256", ["content"] = sha256 }];

    private static string Ref(int dataset) => string.Create(CultureInfo.InvariantCulture, $"dataset-{dataset + 1}");

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // The same card has the same number: of the version's digest, in the form of a UUID of no other kind (version 8).
    private static Guid Serial(CardView card, ModelVersion version)
    {
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{version.ManifestSha256} {card.Subject}"));
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
