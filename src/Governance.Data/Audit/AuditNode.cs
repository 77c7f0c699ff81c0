using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>
/// Hash of a completed subtree of the log, above the leaves. Written with the entry that completes it, never changed: a proof of a log of n
/// entries reads O(log n) of them, and none is ever computed twice.
/// </summary>
public sealed class AuditNode
{
    private AuditNode() { }

    /// <summary><see cref="NodeId.Position"/> of the subtree.</summary>
    public long Position { get; private init; }

    /// <summary>RFC 6962 node hash, 32 bytes.</summary>
    public byte[] Hash { get; private init; } = [];

    internal static AuditNode Of(NodeId node, byte[] hash) => new() { Position = node.Position, Hash = hash };
}
