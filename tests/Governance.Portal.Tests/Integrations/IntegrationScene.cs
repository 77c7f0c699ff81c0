using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Integrations;

/// <summary>A portal that delivers only when a test says so, by a clock that a test moves.</summary>
internal sealed class IntegrationScene : IAsyncDisposable
{
    private IntegrationScene(DatabaseKind kind, IEnumerable<(string Key, string Value)> settings)
    {
        Portal = new PortalFactory(kind)
        {
            HasDatabaseTime = true,
            Replace = services =>
            {
                services.AddSingleton<TimeProvider>(Clock);
                services.AddSingleton<DatabaseClock>(new SceneTime(this));
            },
        };
        Portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        Portal.Settings["Outbound:PrivateHosts:1"] = "localhost";
        foreach (var (key, value) in settings)
        {
            Portal.Settings[key] = value;
        }
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public MovableClock Clock { get; } = new();

    public PortalFactory Portal { get; }

    /// <summary>Comes between the reading of deliveries that were sent and the writing of what came of them, once.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public HttpClient Admin { get; private set; } = null!;

    public Actor Administrator { get; private set; } = null!;

    public static async Task<IntegrationScene> CreateAsync(
        DatabaseKind kind = DatabaseKind.Sqlite,
        params (string Key, string Value)[] settings
    )
    {
        var scene = new IntegrationScene(kind, settings);
        scene.Administrator = Actor.OfUser(
            await scene.Portal.CreateUserAsync("admin@demo.example", Roles.Administrator),
            Roles.Administrator,
            session: null
        );
        scene.Admin = await scene.Portal.SignInAsync("admin@demo.example");
        return scene;
    }

    /// <summary>The administrator, who has just confirmed who they are: for one act that widens rights.</summary>
    public Task<Actor> ProvenAsync() => Portal.ProvenAsync(Administrator.User!.Value, Roles.Administrator);

    /// <summary>Makes a destination that gets what a test writes.</summary>
    public async Task<(DestinationId Id, string? Secret)> DestinationAsync(
        string address,
        string format = "structured",
        string? authority = null,
        string pattern = "test.written",
        bool names = false
    )
    {
        var made = await Portal
            .Get<ChangeDestination>()
            .CreateAsync(await ProvenAsync(), new DestinationBody("Hub", address, format, [pattern], names, authority), Ct);
        Assert.True(
            made.IsDone,
            made.Refusal is { } refusal ? $"{refusal.Message} {string.Join(' ', refusal.Errors.SelectMany(e => e.Value))}" : null
        );
        return made.Value;
    }

    /// <summary>Writes an entry of each subject into the log.</summary>
    public async Task LogAsync(params string[] subjects)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        foreach (var subject in subjects)
        {
            db.Append(
                new AuditEvent("test.written", subject, new JsonObject { ["sha256"] = "00" }) { ActorName = "Ada Lovelace" },
                Actor.Host,
                Clock.GetUtcNow()
            );
        }

        await db.SaveChangesAsync(Ct);
    }

    public Task DeliverAsync() => Portal.Get<DeliverEvents>().RunAsync(Ct);

    public async Task<DestinationView> ViewAsync(DestinationId id) => (await Portal.Get<DestinationQueries>().FindAsync(id, Ct)).Value;

    public Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(DestinationId id) =>
        Portal.Get<DestinationQueries>().DeliveriesAsync(id, null, 500, Ct);

    public async Task<List<JsonNode>> EntriesAsync(string action)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        return (
            await db.AuditEntries.AsNoTracking().Where(e => e.Action == action).OrderBy(e => e.Index).Select(e => e.Leaf).ToListAsync(Ct)
        ).ConvertAll(l => JsonNode.Parse(l)!);
    }

    public async Task<JsonNode> PostAsync(string path, JsonObject? body = null)
    {
        using var answer = await Admin.PostAsJsonAsync($"/api/v1/integrations{path}", body ?? [], Ct);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!;
    }

    public async ValueTask DisposeAsync()
    {
        Admin?.Dispose();
        await Portal.DisposeAsync();
    }

    private sealed class SceneTime(IntegrationScene scene) : DatabaseClock
    {
        public override async Task<DateTimeOffset> NowAsync(GovernanceDbContext db, CancellationToken ct)
        {
            if (scene.Meanwhile is { } act && db.ChangeTracker.Entries<Delivery>().Any(e => e.Entity.Tries > 0))
            {
                scene.Meanwhile = null;
                await act();
            }

            return scene.Clock.GetUtcNow();
        }
    }
}
