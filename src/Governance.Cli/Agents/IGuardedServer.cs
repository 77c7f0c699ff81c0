namespace Governance.Cli.Agents;

/// <summary>The server that a guard stands before: it takes messages and gives messages, each as one line.</summary>
internal interface IGuardedServer : IAsyncDisposable
{
    Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken ct);

    /// <summary>The next message; null when the server has ended.</summary>
    ValueTask<byte[]?> ReadLineAsync(CancellationToken ct);

    /// <summary>Tells it that no more will come.</summary>
    void CloseInput();
}
