using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Gates;

/// <summary>
/// What a permit says: an in-toto statement (v1) about the artifact, whose predicate names version, stage, promotion and times. Sealed with
/// DSSE, it can be checked by anyone who has the organisation's public key, without the portal.
/// </summary>
public sealed record PermitStatement
{
    /// <summary>Our predicate.</summary>
    public const string PredicateType = "urn:governance:deployment-permit:v1";

    /// <summary>How far the clock of the person who checks may be behind.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>What <see cref="Serves"/> says where no answer may reach anyone.</summary>
    public const string ServesNobody = "none";

    /// <summary>The permit.</summary>
    public required PermitId Permit { get; init; }

    /// <summary>The installation that issued it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name.</summary>
    public required string Version { get; init; }

    /// <summary>The stage.</summary>
    public required Stage Stage { get; init; }

    /// <summary>The file.</summary>
    public required string ArtifactSha256 { get; init; }

    /// <summary>The environment it is for; one that names none counts in no environment that is asked about.</summary>
    public string? Environment { get; init; }

    /// <summary>The container image it is for, by digest; null for none.</summary>
    public string? Image { get; init; }

    /// <summary>
    /// All container images it is for, out of those declared with the version; empty in permits of earlier releases, which name at most
    /// one.
    /// </summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>The promotion it rests on.</summary>
    public required PromotionId Promotion { get; init; }

    /// <summary>The bundle that was approved.</summary>
    public required string BundleDigest { get; init; }

    /// <summary>The gate run it rests on.</summary>
    public required string? GateRun { get; init; }

    /// <summary>Digest over that run's policies.</summary>
    public required string? PolicySha256 { get; init; }

    /// <summary>
    /// The gate run that decided when it was issued, which can be later than the approval's; null in permits of earlier releases.
    /// </summary>
    public string? DecisionRun { get; init; }

    /// <summary>Digests of the policies that were asked then, by name; none in permits of earlier releases.</summary>
    public IReadOnlyDictionary<string, string> DecisionPolicies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The emergency override without which it would not be; null for none.</summary>
    public string? Override { get; init; }

    /// <summary>The experiment it is for and ends with; null for a deployment that is none.</summary>
    public string? Experiment { get; init; }

    /// <summary>Share of the traffic that the version may decide in it.</summary>
    public double? Share { get; init; }

    /// <summary>
    /// <see cref="ServesNobody"/> where no answer of the version may reach anyone: in staging, and in a shadow. Null otherwise, and in
    /// permits of earlier releases.
    /// </summary>
    public string? Serves { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Until when it counts.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes()
    {
        var predicate = new JsonObject
        {
            ["permit"] = Permit.ToString(),
            ["issuer"] = Issuer,
            ["model"] = Model,
            ["version"] = Version,
            ["stage"] = WireName.Of(Stage),
            ["environment"] = Environment,
            ["image"] = Image,
            ["promotion"] = Promotion.ToString(),
            ["bundleDigest"] = BundleDigest,
            ["gateRun"] = GateRun,
            ["policySha256"] = PolicySha256,
            ["override"] = Override,
            ["issuedAt"] = CanonicalJson.Time(IssuedAt),
            ["expiresAt"] = CanonicalJson.Time(ExpiresAt),
        };
        if (Images.Count > 0)
        {
            predicate["images"] = new JsonArray([.. Images.Select(i => (JsonNode)i)]);
        }

        if (DecisionRun is not null)
        {
            predicate["decision"] = new JsonObject
            {
                ["gateRun"] = DecisionRun,
                ["policies"] = new JsonObject(DecisionPolicies.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
            };
        }

        if (Experiment is not null)
        {
            (predicate["experiment"], predicate["share"]) = (Experiment, Share?.ToString("R", CultureInfo.InvariantCulture));
        }

        if (Serves is not null)
        {
            predicate["serves"] = Serves;
        }

        return CanonicalJson.Serialize(
            new JsonObject
            {
                ["_type"] = SignOffStatement.StatementType,
                ["subject"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = ModelName.Of(Model, Version),
                        ["digest"] = new JsonObject { ["sha256"] = ArtifactSha256 },
                    }
                ),
                ["predicateType"] = PredicateType,
                ["predicate"] = predicate,
            }
        );
    }

    /// <summary>True when it is for this image, named by its digest.</summary>
    public bool Covers(string image) =>
        (Images.Count > 0 || Image is null ? Images : [Image]).Any(stated => ContainerImage.Covers(stated, image));

    /// <summary>The same statement is the same bytes.</summary>
    public bool Equals(PermitStatement? other) => other is not null && ToBytes().AsSpan().SequenceEqual(other.ToBytes());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Permit, IssuedAt);

