using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Audit;

/// <summary>One fact for the log: who did what to which thing, or tried to.</summary>
/// <param name="Action">Noun and verb in the past, joined by a dot: <c>promotion.signed</c>.</param>
/// <param name="Subject">Readable id of the thing: <c>APR-0012</c>, <c>fraud-scorer@1.4.0</c>.</param>
/// <param name="Data">Ids and digests only; never free text, input data, e-mail addresses or secrets.</param>
public sealed record AuditEvent(string Action, string Subject, JsonObject Data)
{
    /// <summary>Largest entry in bytes.</summary>
    public const int MaxLeafBytes = MerkleHash.MaxLeafBytes;

    /// <summary>The form of every entry.</summary>
    public const string Schema = "governance.event/v1";

    /// <summary>True when the action was refused.</summary>
    public bool Refused { get; init; }

    /// <summary>Printed name of the actor, only where the law asks for one (signatures, waivers, closures).</summary>
    public string? ActorName { get; init; }

    /// <summary>Further things this one fact changes, so that the guard knows them to be accounted for.</summary>
    public IReadOnlyList<string> Covers { get; init; } = [];

    /// <summary>The exact bytes of the log entry.</summary>
    /// <exception cref="InvalidOperationException">The entry is longer than <see cref="MaxLeafBytes"/>: put a digest in, not the
    /// thing.</exception>
    public byte[] ToLeaf(Actor actor, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var leaf = CanonicalJson.Serialize(
            new JsonObject
            {
                ["schema"] = Schema,
                ["time"] = CanonicalJson.Time(time),
                ["actor"] = actor.Id,
                ["actorName"] = ActorName,
                ["role"] = actor.Role,
                ["action"] = Action,
                ["outcome"] = Refused ? "refused" : "done",
                ["subject"] = Subject,
                ["data"] = Data.DeepClone(),
                ["request"] = actor.Request,
            }
        );
        return leaf.Length <= MaxLeafBytes
            ? leaf
            : throw new InvalidOperationException(
                $"The log entry {Action} of {Subject} has {leaf.Length} bytes; the maximum is {MaxLeafBytes}."
            );
    }
}
