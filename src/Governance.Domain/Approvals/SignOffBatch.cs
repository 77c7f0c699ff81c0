using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Domain.Approvals;

/// <summary>A decision's place in a batch, as its statement and its log entry name it.</summary>
/// <param name="Sha256">Digest of the whole list that was confirmed.</param>
/// <param name="Position">Its place in the list, from 1.</param>
/// <param name="Count">How many decisions were confirmed together.</param>
public sealed record BatchPlace(string Sha256, int Position, int Count)
{
    /// <summary>The canonical members.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["sha256"] = Sha256,
            ["position"] = Position,
            ["count"] = Count,
        };

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"batch:{Sha256}:{Position}/{Count}");
}

/// <summary>One decision of a batch: on what, for which slot, and on the digest of which bundle.</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="Role">The slot.</param>
/// <param name="Decision">What is decided.</param>
/// <param name="BundleDigest">The bundle that was shown.</param>
/// <param name="LookedAt">When it was shown.</param>
public sealed record BatchDecision(
    PromotionId Promotion,
    SignOffRole Role,
    SignOffDecision Decision,
    string BundleDigest,
    DateTimeOffset LookedAt
)
{
    /// <summary>Comment or reason.</summary>
    public string? Comment { get; init; }

    /// <summary>The condition of an approval with one.</summary>
    public string? Condition { get; init; }

    /// <summary>The delegation it is signed by, or null.</summary>
    public DelegationId? Delegation { get; init; }
}

/// <summary>
/// Decisions that a person confirms at once. Only <see cref="BatchReview"/> makes one, so everything in it was looked at. Each of them is
/// still a signature of its own; the digest of the list ties them together.
/// </summary>
public sealed class SignOffBatch
{
    /// <summary>The form of the list.</summary>
    public const string Schema = "governance.sign-off-batch/v1";

    internal SignOffBatch(IReadOnlyList<BatchDecision> decisions)
    {
        Decisions = decisions;
        Sha256 = Sha256Hex.Of(ToBytes());
    }

    /// <summary>The decisions, in the order they are signed.</summary>
    public IReadOnlyList<BatchDecision> Decisions { get; }

    /// <summary>Digest of the canonical list.</summary>
    public string Sha256 { get; }

    /// <summary>The place of a decision, from its index.</summary>
    public BatchPlace PlaceOf(int index) => new(Sha256, index + 1, Decisions.Count);

    /// <summary>The decisions as the list and the log name them. Words are not part of it: the statements hold their digests.</summary>
    public JsonArray ToJson() =>
        new([
            .. Decisions.Select(d =>
                (JsonNode)
                    new JsonObject
                    {
                        ["promotion"] = d.Promotion.ToString(),
                        ["role"] = WireName.Of(d.Role),
                        ["decision"] = WireName.Of(d.Decision),
                        ["bundleDigest"] = d.BundleDigest,
                        ["lookedAt"] = CanonicalJson.Time(d.LookedAt),
                    }
            ),
        ]);

    /// <summary>The canonical bytes of the list.</summary>
    public byte[] ToBytes() => CanonicalJson.Serialize(new JsonObject { ["schema"] = Schema, ["decisions"] = ToJson() });
}
