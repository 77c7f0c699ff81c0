using Governance.Transparency;

namespace Governance.Domain.Audit;

/// <summary>One stored leaf of the log. Never changed, never deleted; the stored bytes are what counts.</summary>
public sealed class AuditEntry
{
    private AuditEntry() { }

    /// <summary>Position in the log, from 0, without gaps.</summary>
    public long Index { get; private init; }

    /// <summary>The exact bytes of the entry (canonical JSON).</summary>
    public byte[] Leaf { get; private init; } = [];

    /// <summary>RFC 6962 leaf hash: SHA-256(0x00 ‖ leaf).</summary>
    public byte[] LeafHash { get; private init; } = [];

    /// <summary>When it was written, as the leaf says; for searching only.</summary>
    public DateTimeOffset Time { get; private init; }

    /// <summary>Who did it, as the leaf says; for searching only.</summary>
    public string Actor { get; private init; } = "";

    /// <summary>What was done, as the leaf says; for searching only.</summary>
    public string Action { get; private init; } = "";

    /// <summary>To which thing, as the leaf says; for searching only.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>True for an attempt that was refused, as the leaf says; for searching only.</summary>
    public bool Refused { get; private init; }

    /// <summary>Makes the entry of a fact.</summary>
    public static AuditEntry Of(long index, AuditEvent fact, Identity.Actor actor, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(actor);
        var leaf = fact.ToLeaf(actor, time);
        return new AuditEntry
        {
            Index = index,
            Leaf = leaf,
            LeafHash = MerkleHash.Leaf(leaf),
            // To the millisecond, as in the leaf: whatever stands in the row can be checked against it.
            Time = new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero),
            Actor = actor.Id,
            Action = fact.Action,
            Subject = fact.Subject,
            Refused = fact.Refused,
        };
    }
}
