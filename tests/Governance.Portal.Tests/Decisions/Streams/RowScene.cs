using Governance.Data;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Monitoring.Sources;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>A model whose windows come by a stream. Days are those of <see cref="FileScene"/>, all in the past.</summary>
internal sealed class RowScene : IAsyncDisposable
{
    public const string Stream = "lake";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RowScene(FileScene files) => Files = files;

    public FileScene Files { get; }

    public StreamSource Source => Files.Model.Portal.Get<IOptions<StreamsOptions>>().Value.Sources[0];

    public StreamState State => Files.Model.Portal.Get<StreamStates>().Of(Stream);

    public static async Task<RowScene> StartAsync(
        DatabaseKind kind = DatabaseKind.Sqlite,
        int maxBatch = 100,
        Action<PortalFactory>? configure = null
    )
    {
        var files = await FileScene.StartAsync(
            portal =>
            {
                foreach (
                    var (key, value) in new[]
                    {
                        ("Name", Stream),
                        ("Address", "127.0.0.1:4222"),
                        ("Tls", "false"),
                        ("Topic", "rows"),
                        ("DeadLetter", "rejected"),
                        ("Carries", "Windows"),
                        ("GatherSeconds", "0"),
                        ("MaxBatch", $"{maxBatch}"),
                    }
                )
                {
                    portal.Settings[$"Streams:Sources:0:{key}"] = value;
                }

                portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
                portal.Settings["Outbound:PrivateHosts:1"] = "localhost";
                configure?.Invoke(portal);
            },
            kind
        );
        return new RowScene(files);
    }

    /// <summary>Rows of a log as messages, each one JSON object.</summary>
    public static IReadOnlyList<string> Messages(int count, int day, int seed) => [.. FileScene.Rows(count, day, seed).Select(Json)];

    /// <summary>A row of a log as a JSON object, with the same digits.</summary>
    public static string Json(string row)
    {
        var cells = row.Split(',');
        var members = Predictions
            .Header.Split(',')
            .Zip(cells)
            .Where(c => c.Second.Length > 0)
            .Select(c => $"\"{c.First}\": {(c.First is "decision_id" or "timestamp" or "channel" ? $"\"{c.Second}\"" : c.Second)}");
        return $"{{{string.Join(",\n ", members)}}}";
    }

    /// <summary>The stream becomes the source; so many windows are due by now.</summary>
    public Task DueAsync(int windows) => Files.DueAsync(windows, fromFirst: true);

    public SourceReader Reader(IStreamBroker broker) => StreamsFixture.Reader(Files.Model.Portal, broker, Source);

    /// <summary>Rows that wait for their windows, and the parts that they came in.</summary>
    public async Task<(long Rows, int Parts)> WaitingAsync()
    {
        await using var db = await Files.Model.Portal.Databases.CreateDbContextAsync(Ct);
        var parts = await db.StreamParts.AsNoTracking().ToListAsync(Ct);
        return (parts.Sum(p => p.Rows), parts.Count);
    }

    public ValueTask DisposeAsync() => Files.DisposeAsync();
}
