using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Governance.Portal.Demo;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Governance.Benchmarks.Scale;

/// <summary>A portal on a database of some size: to be filled, or to be asked. No job runs in it.</summary>
internal sealed class ScalePortal : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private ScalePortal(WebApplication app, string connection, Heard heard) => (_app, Connection, Heard) = (app, connection, heard);

    public string Connection { get; }

    public Heard Heard { get; }

    /// <summary>Where it answers.</summary>
    public Uri Address => new(_app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

    public IServiceProvider Services => _app.Services;

    public IDbContextFactory<GovernanceDbContext> Contexts => Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();

    /// <summary>Opens one.</summary>
    /// <param name="connection">Its database, empty or filled before.</param>
    /// <param name="folder">Its files.</param>
    /// <param name="fills">True to move its clock through half a year, as the demo is seeded; else it listens.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ScalePortal> OpenAsync(string connection, string folder, bool fills, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance={connection}",
            $"--Storage:ArtifactPath={Path.Combine(folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(folder, "keys")}",
            "--applicationName=Governance.Portal", // the portal whose files and styles are served
            $"--{OverriddenSettings.InBenchmarks.Key}=none",
            "--RateLimits:RequestsPerSecond=100000",
            "--Urls=http://127.0.0.1:0",
        ]);
        builder.Logging.ClearProviders();
        var heard = new Heard();
        builder.Services.ConfigureDbContext<SqliteGovernanceDbContext>(options => options.AddInterceptors(heard));
        builder.Services.ConfigureDbContext<PostgresGovernanceDbContext>(options => options.AddInterceptors(heard));
        foreach (var job in builder.Services.Where(IsJob).ToList())
        {
            builder.Services.Remove(job);
        }

        if (fills)
        {
            DemoClock.Use(builder.Services);
        }

        var app = builder.Build();
        await Startup.PrepareAsync(app.Services, ct);
        if (!fills)
        {
            app.Use();
            await app.StartAsync(ct);
        }

        return new ScalePortal(app, connection, heard);
    }

    /// <summary>The host's eyes: everything.</summary>
    public IDisposable AsHost() => Services.GetRequiredService<DataScopeAccessor>().AsHost();

    /// <summary>Opens a page or list as someone of the demo, in a role.</summary>
    /// <returns>The bytes of the answer.</returns>
    public async Task<int> GetAsync(string who, string address, CancellationToken ct)
    {
        var client = await ClientAsync(who, ct);
        using var answer = await client.GetAsync(address, ct);
        var body = await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.StatusCode is HttpStatusCode.OK
            ? body.Length
            : throw new InvalidOperationException($"{address} ({who}): {(int)answer.StatusCode}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        await _app.DisposeAsync();
    }

    private async Task<HttpClient> ClientAsync(string who, CancellationToken ct)
    {
        if (_clients.TryGetValue(who, out var known))
        {
            return known;
        }

        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromMinutes(5),
        };
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/session",
            new JsonObject { ["email"] = $"{who}@demo.example", ["password"] = Password },
            ct
        );
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{who}: {await answer.Content.ReadAsStringAsync(ct)}");
        }

        client.DefaultRequestHeaders.Add("Accept", "text/html, application/json");
        return _clients[who] = client;
    }

    private static bool IsJob(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (service.ImplementationType?.Namespace ?? "Governance").StartsWith("Governance", StringComparison.Ordinal);
}
