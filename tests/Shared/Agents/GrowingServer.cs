using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Governance.Testing;

/// <summary>The everything server of npm over streamable HTTP, to which a test adds tools while it runs.</summary>
internal sealed class GrowingServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly Process _process;

    private GrowingServer(int port)
    {
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/mcp"));
        var start = new ProcessStartInfo(NpmServers.Growing[0], NpmServers.Growing[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        // What it says of each request is read, so that it never waits for us.
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public Uri Url { get; }

    public static async Task<GrowingServer> StartAsync(CancellationToken ct)
    {
        NpmServers.Need();
        var server = new GrowingServer(LoadBalancer.FreePorts(1)[0]);
        await server.SaysAsync("listening on port", ct);
        return server;
    }

    /// <summary>Adds a tool; returns once the server has it.</summary>
    public async Task AddToolAsync(string name, CancellationToken ct)
    {
        await _process.StandardInput.WriteLineAsync(name.AsMemory(), ct);
        await _process.StandardInput.FlushAsync(ct);
        await SaysAsync($"added {name}", ct);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private Task SaysAsync(string words, CancellationToken ct) =>
        Until.HoldsAsync(
            $"the server says \"{words}\"",
            s_patience,
            _ => Task.FromResult(_lines.Any(line => line.Contains(words, StringComparison.Ordinal))),
            ct
        );
}
