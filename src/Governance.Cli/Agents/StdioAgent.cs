namespace Governance.Cli.Agents;

/// <summary>An agent that speaks through the guard's standard input and output.</summary>
internal sealed class StdioAgent(Stream input, Stream output) : IGuardedAgent, IDisposable
{
    private readonly McpLines _lines = new(input);
    private readonly SemaphoreSlim _writing = new(1, 1);

    public ValueTask<byte[]?> ReadLineAsync(CancellationToken ct) => _lines.ReadAsync(ct);

    public async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            await output.WriteAsync(line, ct);
            await output.WriteAsync("\n"u8.ToArray(), ct);
            await output.FlushAsync(ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();
}
