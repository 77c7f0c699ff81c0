namespace Governance.Cli.Agents;

/// <summary>The agent behind a guard: it sends messages and takes messages, each as one line.</summary>
internal interface IGuardedAgent
{
    /// <summary>The next message; null when the agent has ended.</summary>
    ValueTask<byte[]?> ReadLineAsync(CancellationToken ct);

    Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken ct);
}
