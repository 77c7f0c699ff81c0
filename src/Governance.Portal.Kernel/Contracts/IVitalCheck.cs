namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something without which the node must not serve, or must not write, such as an audit log that is whole.</summary>
public interface IVitalCheck
{
    /// <summary>What is wrong, in a sentence for the server's log; null when all is well. Answers fast and changes nothing.</summary>
    Task<string?> FindFaultAsync(CancellationToken ct);

    /// <summary>
    /// What is wrong, in a word that everyone may read: a load balancer, a probe, a caller without a key. It says nothing that helps an
    /// attacker.
    /// </summary>
    string Reason => "node";

    /// <summary>
    /// True for what has the same cause on every node while reads go on. A node is not avoided for it: the others are no better, and
    /// nobody could read what is wrong.
    /// </summary>
    bool IsShared => false;

    /// <summary>True when nothing is written while it lasts.</summary>
    bool StopsWrites => true;
}
