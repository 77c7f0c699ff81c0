using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>
/// The brokers in memory that librdkafka brings for tests, through Debian's python3-confluent-kafka: an implementation of the protocol that
/// is not the portal's.
/// </summary>
internal sealed class MockKafka : IAsyncDisposable
{
    private const string Library = "/usr/lib/python3/dist-packages/confluent_kafka";

    private readonly Process _process;

    private MockKafka(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public static async Task<MockKafka> StartAsync(CancellationToken ct)
    {
        Assert.SkipUnless(Directory.Exists(Library), "Install python3-confluent-kafka to run this test; ./build.sh setup installs it.");
        var script = Path.Combine(AppContext.BaseDirectory, "Decisions", "Streams", "mock_kafka.py");
        var start = new ProcessStartInfo("/usr/bin/python3", ["-B", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        return new MockKafka(
            process,
            await process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("It ended at once.")
        );
    }

    public async Task<JsonObject> DoAsync(object order, CancellationToken ct)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order).AsMemory(), ct);
        await _process.StandardInput.FlushAsync(ct);
        return JsonNode
            .Parse(await _process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("It ended."))!
            .AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
