namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Says how a part of this node is, to administrators who look at the page <em>Health</em>. Features add theirs. It reads what is known or
/// asks for a moment, and changes nothing.
/// </summary>
public interface IHealthSource
{
    /// <summary>What it is about, as its lines name it; what it is called by when it cannot say anything.</summary>
    string Subject { get; }

    /// <summary>What it has to say now. What it throws is a line that says so.</summary>
    IAsyncEnumerable<HealthLine> ReadAsync(CancellationToken ct);
}
