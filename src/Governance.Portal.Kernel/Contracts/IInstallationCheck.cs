namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something that can be verified about an installation. Features add theirs.</summary>
public interface IInstallationCheck
{
    /// <summary>What is verified, in the middle of a sentence: "the log's rows".</summary>
    string Subject { get; }

    /// <summary>Where it stands among the others: what compares rows as they are stored comes before what reads them.</summary>
    int Rank => 0;

    /// <summary>Names what is wrong, one sentence each; nothing when all is well. Changes nothing.</summary>
    IAsyncEnumerable<string> FindAsync(CancellationToken ct);
}
