using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Transparency;

namespace Governance.Domain.Approvals;

/// <summary>
/// What a signature covers: every fact the decision rests on, by id and digest. The canonical bytes are hashed, stored and offered for
/// download.
/// </summary>
public sealed record EvidenceBundle(
    PromotionId Promotion,
    string Model,
    string Version,
    string VersionSha256,
    Stage From,
    Stage To,
    string ArtifactSha256,
    long ArtifactSizeBytes,
    GateRunId GateRun,
    string GateResultSha256,
    IReadOnlyList<BundledPolicy> Policies,
    IReadOnlyList<BundledEvidence> Evidence,
    string? ModelCardSha256,
    string? SystemCardSha256,
    string? ProductionVersion
)
{
    /// <summary>Waivers in force for the version.</summary>
    public IReadOnlyList<BundledWaiver> Waivers { get; init; } = [];

    /// <summary>Open risks of the model, of this version, or of its system.</summary>
    public IReadOnlyList<BundledRisk> Risks { get; init; } = [];

    /// <summary>The retirement that a request to retire belongs to; null for every other target.</summary>
    public BundledRetirement? Retirement { get; init; }

    /// <summary>Where measurements of the version stand, in bands; null, and left out, while nothing monitors it.</summary>
    public BundledMonitoring? Monitoring { get; init; }

    /// <summary>The reference that measurements of the version are compared with; null, and left out, where it has none.</summary>
    public BundledReference? Reference { get; init; }

    /// <summary>Who oversees which AI system of the model; none, and left out, where no policy asks or no system keeps a roster.</summary>
    public IReadOnlyList<BundledOversight> Oversight { get; init; } = [];

    /// <summary>
    /// Digest of the plan that states why a first version has no way back, where that takes the place of one; null, and left out, for every
    /// other.
    /// </summary>
    public string? NoRollbackPlanSha256 { get; init; }

    /// <summary>The experiment that the promotion is limited to; null, and left out, for every other.</summary>
    public BundledExperiment? Experiment { get; init; }

    /// <summary>True when the policies let the makers of the version sign; named in the document only then.</summary>
    public bool MakersMaySign { get; init; }

    /// <summary>The form of the document.</summary>
    public const string Schema = "governance.bundle/v1";

    /// <summary>The exact bytes whose SHA-256 is signed.</summary>
    public byte[] ToBytes() => CanonicalJson.Serialize(ToJson());

    /// <summary>
    /// The first top-level member in which two bundles differ, or null when they are the same. Of what monitoring measured, the fact whose
    /// band is another: <c>monitoring.drift</c>.
    /// </summary>
    public static string? FirstDifference(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        using var a = JsonDocument.Parse(before);
        using var b = JsonDocument.Parse(after);
        // What people change comes before what follows from it: a new piece of evidence also makes a new gate run.
        string[] order =
        [
            "artifact",
            "versionSha256",
            "evidence",
            "policies",
            "modelCardSha256",
            "systemCardSha256",
            "productionVersion",
            "waivers",
            "risks",
            "reference",
            "monitoring",
            "oversight",
            "retirement",
            "noRollback",
            "experiment",
            "makersMaySign",
            "from",
            "to",
            "gateRun",
        ];
        var first = order.FirstOrDefault(name => Member(a, name) != Member(b, name));
        return first == "monitoring" ? Measured(a, b) : first;
    }

    // Measured comes before raised: an alert follows from a measurement. Where one of the two has no bands at all, there is none to name.
    private static string Measured(JsonDocument before, JsonDocument after)
    {
        if (!before.RootElement.TryGetProperty("monitoring", out var was) || !after.RootElement.TryGetProperty("monitoring", out var now))
        {
            return "monitoring";
        }

        string[] facts = ["drift", "quality", "performance", "data", "alerts"];
        return facts.FirstOrDefault(fact => Band(was, fact) != Band(now, fact)) is { } moved ? $"monitoring.{moved}" : "monitoring";
    }

    private static string? Band(JsonElement bands, string fact) => bands.TryGetProperty(fact, out var band) ? band.GetRawText() : null;

    // Canonical bytes: the same text is the same value. Absent is another value than null.
    private static string? Member(JsonDocument bundle, string name) =>
        bundle.RootElement.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    private JsonObject ToJson()
    {
        var bundle = Always();
        if (Retirement is { } retirement)
        {
            bundle["retirement"] = new JsonObject { ["id"] = retirement.Id, ["sha256"] = retirement.Sha256 };
        }

        if (Experiment is { } experiment)
        {
            bundle["experiment"] = new JsonObject
            {
                ["id"] = experiment.Id,
                ["kind"] = experiment.Kind,
                ["share"] = experiment.Share,
                ["planSha256"] = experiment.PlanSha256,
            };
        }

        if (Monitoring is { } monitoring)
        {
            bundle["monitoring"] = monitoring.ToJson();
        }

        if (Reference is { } reference)
        {
            bundle["reference"] = new JsonObject { ["id"] = reference.Id, ["sha256"] = reference.Sha256 };
        }

        if (Oversight.Count > 0)
        {
            bundle["oversight"] = new JsonArray([
                .. Oversight
                    .OrderBy(o => o.System, StringComparer.Ordinal)
                    .Select(o =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["system"] = o.System,
                                ["overseers"] = new JsonArray([.. o.Overseers.Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]),
                            }
                    ),
            ]);
        }

        if (NoRollbackPlanSha256 is { } plan)
        {
            bundle["noRollback"] = new JsonObject { ["planSha256"] = plan };
        }

        if (MakersMaySign)
        {
            bundle["makersMaySign"] = true;
        }

        return bundle;
    }

    private JsonObject Always() =>
        new()
        {
            ["schema"] = Schema,
            ["promotion"] = Promotion.ToString(),
            ["model"] = Model,
            ["version"] = Version,
            ["versionSha256"] = VersionSha256,
            ["from"] = WireName.Of(From),
            ["to"] = WireName.Of(To),
            ["artifact"] = new JsonObject { ["sha256"] = ArtifactSha256, ["sizeBytes"] = ArtifactSizeBytes },
            ["gateRun"] = new JsonObject { ["id"] = GateRun.ToString(), ["resultSha256"] = GateResultSha256 },
            ["policies"] = new JsonArray([
                .. Policies
                    .OrderBy(p => p.Name, StringComparer.Ordinal)
                    .Select(p =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = p.Name,
                                ["version"] = p.Version,
                                ["sha256"] = p.Sha256,
                            }
                    ),
            ]),
            ["evidence"] = new JsonArray([.. Evidence.OrderBy(e => e.Id.Number).Select(e => (JsonNode)e.ToJson())]),
            ["waivers"] = new JsonArray([
                .. Waivers
                    .OrderBy(w => w.Id.Number)
                    .Select(w => (JsonNode)new JsonObject { ["id"] = w.Id.ToString(), ["sha256"] = w.Sha256 }),
            ]),
            ["modelCardSha256"] = ModelCardSha256,
            ["systemCardSha256"] = SystemCardSha256,
            ["risks"] = new JsonArray([.. Risks.OrderBy(r => r.Id.Number).Select(r => (JsonNode)r.ToJson())]),
            ["productionVersion"] = ProductionVersion,
        };
}

