using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Testing;

/// <summary>One call a receiver took.</summary>
internal sealed record Received(byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Id => Headers["webhook-id"];

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Subject => (string)Json["subject"]!;

    public long Index => long.Parse((string)Json["logindex"]!, CultureInfo.InvariantCulture);
}

/// <summary>A webhook receiver on this machine that answers as a test says and remembers what it took.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _took = new(0);

    private Receiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>What it took.</summary>
    public ConcurrentQueue<Received> Taken { get; } = new();

    /// <summary>Everything it was sent, taken or not.</summary>
    public ConcurrentQueue<Received> Sent { get; } = new();

    /// <summary>True while it ends every call without an answer.</summary>
    public bool Away { get; set; }

    /// <summary>What it answers: a status, and headers.</summary>
    public Func<Received, (int Status, string? Header, string? Value)> Answer { get; set; } = _ => (200, null, null);

    /// <summary>Kept waiting as long as this is not completed.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The first call of this kind it took, waiting a minute for one. For one test at a time.</summary>
    public async Task<Received> TakesAsync(Func<Received, bool> kind, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (Taken.FirstOrDefault(kind) is { } taken)
            {
                return taken;
            }

            await _took.WaitAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _took.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var call = new Received(
            body.ToArray(),
            context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal)
        );
        Sent.Enqueue(call);
        if (Away)
        {
            context.Abort();
            return;
        }

        try
        {
            await Ready.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var (status, header, value) = Answer(call);
        if (status is >= 200 and < 300)
        {
            Taken.Enqueue(call);
            _took.Release();
        }

        context.Response.StatusCode = status;
        if (header is not null)
        {
            context.Response.Headers[header] = value;
        }

        if (status != StatusCodes.Status204NoContent)
        {
            await context.Response.WriteAsync($"<b>{status}</b>");
        }
    }
}
