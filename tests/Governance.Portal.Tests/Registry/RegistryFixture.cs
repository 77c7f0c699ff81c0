using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Registry;

/// <summary>A portal with an owner, a deputy and an engineer, and a clock that can be moved.</summary>
public sealed class RegistryFixture : IAsyncDisposable
{
    public const string Owner = "owner@demo.example";
    public const string Deputy = "deputy@demo.example";
    public const string Engineer = "engineer@demo.example";

    // The people as most tests begin with them, made once.
    private static readonly Lazy<Task<Played>> s_played = new(KeepAsync);

    private readonly Dictionary<SignOffRole, Actor> _signers = [];

    private RegistryFixture(PortalFactory portal, MovableClock clock) => (Portal, Clock) = (portal, clock);

    public PortalFactory Portal { get; }

    public MovableClock Clock { get; }

    public UserId OwnerId { get; private set; }

    public UserId EngineerId { get; private set; }

    public HttpClient Client { get; private set; } = null!;

    public string Artifacts => Path.Combine(Portal.Folder, "artifacts");

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<RegistryFixture> CreateAsync(
        DatabaseKind kind = DatabaseKind.Sqlite,
        Action<Dictionary<string, string?>>? settings = null,
        Action<IServiceCollection>? replace = null,
        bool kestrel = false
    )
    {
        var fixture = Begin(kind, replace);
        settings?.Invoke(fixture.Portal.Settings);
        if (kestrel)
        {
            fixture.Portal.UseKestrel(0);
            fixture.Portal.StartServer();
        }

        string key;
        if (fixture.Portal.IsBlank)
        {
            var played = await s_played.Value;
            played.Files.CopyTo(fixture.Portal);
            (fixture.OwnerId, fixture.EngineerId, key) = (played.Owner, played.Engineer, played.Key);
        }
        else
        {
            key = await fixture.PlayAsync();
        }

        fixture.Client = fixture.Portal.ClientOf(key);
        return fixture;
    }

    private static RegistryFixture Begin(DatabaseKind kind, Action<IServiceCollection>? replace = null, string? keptIn = null)
    {
        var clock = new MovableClock();
        return new RegistryFixture(
            new PortalFactory(kind)
            {
                Replace = services =>
                {
                    services.AddSingleton<TimeProvider>(clock);
                    replace?.Invoke(services);
                },
                KeptIn = keptIn,
            },
            clock
        );
    }

    private static async Task<Played> KeepAsync()
    {
        var folder = KeptFiles.NewFolder();
        await using var fixture = Begin(DatabaseKind.Sqlite, keptIn: folder);
        var key = await fixture.PlayAsync();
        return new(new KeptFiles(folder), fixture.OwnerId, fixture.EngineerId, key);
    }

    private async Task<string> PlayAsync()
    {
        OwnerId = await Portal.CreateUserAsync(Owner, Roles.ModelOwner);
        await Portal.CreateUserAsync(Deputy, Roles.ModelOwner);
        EngineerId = await Portal.CreateUserAsync(Engineer, Roles.Engineer);
        return await Portal.CreateKeyAsync(EngineerId, Scopes.RegistryWrite);
    }

    public Actor As(UserId user, string role) => Actor.OfUser(user, role, session: null);

    public Actor AsEngineer => As(EngineerId, Roles.Engineer);

    public Actor AsOwner => As(OwnerId, Roles.ModelOwner);

    public static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static JsonObject Model(string name = "fraud-scorer") =>
        new()
        {
            ["name"] = name,
            ["owner"] = Owner,
            ["riskClass"] = "limited",
        };

    public static JsonObject Version(string version, byte[] file) =>
        new()
        {
            ["version"] = version,
            ["artifact"] = new JsonObject
            {
                ["sha256"] = Digest(file),
                ["sizeBytes"] = file.Length,
                ["mediaType"] = "application/octet-stream",
            },
        };

    public async Task<HttpResponseMessage> PostAsync(string path, JsonNode body) =>
        await Client.PostAsJsonAsync($"/api/v1{path}", body, Ct);

    public async Task<JsonObject> CreatedAsync(string path, JsonNode body)
    {
        using var answer = await PostAsync(path, body);
        return await JsonAsync(answer, HttpStatusCode.Created);
    }

