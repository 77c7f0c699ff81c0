using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Cli.Tests.Support;

/// <summary>A server on a port of its own that answers as a test says and remembers what it was asked.</summary>
internal sealed class StubPortal : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubPortal(WebApplication app) => _app = app;

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    public string Url => _app.Urls.Single();

    public static Task<StubPortal> StartAsync(Func<SeenRequest, StubAnswer> answer) =>
        StartAsync(request => Task.FromResult(answer(request)));

    public static async Task<StubPortal> StartAsync(Func<SeenRequest, Task<StubAnswer>> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(o => o.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var portal = new StubPortal(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var request = new SeenRequest(
                context.Request.Method,
                context.Request.Path,
                context.Request.QueryString.Value ?? "",
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()
            );
            portal.Requests.Enqueue(request);
            await (await answer(request)).WriteAsync(context);
        });
        await app.StartAsync();
        return portal;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

internal sealed record SeenRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

internal sealed record StubAnswer(int Status, string ContentType, byte[] Body)
{
    public Dictionary<string, string> Headers { get; } = [];

    public static StubAnswer Json(string json, int status = 200) => new(status, "application/json", Encoding.UTF8.GetBytes(json));

    public static StubAnswer Problem(int status, string detail, string code = "x", string errors = "{}") =>
        new(
            status,
            "application/problem+json",
            Encoding.UTF8.GetBytes(
                $$"""{"type":"urn:x","title":"T","status":{{status}},"detail":"{{detail}}","code":"{{code}}","errors":"""
                    + $$"""{{errors}},"traceId":"abc123"}"""
            )
        );

    public StubAnswer With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(Body);
    }
}