    /// <summary>Checks a permit as a stranger does.</summary>
    /// <param name="file">The DSSE envelope.</param>
    /// <param name="keys">Keys that are trusted.</param>
    /// <param name="asked">What is about to be deployed.</param>
    /// <param name="now">The checker's clock.</param>
    public static PermitVerdict Verify(ReadOnlyMemory<byte> file, IReadOnlyList<DsseKey> keys, PermitQuestion asked, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(asked);
        if (DsseEnvelope.Parse(file) is not { } envelope)
        {
            return PermitVerdict.No("The file is not a DSSE envelope.");
        }

        if (envelope.PayloadType != DsseEnvelope.InTotoType || envelope.SignedBy(keys).Count == 0)
        {
            return PermitVerdict.No("No trusted key has signed it.");
        }

        // Only now are the bytes looked into: they are the issuer's.
        if (Read(envelope.Payload) is not { } statement)
        {
            return PermitVerdict.No("The signed document is not a deployment permit.");
        }

        return new PermitVerdict(Doubt(statement, asked, now), statement);
    }

    /// <summary>
    /// Why the version may not be used like that: a permit for an experiment is for nothing else, and for no more than its share of the
    /// traffic; who names no share says that all of it may be routed there. Null where it may.
    /// </summary>
    /// <param name="experiment">The experiment that is named; null for none.</param>
    /// <param name="share">The share of the traffic that is named; null for none.</param>
    public string? DoubtsUse(string? experiment, double? share)
    {
        // Staging serves nobody, also where a permit of an earlier release states a share of it.
        if (Stage is Stage.Staging && (share > 0 || Share > 0))
        {
            return "It is for staging, where no answer may reach anyone. Routing traffic to the version needs a permit for production.";
        }

        if (share > (Experiment is null ? 1 : Share ?? 0))
        {
            return string.Create(CultureInfo.InvariantCulture, $"It is for a share of {Share}, not of {share}.");
        }

        if (Experiment is not null && experiment != Experiment)
        {
            return $"It is only for the experiment {Experiment}. Name the experiment to use it.";
        }

        return Experiment is not null && Share > 0 && share is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"It is for a share of {Share} of the traffic. Name the share that is routed to it."
            )
            : null;
    }

    private static string? Doubt(PermitStatement statement, PermitQuestion asked, DateTimeOffset now)
    {
        if (statement.IssuedAt > now + ClockSkew)
        {
            return $"Its time of issue is in the future, {CanonicalJson.Time(statement.IssuedAt)}: one of the two clocks is wrong.";
        }

        if (now >= statement.ExpiresAt)
        {
            return $"It expired at {CanonicalJson.Time(statement.ExpiresAt)}. Request a new one.";
        }

        if (statement.DoubtsUse(asked.Experiment, asked.Share) is { } other)
        {
            return other;
        }

        var wrong = new (string What, string? Asked, string? Says)[]
        {
            ("file", asked.ArtifactSha256, statement.ArtifactSha256),
            ("model", asked.Model, statement.Model),
            ("version", asked.Version, statement.Version),
            ("experiment", asked.Experiment, statement.Experiment),
            ("stage", asked.Stage, WireName.Of(statement.Stage)),
            ("environment", asked.Environment, statement.Environment),
            (
                "image",
                asked.Image,
                asked.Image is { } image && statement.Covers(image) ? image
                : statement.Images.Count > 0 ? string.Join(", ", statement.Images)
                : statement.Image
            ),
        }.FirstOrDefault(part => part.Asked is not null && part.Asked != part.Says);
        return wrong switch
        {
            { What: null } => null,
            { Says: null } => $"It names no {wrong.What}, but {wrong.Asked} was requested.",
            _ => $"It is for the {wrong.What} {wrong.Says}, not for {wrong.Asked}.",
        };
    }

    /// <summary>Reads the body of an envelope whose seal was verified; null when it is no permit.</summary>
    public static PermitStatement? Read(byte[] payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var statement = json.RootElement;
            var predicate = statement.GetProperty("predicate");
            var subject = statement.GetProperty("subject")[0];
            string? Text(string name) => predicate.GetProperty(name).GetString();
            if (
                statement.GetProperty("_type").GetString() != SignOffStatement.StatementType
                || statement.GetProperty("predicateType").GetString() != PredicateType
                || !DisplayId.TryParse<PermitId>(Text("permit"), out var permit)
                || !DisplayId.TryParse<PromotionId>(Text("promotion"), out var promotion)
                || !WireName.TryParse<Stage>(Text("stage"), out var stage)
            )
            {
                return null;
            }

            var decision = predicate.TryGetProperty("decision", out var decided) ? decided : (JsonElement?)null;
            return new PermitStatement
            {
                Permit = permit,
                Issuer = Text("issuer") ?? "",
                Model = Text("model") ?? "",
                Version = Text("version") ?? "",
                Stage = stage,
                ArtifactSha256 = subject.GetProperty("digest").GetProperty("sha256").GetString() ?? "",
                Environment = Text("environment"),
                Image = Text("image"),
                Images = predicate.TryGetProperty("images", out var images)
                    ? [.. images.EnumerateArray().Select(i => i.GetString() ?? "")]
                    : [],
                Promotion = promotion,
                BundleDigest = Text("bundleDigest") ?? "",
                GateRun = Text("gateRun"),
                PolicySha256 = Text("policySha256"),
                DecisionRun = decision?.GetProperty("gateRun").GetString(),
                DecisionPolicies =
                    decision
                        ?.GetProperty("policies")
                        .EnumerateObject()
                        .ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal)
                    ?? new Dictionary<string, string>(StringComparer.Ordinal),
                Override = Text("override"),
                Experiment = predicate.TryGetProperty("experiment", out var experiment) ? experiment.GetString() : null,
                Share = predicate.TryGetProperty("share", out var share)
                    ? double.Parse(share.GetString() ?? "", NumberStyles.Float, CultureInfo.InvariantCulture)
                    : null,
                Serves = predicate.TryGetProperty("serves", out var serves) ? serves.GetString() : null,
                IssuedAt = predicate.GetProperty("issuedAt").GetDateTimeOffset(),
                ExpiresAt = predicate.GetProperty("expiresAt").GetDateTimeOffset(),
            };
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>What is about to be deployed; null members are not looked at.</summary>
public sealed record PermitQuestion(
    string? ArtifactSha256 = null,
    string? Model = null,
    string? Version = null,
    string? Stage = null,
    string? Environment = null,
    string? Image = null,
    string? Experiment = null,
    double? Share = null
);

/// <summary>Whether a permit holds.</summary>
/// <param name="Doubt">Why not, in one sentence; null when it does.</param>
/// <param name="Statement">What it says; null when no one trusted says it.</param>
public sealed record PermitVerdict(string? Doubt, PermitStatement? Statement)
{
    internal static PermitVerdict No(string doubt) => new(doubt, null);
}
