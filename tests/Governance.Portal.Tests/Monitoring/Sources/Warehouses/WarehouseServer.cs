using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Monitoring.Sources.Warehouses;

/// <summary>A call that a service on this machine received.</summary>
internal sealed record ReceivedCall(string Method, string Path, string Query, string? Authorization, string Body)
{
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public string Target => $"{Method} {Path}";

    public JsonNode Json => JsonNode.Parse(Body)!;
}

/// <summary>A service on this machine that answers over HTTP as a test says, breaks off where it should, and keeps its calls.</summary>
internal sealed class WarehouseServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _seen = new(StringComparer.Ordinal);

    private WarehouseServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public ConcurrentQueue<ReceivedCall> Calls { get; } = new();

    public IEnumerable<string> Targets => Calls.Select(c => c.Target);

    public static async Task<WarehouseServer> StartAsync(Func<WarehouseServer, ReceivedCall, HttpResponse, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new WarehouseServer(app);
        app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var call = new ReceivedCall(
                context.Request.Method,
                context.Request.Path.Value!,
                context.Request.QueryString.Value ?? "",
                context.Request.Headers.Authorization,
                await body.ReadToEndAsync()
            )
            {
                Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            };
            server.Calls.Enqueue(call);
            await answer(server, call, context.Response);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>How often this was asked before, by a name that the test chooses.</summary>
    public int Before(string what) => _seen.AddOrUpdate(what, 0, (_, n) => n + 1);

    public ReceivedCall Single(string target) => Calls.Single(c => c.Target == target);

    public int Count(string target) => Calls.Count(c => c.Target == target);

    public static Task JsonAsync(HttpResponse response, string json, int status = 200)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        return response.WriteAsync(json);
    }

    public static Task BusyAsync(HttpResponse response, int status, string? retryAfter)
    {
        if (retryAfter is not null)
        {
            response.Headers.RetryAfter = retryAfter;
        }

        return JsonAsync(response, """{"message":"busy"}""", status);
    }

    public static async Task GzipAsync(HttpResponse response, string json)
    {
        response.ContentType = "application/json";
        response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(response.Body, CompressionLevel.Fastest);
        await packed.WriteAsync(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Sends the first half of an answer and hangs up.</summary>
    public static async Task HalfAsync(HttpResponse response, string json)
    {
        response.ContentType = "application/json";
        var bytes = Encoding.UTF8.GetBytes(json);
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
        await response.Body.FlushAsync();
        response.HttpContext.Abort();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>Patience that waits for nothing and remembers for how long it would have.</summary>
internal sealed class QuickPatience(TimeProvider clock) : WarehousePatience(clock)
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override Task WaitAsync(TimeSpan pause, CancellationToken ct)
    {
        Waits.Enqueue(pause);
        return Task.Delay(TimeSpan.FromMilliseconds(1), ct);
    }
}

/// <summary>A connection to a service on this machine.</summary>
internal sealed class Connection : IDisposable
{
    public Connection(SourceOptions options, TimeProvider? clock = null, int rowBytes = 64 * 1024, params string[] otherHosts)
    {
        var outbound = Options.Create(new OutboundOptions { PrivateHosts = ["127.0.0.1", .. otherHosts] });
        Client = new OutboundClient(new OutboundConnector(outbound), outbound, TimeProvider.System);
        var time = clock ?? TimeProvider.System;
        Patience = new QuickPatience(time);
        Parts = new WarehouseParts(Client, Options.Create(new LimitsOptions { LineBytes = rowBytes }), time) { Patience = Patience };
        Settings = options;
    }

    public OutboundClient Client { get; }

    public QuickPatience Patience { get; }

    public WarehouseParts Parts { get; }

    public SourceOptions Settings { get; }

    public static async Task<(SourceCopied Copied, string Csv)> CopyAsync(
        ISqlSource source,
        SourceStatement statement,
        CancellationToken ct
    )
    {
        using var csv = new MemoryStream();
        var copied = await source.CopyCsvAsync(statement, csv, ct);
        return (copied, Encoding.UTF8.GetString(csv.ToArray()));
    }

    public void Dispose() => Client.Dispose();
}
