using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Governance.Portal.Hosting;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Custody;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Hosting;

/// <summary>A node answers while it is being prepared: an upgrade takes minutes, and a supervisor ends what it takes for dead.</summary>
public sealed class StartingServerTests : IDisposable
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));
    private readonly KeptServer _kestrel = new();

    public void Dispose() => _kestrel.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz", 200, "ready")]
    [InlineData("/readyz", 503, "unready")]
    [InlineData("/writez", 503, "refused")]
    public async Task Health_BeforeThePortalIsThere_SaysThatTheNodeLives_AndIsNotReady(string path, int status, string word)
    {
        await using var services = await OpenAsync();

        var answer = await AskAsync(path);

        Assert.Equal(status, answer.Status);
        Assert.Equal(word, JsonDocument.Parse(answer.Body).RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Request_BeforeThePortalIsThere_WaitsForIt_AndIsAnsweredByIt()
    {
        await using var services = await OpenAsync();
        var waiting = AskAsync("/models");
        Assert.False(waiting.IsCompleted);
        var portal = new Answering();

        await services.GetRequiredService<StartingServer>().StartAsync(portal, Ct);

        Assert.Equal((200, "portal: /models"), Told(await waiting));
        Assert.Equal((200, "portal: /readyz"), Told(await AskAsync("/readyz")));
        Assert.Equal((2, 2), (portal.Made, portal.Disposed));
    }

    [Theory]
    [InlineData("de", "Das Portal startet")]
    [InlineData("en", "The portal is starting")]
    public async Task Page_ThatWaitsLong_SaysThatThePortalStarts_AndAsksAgainByItself(string language, string words)
    {
        await using var services = await OpenAsync();
        var waiting = AskAsync(
            "/models",
            request => (request.Headers.Accept, request.Headers.AcceptLanguage) = ("text/html,*/*;q=0.8", language)
        );

        _clock.Advance(StartingServer.Patience);
        var answer = await waiting;

        Assert.Equal((503, "5"), (answer.Status, answer.Headers.RetryAfter.ToString()));
        Assert.Contains($"<html lang=\"{language}\">", answer.Body, StringComparison.Ordinal);
        Assert.Contains($"<h1>{words}</h1>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", answer.Body, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", answer.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatWaitsLong_IsRefusedWithACode_AndTheTimeToWait()
    {
        await using var services = await OpenAsync();
        var waiting = AskAsync("/api/v1/models", request => request.Method = HttpMethods.Post);

        _clock.Advance(StartingServer.Patience);
        var answer = await waiting;

        Assert.Equal((503, "5"), (answer.Status, answer.Headers.RetryAfter.ToString()));
        Assert.Equal("node.starting", JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Node_ListensBeforeItsDatabaseIsThere_AndServesOnceItIs()
    {
        var folder = Directory.CreateTempSubdirectory("governance-starting-").FullName;
        try
        {
            var builder = PortalHost.CreateBuilder([
                $"--ConnectionStrings:Governance=Data Source={Path.Combine(folder, "governance.db")}",
                $"--Storage:ArtifactPath={Path.Combine(folder, "artifacts")}",
                $"--Storage:KeyPath={Path.Combine(folder, "keys")}",
                "--urls=http://127.0.0.1:0",
            ]);
            builder.Logging.ClearProviders();
            StartingServer.Use(builder.Services);
            await using var app = builder.Build();
            var server = app.Services.GetRequiredService<StartingServer>();
            await server.OpenAsync(Ct);
            using var client = new HttpClient { BaseAddress = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/healthz"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/readyz"));
            Assert.False(File.Exists(Path.Combine(folder, "governance.db")));
            var page = StatusAsync(client, "/setup");

            app.Use();
            await Startup.PrepareAsync(app.Services, Ct);
            await app.StartAsync(Ct);

            Assert.Equal(HttpStatusCode.OK, await page);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/readyz"));
            await app.StopAsync(Ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Node_WhoseAddressIsInUse_SaysSo_AndTouchesNoDatabase()
    {
        var folder = Directory.CreateTempSubdirectory("governance-starting-").FullName;
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        try
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Governance"] = $"Data Source={Path.Combine(folder, "governance.db")}",
                ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
                ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
                ["ASPNETCORE_URLS"] = $"http://{other.LocalEndpoint}",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
            };

            var (code, output, errors) = await PortalProcess.RunAsync(settings, null, Ct, "serve");

            Assert.Equal((2, false), (code, File.Exists(Path.Combine(folder, "governance.db"))));
            Assert.StartsWith("The portal cannot start: ", errors, StringComparison.Ordinal);
            Assert.Contains(other.LocalEndpoint.ToString()!, errors, StringComparison.Ordinal);
            // What a portal that serves warns of is not what an operator looks for here.
            Assert.DoesNotContain("\"EventId\":1509", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int, string) Told(Answer answer) => (answer.Status, answer.Body);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Ct);
        return answer.StatusCode;
    }

    private async Task<ServiceProvider> OpenAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<TimeProvider>(_clock);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IServer, KeptServer>();
        StartingServer.Use(services);
        services.AddSingleton(_kestrel);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StartingServer>().OpenAsync(Ct);
        return provider;
    }

    private async Task<Answer> AskAsync(string path, Action<HttpRequest>? with = null)
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.Path) = (HttpMethods.Get, path);
        with?.Invoke(context.Request);
        var body = new MemoryStream();
        context.Response.Body = body;
        await _kestrel.AnswerAsync(context.Features);
        return new Answer(context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()), context.Response.Headers);
    }

    private sealed record Answer(int Status, string Body, IHeaderDictionary Headers);

    // Keeps what it is started with, and has it answer as Kestrel does.
    private sealed class KeptServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Func<IFeatureCollection, Task> AnswerAsync { get; private set; } =
            _ => throw new InvalidOperationException("It was not started.");

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull
        {
            AnswerAsync = async features =>
            {
                var context = application.CreateContext(features);
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, null);
            };
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }

    private sealed class Answering : IHttpApplication<string>
    {
        public int Made { get; private set; }

        public int Disposed { get; private set; }

        public string CreateContext(IFeatureCollection contextFeatures)
        {
            Made++;
            Features = contextFeatures;
            return contextFeatures.GetRequiredFeature<IHttpRequestFeature>().Path;
        }

        public IFeatureCollection Features { get; private set; } = new FeatureCollection();

        public Task ProcessRequestAsync(string context) => new DefaultHttpContext(Features).Response.WriteAsync($"portal: {context}", Ct);

        public void DisposeContext(string context, Exception? exception) => Disposed++;
    }
}
