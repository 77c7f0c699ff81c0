using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Models.Registry;
using Governance.Transparency;

namespace Governance.Portal.Demo;

/// <summary>
/// A small model with a release every few weeks: without it the demo would have two approvals in half a year, and no figure that is a
/// median. Its file and its figures are made here and say that they are synthetic.
/// </summary>
internal sealed class DemoRouter(
    ContentStore store,
    RegisterModel registerModel,
    RegisterVersion registerVersion,
    AddEvidence addEvidence,
    TimeProvider clock
)
{
    /// <summary>Its name.</summary>
    public const string Model = "complaint-router";

    private const string Tool = "demo data";
    private const long MaxArtifactBytes = 1L << 20;
    private const int Rows = 1_800;

    /// <summary>Registers the model.</summary>
    public async Task<Refusal?> RegisterAsync(Actor engineer, CancellationToken ct) =>
        (
            await registerModel.RunAsync(
                engineer,
                new(Model, DemoScene.Owner)
                {
                    DisplayName = "Complaint router",
                    Purpose = "Routes written complaints to the team that answers them; a clerk can move any of them.",
                    RiskClass = "limited",
                    Tags = new Dictionary<string, string?>(StringComparer.Ordinal) { ["synthetic"] = "true" },
                },
                ct
            )
        ).Refusal;

    /// <summary>Registers a version with its file, the validation of the same day and its regions.</summary>
    public async Task<Refusal?> VersionAsync(Actor engineer, string version, double auc, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["synthetic"] = true,
                ["model"] = Model,
                ["version"] = version,
                ["classes"] = new JsonArray("accounts", "cards", "loans", "fraud"),
            }.ToJsonString()
        );
        using var file = new MemoryStream(bytes, writable: false);
        var received = await store.ReceiveAsync(file, MaxArtifactBytes, "Limits__ArtifactBytes", ct);
        if (received.Refusal is { } tooLarge)
        {
            return tooLarge;
        }

        await using var incoming = received.Value;
        var digest = Sha256Hex.Of(bytes);
        var registered = await registerVersion.RunAsync(
            engineer,
            new(Model, version, new(digest, bytes.Length, "application/json", $"{Model}-{version}.json")),
            incoming,
            ct
        );
        if (registered.Refusal is { } refusal)
        {
            return refusal;
        }

        var made = clock.GetUtcNow().AddMinutes(-20).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        foreach (var (kind, payload) in EvidenceOf(digest, auc))
        {
            var command = new AddEvidence.Command(Model, version, kind, Tool, made);
            if ((await addEvidence.RunAsync(engineer, command, JsonSerializer.SerializeToElement(payload), ct)).Refusal is { } bad)
            {
                return bad;
            }
        }

        return null;
    }

    private static IEnumerable<(string Kind, JsonObject Payload)> EvidenceOf(string artifact, double auc)
    {
        yield return (
            "validation",
            new JsonObject
            {
                ["synthetic"] = true,
                ["artifactSha256"] = artifact,
                ["subject"] = new JsonObject { ["artifactSha256"] = artifact, ["rows"] = Rows },
                ["rows"] = Rows,
                ["metrics"] = new JsonObject
                {
                    ["auc"] = new JsonObject { ["value"] = auc, ["n"] = Rows },
                },
            }
        );
        yield return (
            "sbom",
            new JsonObject
            {
                ["bomFormat"] = "CycloneDX",
                ["specVersion"] = "1.6",
                ["version"] = 1,
                ["metadata"] = new JsonObject
                {
                    ["properties"] = new JsonArray(new JsonObject { ["name"] = "synthetic", ["value"] = "true" }),
                },
                ["components"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "library",
                        ["name"] = "word-counts",
                        ["version"] = "4.2.0",
                        ["purl"] = "pkg:generic/word-counts@4.2.0",
                        ["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "Apache-2.0" } }),
                    }
                ),
            }
        );
        yield return (
            "other",
            new JsonObject
            {
                ["synthetic"] = true,
                ["artifactSha256"] = artifact,
                ["regions"] = new JsonObject { ["hosting"] = new JsonArray("eu-central-1") },
            }
        );
    }
}
