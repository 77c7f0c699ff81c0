using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Identity;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Testing;

/// <summary>The real portal on a database and folders of its own. SQLite by default; a PostgreSQL database when asked for.</summary>
public class PortalFactory : WebApplicationFactory<Program>
{
    public const string Password = "correct horse battery staple";

    private readonly TestDatabase _database;

    public PortalFactory()
        : this(DatabaseKind.Sqlite)
    {
    }

    public PortalFactory(DatabaseKind kind)
    {
        Folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());
        Directory.CreateDirectory(Folder);
        _database = TestDatabase.Create(kind, Folder);
    }

    public string Folder { get; }

    public string KeyFolder => Path.Combine(Folder, "keys");

    /// <summary>Further settings, set before the first use.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Replaces services, set before the first use.</summary>
    public Action<IServiceCollection>? Replace { get; set; }

    public IDbContextFactory<GovernanceDbContext> Databases => Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Makes an account with the password of the tests.</summary>
    public async Task<UserId> CreateUserAsync(string email, params string[] roles)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDbContext>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var id = await db.NextIdAsync<UserId>(CancellationToken.None);
        var user = new User { Id = id.Number, UserName = email, Email = email, EmailConfirmed = true, PrintedName = NameOf(email), CreatedAt = TimeProvider.System.GetUtcNow() };
        Check(await users.CreateAsync(user, Password));
        Check(await users.AddToRolesAsync(user, roles));
        await transaction.CommitAsync();
        return id;
    }

    /// <summary>A browser of this person, signed in with the password of the tests: it sends the cookie and the X-CSRF-Token.</summary>
    public async Task<HttpClient> SignInAsync(string email, string? role = null)
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true, BaseAddress = ClientOptions.BaseAddress });
        var body = new JsonObject { ["email"] = email, ["password"] = Password };
        if (role is not null)
        {
            body["role"] = role;
        }

        using var answer = await client.PostAsJsonAsync("/api/v1/session", body);
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonObject>();
        client.DefaultRequestHeaders.Add("X-CSRF-Token", (string?)session!["csrfToken"]);
        return client;
    }

    /// <summary>A one-time proof that the person of a signed-in client is at the keyboard, for <c>X-Reauthentication</c>.</summary>
    public static async Task<string> ReauthenticateAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/session/reauthenticate", new JsonObject { ["password"] = Password });
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["proof"]!;
    }

    /// <summary>A client that calls with an API key of these scopes.</summary>
    public async Task<HttpClient> CreateKeyClientAsync(UserId? owner, params string[] scopes)
    {
        var text = SecretText.New(ApiKey.TextPrefix);
        await using (var db = await Databases.CreateDbContextAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var now = Get<TimeProvider>().GetUtcNow();
            var id = await db.NextIdAsync<ApiKeyId>(CancellationToken.None);
            db.ApiKeys.Add(new ApiKey
            {
                Id = id,
                Name = "test",
                Hash = SecretText.Hash(text),
                Hint = text[..8],
                Scopes = scopes,
                Owner = owner,
                ExpiresAt = now.AddYears(1),
                CreatedAt = now,
                CreatedBy = "host",
            });
            db.Append(new AuditEvent("key.created", id.ToString(), new JsonObject()), Actor.Host, now);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", text);
        return client;
    }

    /// <summary>Where the server's log goes; nowhere when not set.</summary>
    public ILoggerProvider? Logging { get; init; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureAppConfiguration((_, configuration) => configuration.AddInMemoryCollection(Settings));
        foreach (var (key, value) in Basics())
        {
            builder.UseSetting(key, value);
        }

        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging =>
        {
            logging.ClearProviders();
            if (Logging is { } provider)
            {
                logging.AddProvider(provider);
            }
        });
        // What a password costs to guess is the hasher's own concern; thousands of sign-ins here need not pay it.
        builder.ConfigureServices(services => services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1_000));
        if (Replace is { } replace)
        {
            builder.ConfigureServices(replace);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _database.Drop();
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }
        }
    }

    private Dictionary<string, string> Basics() => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:Governance"] = _database.ConnectionString,
        ["Storage:ArtifactPath"] = Path.Combine(Folder, "artifacts"),
        ["Storage:KeyPath"] = KeyFolder,
    };

    private static string NameOf(string email) => string.Join(' ', email[..email.IndexOf('@', StringComparison.Ordinal)].Split('.', '-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join("; ", result.Errors.Select(e => e.Description)));
        }
    }
}