    public async Task<JsonObject> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Client.GetAsync(new Uri($"/api/v1{path}", UriKind.Relative), Ct);
        return await JsonAsync(answer, expected);
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task<HttpResponseMessage> UploadAsync(string version, byte[] file, string model = "fraud-scorer")
    {
        using var content = new ByteArrayContent(file);
        return await Client.PutAsync(new Uri($"/api/v1/models/{model}/versions/{version}/artifact", UriKind.Relative), content, Ct);
    }

    /// <summary>A model with these versions, artifacts stored.</summary>
    public async Task WithVersionsAsync(params string[] versions)
    {
        var model = Model();
        model["riskClass"] = "minimal"; // asks for the artifact and the three signatures, nothing else
        await CreatedAsync("/models", model);
        foreach (var version in versions)
        {
            var file = System.Text.Encoding.UTF8.GetBytes($"model {version}");
            await CreatedAsync("/models/fraud-scorer/versions", Version(version, file));
            using var answer = await UploadAsync(version, file);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }
    }

    /// <summary>Requests a promotion and signs what it asks for.</summary>
    public async Task<PromotionId> ApproveAsync(string version, Stage to = Stage.Production, bool sign = true)
    {
        var requested = await Portal
            .Get<RequestPromotion>()
            .RunAsync(AsEngineer, new("fraud-scorer", version, WireName.Of(to), "because"), Ct);
        Assert.True(requested.IsDone, requested.Refusal?.Message);
        var id = requested.Value;
        if (sign)
        {
            await SignAsync(id);
        }

        return id;
    }

    /// <summary>Signs everything an open promotion asks for.</summary>
    public async Task SignAsync(PromotionId id)
    {
        var view = (await Portal.Get<GetPromotion>().RunAsync(id, Ct)).Value;
        foreach (var role in view.RequiredRoles)
        {
            var signer = await SignerAsync(role);
            var proof = await Portal
                .Get<ReauthenticationService>()
                .IssueAsync(signer.User!.Value, signer.Session!, "password", boundTo: null, Ct);
            var signed = await Portal
                .Get<SignPromotion>()
                .RunAsync(signer, new(id, WireName.Of(role), "approve", null, null, view.BundleDigest, proof.Text), Ct);
            Assert.True(signed.IsDone, signed.Refusal?.Message);
        }
    }

    private async Task<Actor> SignerAsync(SignOffRole slot)
    {
        if (_signers.TryGetValue(slot, out var known))
        {
            return known;
        }

        var role = PromotionRefusals.RoleFor(slot);
        var user = slot is SignOffRole.Owner ? OwnerId : await Portal.CreateUserAsync($"{WireName.Of(slot)}@demo.example", role);
        var session = RegistryFixture.Digest(System.Text.Encoding.UTF8.GetBytes(role));
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        db.Sessions.Add(
            new UserSession
            {
                Hash = session,
                User = user,
                ActiveRole = role,
                Method = "password",
                OpenedAt = Clock.GetUtcNow(),
                LastSeenAt = Clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(Ct);
        return _signers[slot] = Actor.OfUser(user, role, session);
    }

    public async Task<JsonObject> DeployAsync(
        string version,
        PromotionId promotion,
        string region = "eu-west",
        string environment = "prod"
    ) =>
        await CreatedAsync(
            $"/models/fraud-scorer/versions/{version}/deployments",
            new JsonObject
            {
                ["environment"] = environment,
                ["region"] = region,
                ["promotion"] = promotion.ToString(),
            }
        );

    /// <summary>Log entries of an action, oldest first, as their exact JSON.</summary>
    public async Task<IReadOnlyList<JsonObject>> LogAsync(string action)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        var leaves = await db.AuditEntries.Where(e => e.Action == action).OrderBy(e => e.Index).Select(e => e.Leaf).ToListAsync(Ct);
        return [.. leaves.Select(leaf => JsonNode.Parse(leaf)!.AsObject())];
    }

    public IReadOnlyList<string> FilesOnDisk() => Portal.ContentFiles();

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await Portal.DisposeAsync();
    }

    private sealed record Played(KeptFiles Files, UserId Owner, UserId Engineer, string Key);
}

/// <summary>A clock that stands still until it is moved.</summary>
public sealed class MovableClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
