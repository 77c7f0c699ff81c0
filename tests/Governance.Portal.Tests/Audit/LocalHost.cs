using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Audit;

/// <summary>A host on this machine that answers as a test says and remembers what it was sent.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalHost(WebApplication app) => _app = app;

    public ConcurrentQueue<byte[]> Bodies { get; } = new();

    public Uri Url => new(_app.Urls.Single());

    public static Task<LocalHost> StartAsync(Func<byte[], IResult> answer) => StartAsync(body => Task.FromResult(answer(body)));

    public static async Task<LocalHost> StartAsync(Func<byte[], Task<IResult>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var host = new LocalHost(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            host.Bodies.Enqueue(body.ToArray());
            await (await answer(body.ToArray())).ExecuteAsync(context);
        });
        await app.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