/// <summary>A policy by name, version and digest.</summary>
public sealed record BundledPolicy(string Name, string Version, string Sha256);

/// <summary>A piece of evidence by id, kind and digest.</summary>
public sealed record BundledEvidence(EvidenceId Id, EvidenceKind Kind, string Sha256)
{
    /// <summary>Ids of the people who attested it; none, and left out, where no one did.</summary>
    public IReadOnlyList<string> AttestedBy { get; init; } = [];

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id.ToString(),
            ["kind"] = WireName.Of(Kind),
            ["sha256"] = Sha256,
        };
        if (AttestedBy.Count > 0)
        {
            json["attestedBy"] = new JsonArray([.. AttestedBy.Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]);
        }

        return json;
    }
}

/// <summary>An AI system with the ids of the people who oversee it.</summary>
public sealed record BundledOversight(string System, IReadOnlyList<string> Overseers);

/// <summary>A waiver by id and digest of its granted record.</summary>
public sealed record BundledWaiver(WaiverId Id, string Sha256);

/// <summary>An open risk by id, revision and what is left of it; null when that is not assessed.</summary>
public sealed record BundledRisk(RiskId Id, int Revision, int? Residual)
{
    /// <summary>The appetite that was signed for its AI system; null, and left out, where none was or no policy asks.</summary>
    public int? Appetite { get; init; }

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id.ToString(),
            ["revision"] = Revision,
            ["residual"] = Residual,
        };
        if (Appetite is { } appetite)
        {
            json["appetite"] = appetite;
        }

        return json;
    }
}

/// <summary>
/// Where measurements of a version stand, each in a band, so that a number that moves within it changes no digest. Null, and left out,
/// where nothing was measured.
/// </summary>
/// <param name="Alerts">The most serious open alert: <c>none</c>, <c>warning</c>, <c>alert</c>.</param>
/// <param name="Data">Whether expected data stays away, of whatever stream: <c>current</c>, <c>late</c>.</param>
/// <param name="Drift">Drift of the newest window: <c>stable</c>, <c>warning</c>, <c>breached</c>.</param>
/// <param name="Quality">Its data quality, in the same words.</param>
/// <param name="Performance">Performance of the newest window with labels, in the same words.</param>
public sealed record BundledMonitoring(string Alerts, string? Data, string? Drift, string? Quality, string? Performance)
{
    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["alerts"] = Alerts };
        foreach (var (name, band) in new[] { ("data", Data), ("drift", Drift), ("quality", Quality), ("performance", Performance) })
        {
            if (band is not null)
            {
                json[name] = band;
            }
        }

        return json;
    }
}

/// <summary>An experiment by id, with the share of the traffic and the digest of its plan.</summary>
public sealed record BundledExperiment(string Id, string Kind, string Share, string PlanSha256)
{
    /// <summary>As its plan says.</summary>
    public static BundledExperiment Of(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return new(experiment.Id.ToString(), WireName.Of(experiment.Kind), experiment.ShareText, experiment.PlanSha256());
    }
}

/// <summary>The reference window of a version, by id and the digest of its rows.</summary>
public sealed record BundledReference(string Id, string Sha256);

/// <summary>A retirement by id and digest: of its closing statement, or of what was planned while there is none.</summary>
public sealed record BundledRetirement(string Id, string Sha256);
