using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Transparency;

namespace Governance.Domain.Training;

/// <summary>
/// What a permit to train says: an in-toto statement (v1) about the datasets, whose predicate names model, commit, purpose and times.
/// Sealed like a deployment permit, it is checked with the organisation's public key alone.
/// </summary>
public sealed record TrainingStatement
{
    /// <summary>Our predicate.</summary>
    public const string PredicateType = "urn:governance:training-permit:v1";

    /// <summary>The request it rests on.</summary>
    public required TrainingPermitId Permit { get; init; }

    /// <summary>The installation that issued it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Datasets as <c>name@version</c>, with their digests where known.</summary>
    public required IReadOnlyList<(string Dataset, string? Sha256)> Data { get; init; }

    /// <summary>Commit of the code.</summary>
    public required string Commit { get; init; }

    /// <summary>Purpose.</summary>
    public required string Purpose { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Until when it counts.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>A dataset as permits and commands write it.</summary>
    public static string NameOf(string dataset, string version) => $"{dataset}@{version}";

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes() =>
        CanonicalJson.Serialize(
            new JsonObject
            {
                ["_type"] = SignOffStatement.StatementType,
                ["subject"] = new JsonArray([.. Data.Select(Subject)]),
                ["predicateType"] = PredicateType,
                ["predicate"] = new JsonObject
                {
                    ["permit"] = Permit.ToString(),
                    ["issuer"] = Issuer,
                    ["model"] = Model,
                    ["commit"] = Commit,
                    ["purpose"] = Purpose,
                    ["environment"] = Environment,
                    ["issuedAt"] = CanonicalJson.Time(IssuedAt),
                    ["expiresAt"] = CanonicalJson.Time(ExpiresAt),
                },
            }
        );

    /// <summary>Checks a permit as a stranger does.</summary>
    /// <param name="file">The DSSE envelope.</param>
    /// <param name="keys">Keys that are trusted.</param>
    /// <param name="model">The model about to be trained.</param>
    /// <param name="data">Datasets as <c>name@version</c>: the permit has to name each.</param>
    /// <param name="commit">Commit of the code.</param>
    /// <param name="now">The checker's clock.</param>
    /// <returns>Why it does not hold, in one sentence; null when it does.</returns>
    public static string? Verify(
        ReadOnlyMemory<byte> file,
        IReadOnlyList<DsseKey> keys,
        string model,
        IReadOnlyList<string> data,
        string commit,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(data);
        if (DsseEnvelope.Parse(file) is not { } envelope)
        {
            return "The permit is not a DSSE envelope.";
        }

        if (envelope.PayloadType != DsseEnvelope.InTotoType || envelope.SignedBy(keys).Count == 0)
        {
            return "No trusted key has signed it.";
        }

        if (Read(envelope.Payload) is not { } statement)
        {
            return "The signed document is not a training permit.";
        }

        return statement.IssuedAt > now + PermitStatement.ClockSkew ? "Its time of issue is in the future: one of the two clocks is wrong."
            : now >= statement.ExpiresAt ? $"It expired at {CanonicalJson.Time(statement.ExpiresAt)}. Request a new one."
            : statement.Model != model ? $"It is for the model {statement.Model}, not for {model}."
            : statement.Commit != commit ? $"It is for the commit {statement.Commit}, not for {commit}."
            : data.FirstOrDefault(d => !statement.Data.Any(s => s.Dataset == d)) is { } other ? $"It does not cover {other}."
            : null;
    }

    /// <summary>Reads the body of an envelope whose seal was verified; null when it is no permit to train.</summary>
    public static TrainingStatement? Read(byte[] payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var statement = json.RootElement;
            var predicate = statement.GetProperty("predicate");
            string Text(string name) => predicate.GetProperty(name).GetString() ?? "";
            if (
                statement.GetProperty("_type").GetString() != SignOffStatement.StatementType
                || statement.GetProperty("predicateType").GetString() != PredicateType
                || !DisplayId.TryParse<TrainingPermitId>(Text("permit"), out var permit)
            )
            {
                return null;
            }

            return new TrainingStatement
            {
                Permit = permit,
                Issuer = Text("issuer"),
                Model = Text("model"),
                Data =
                [
                    .. statement
                        .GetProperty("subject")
                        .EnumerateArray()
                        .Select(s =>
                            (
                                s.GetProperty("name").GetString() ?? "",
                                s.TryGetProperty("digest", out var digest) ? digest.GetProperty("sha256").GetString() : null
                            )
                        ),
                ],
                Commit = Text("commit"),
                Purpose = Text("purpose"),
                Environment = Text("environment"),
                IssuedAt = predicate.GetProperty("issuedAt").GetDateTimeOffset(),
                ExpiresAt = predicate.GetProperty("expiresAt").GetDateTimeOffset(),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static JsonNode Subject((string Dataset, string? Sha256) data)
    {
        var subject = new JsonObject { ["name"] = data.Dataset };
        if (data.Sha256 is { } sha256)
        {
            subject["digest"] = new JsonObject { ["sha256"] = sha256 };
        }

        return subject;
    }
}
