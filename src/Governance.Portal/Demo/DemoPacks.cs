using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// The policy packs, which judge the demo's models by their tags. Those for prices and assistants block. The others are tried out: they say
/// what the models in production lack (a signature, someone else's validation, a canary) and block nothing yet.
/// </summary>
internal sealed class DemoPacks(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ActivatePolicy activate,
    AddEvidence addEvidence,
    TimeProvider clock
)
{
    private const string Tool = "demo data";
    private const string Assistant = "policy-assistant";
    private const int QuestionsAboutRights = 320;
    private const int DaysBeforeRelease = 60;

    private static readonly HashSet<string> s_enforced = new(["pricing", "llm-and-rag"], StringComparer.Ordinal);

    /// <summary>Puts the packs in force. The first refusal ends it.</summary>
    public async Task<Refusal?> ActivateAsync(Action<string> say, CancellationToken ct)
    {
        foreach (var pack in PolicyPacks.All)
        {
            var enforces = s_enforced.Contains(pack.Name);
            var text = enforces ? pack.Text : pack.Text.Replace("\n  mode: enforce\n", "\n  mode: dryrun\n", StringComparison.Ordinal);
            var active = await activate.RunAsync(Actor.Host, Encoding.UTF8.GetBytes(text), $"{pack.Name}.yaml", ct);
            if (active.Refusal is { } refusal)
            {
                return refusal;
            }

            say($"policy pack {pack.Name} is in force{(enforces ? "" : ", to try it out")}");
        }

        return null;
    }

    /// <summary>
    /// Files for every version of the assistant what its pack asks for beside the suites of the samples, so that these decide: a scan of
    /// its data, a test of rights, and who reviews its answers.
    /// </summary>
    public async Task<Refusal?> FileAsync(Actor engineer, CancellationToken ct)
    {
        List<ModelVersion> versions;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            versions = await db.Versions.AsNoTracking().Where(v => v.Model == Assistant).OrderBy(v => v.Number).ToListAsync(ct);
        }

        foreach (var version in versions)
        {
            foreach (var (kind, payload) in EvidenceOf(version))
            {
                // The validation on hold-out rows stays the newest of its kind.
                var made = clock.GetUtcNow().AddDays(kind == "validation" ? -DaysBeforeRelease : 0);
                var command = new AddEvidence.Command(Assistant, version.Version, kind, Tool, Time(made));
                if ((await addEvidence.RunAsync(engineer, command, JsonSerializer.SerializeToElement(payload), ct)).Refusal is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return null;
    }

    private IEnumerable<(string Kind, JsonObject Payload)> EvidenceOf(ModelVersion version)
    {
        yield return (
            "pii-scan",
            new JsonObject
            {
                ["synthetic"] = true,
                ["datasetSha256"] = new JsonArray([.. version.ReadManifest().Datasets.Select(d => (JsonNode)d.Sha256)]),
                ["detectors"] = new JsonArray("email", "phone", "iban", "national-id", "secret"),
                ["fields"] = new JsonArray(),
                ["findings"] = 0,
            }
        );
        var asked = version
            .ReadManifest()
            .Datasets.First(d => d is { Role: "test" } && d.Name.EndsWith("judgements", StringComparison.Ordinal));
        yield return (
            "validation",
            new JsonObject
            {
                ["synthetic"] = true,
                ["subject"] = new JsonObject
                {
                    ["artifactSha256"] = version.ArtifactSha256,
                    ["datasetSha256"] = asked.Sha256,
                    ["rows"] = QuestionsAboutRights,
                },
                ["description"] = "Questions asked with accounts of four branches about documents of the other three.",
                ["metrics"] = new JsonObject
                {
                    ["unauthorisedRetrievalRate"] = new JsonObject { ["value"] = 0, ["n"] = QuestionsAboutRights },
                },
            }
        );
        yield return (
            "other",
            new JsonObject
            {
                ["synthetic"] = true,
                ["oversight"] = new JsonObject
                {
                    ["overseers"] = new JsonArray("Tomasz Wieczorek", "Marta Kowalska"),
                    ["stopControlTestedAt"] = Time(clock.GetUtcNow().AddDays(-21)),
                },
            }
        );
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
