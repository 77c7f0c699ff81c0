using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Nodes;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Models.Lineage.Datasets;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Operations.Validation;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Governance.Testing;

/// <summary>The real portal on a database and folders of its own. SQLite by default; a PostgreSQL database when asked for.</summary>
public partial class PortalFactory : WebApplicationFactory<Program>
{
    public const string Password = "correct horse battery staple";

    private readonly TestDatabase _database;
    private readonly DatabaseKind _kind;
    private PortalBucket? _bucket;
    private bool _isBuilt;
    private OutsideCalls? _calls;

    public PortalFactory()
        : this(DatabaseKind.Sqlite) { }

    public PortalFactory(DatabaseKind kind)
    {
        Folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());
        Directory.CreateDirectory(Folder);
        _kind = kind;
        _database = TestDatabase.Create(kind, Folder);
        _bucket = PortalBucket.IsOn ? new PortalBucket(Folder) : null;
        OpenPortals.Add(this);
    }

    public string Folder { get; }

    /// <summary>True while it may begin with the files of another: on SQLite, not started, and without settings of its own.</summary>
    public bool IsBlank => _kind is DatabaseKind.Sqlite && !_isBuilt && Settings.Count == 0;

    public string KeyFolder => Path.Combine(Folder, "keys");

    /// <summary>Where its database is, for a host command beside it.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <summary>Further settings, set before the first use.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>True for a test of the settings themselves, which may set anything.</summary>
    public bool IsAboutSettings { get; init; }

    /// <summary>Replaces services, set before the first use.</summary>
    public Action<IServiceCollection>? Replace { get; set; }

    /// <summary>
    /// True: due times are measured by the database's own clock, as they are outside tests. Else its clock goes with the portal's.
    /// </summary>
    public bool HasDatabaseTime { get; init; }

    /// <summary>Another node of the same installation, whose clock may be another.</summary>
    public PortalFactory Beside(TimeProvider clock)
    {
        var configuration = Get<IConfiguration>();
        var other = new PortalFactory
        {
            _first = First,
            HasDatabaseTime = HasDatabaseTime,
            Jobs = Jobs,
            Replace = services =>
            {
                Replace?.Invoke(services);
                services.AddSingleton(clock);
            },
        };
        foreach (var (name, value) in Settings)
        {
            other.Settings[name] = value;
        }

        string[] shared = ["ConnectionStrings:Governance", "Storage:ArtifactPath", "Storage:KeyPath"];
        foreach (var name in shared.Concat(_bucket is null ? [] : PortalBucket.Settings))
        {
            other.Settings[name] = configuration[name];
        }

        return other;
    }

    public IDbContextFactory<GovernanceDbContext> Databases => Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Makes an account with the password of the tests.</summary>
    public async Task<UserId> CreateUserAsync(string email, params string[] roles)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDbContext>();
        using var users = Get<Accounts>().In(db);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var id = await db.NextIdAsync<UserId>(CancellationToken.None);
        var user = new User
        {
            Id = id.Number,
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            PrintedName = NameOf(email),
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        Check(await users.CreateAsync(user, Password));
        db.UserRoles.AddRange(
            roles.Select(role => new IdentityUserRole<int> { UserId = id.Number, RoleId = Roles.All.ToList().IndexOf(role) + 1 })
        );
        db.Append(new AuditEvent("database.changed", "database", []), Actor.Host, Get<TimeProvider>().GetUtcNow());
        // As the host makes people: no one stands behind them, and what they hold counts at once.
        var host = new Access { Actor = Actor.Host, PrintedName = "Host operator" };
        foreach (var what in roles.Prepend(GivenAccess.Account))
        {
            await AccessGivers.GiveAsync(db, id, what, host, Get<TimeProvider>().GetUtcNow(), CancellationToken.None);
        }

        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return id;
    }

    /// <summary>
    /// A browser of this person, signed in with the password of the tests and, where their role asks for it, a code of their app: it sends
    /// the cookie and the X-CSRF-Token, and gives both again where the dialogs of the administration ask for it, unless told not to.
    /// </summary>
    /// <param name="email">Who.</param>
    /// <param name="role">The role to sign in to; the first held when not given.</param>
    /// <param name="proves">False: it does not give the password again.</param>
    /// <param name="hasApp">False: there is no app, and who needs one has a session to set one up in.</param>
    public async Task<HttpClient> SignInAsync(string email, string? role = null, bool proves = true, bool hasApp = true)
    {
        if (hasApp)
        {
            await SetUpAppAsync(email);
        }

        DelegatingHandler[] asPeopleDo = [new AuthenticatorHandler(this, email), new CookieContainerHandler()];
        var client = CreateDefaultClient(ClientOptions.BaseAddress, proves ? [new ProvingHandler(), .. asPeopleDo] : asPeopleDo);
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

    /// <summary>Writes the refusals that were counted; the next of each kind is the first of its minute again.</summary>
    public Task FlushRefusalsAsync() =>
        Get<AnonymousRefusals>().FlushAsync(DateTimeOffset.MaxValue - TimeSpan.FromMinutes(1), CancellationToken.None);

    /// <summary>A one-time proof that the person of a signed-in client is at the keyboard, for <c>X-Reauthentication</c>.</summary>
    public static async Task<string> ReauthenticateAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/session/reauthenticate", new JsonObject { ["password"] = Password });
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["proof"]!;
    }

    /// <summary>Someone with an open session who has just given their password again: good for one act that widens rights.</summary>
    public async Task<Actor> ProvenAsync(UserId user, string role)
    {
        var session = SecretText.Hash(SecretText.New());
        await using (var db = await Databases.CreateDbContextAsync())
        {
            var now = Get<TimeProvider>().GetUtcNow();
            // Seen now: the job that ends unused sessions may pass by before the next call.
            db.Sessions.Add(
                new UserSession
                {
                    Hash = session,
                    User = user,
                    ActiveRole = role,
                    Method = "password",
                    OpenedAt = now,
                    LastSeenAt = now,
                }
            );
            await db.SaveChangesAsync();
        }

        return await ProvenAsync(Actor.OfUser(user, role, session));
    }

    /// <summary>The same for someone whose session is open.</summary>
    public async Task<Actor> ProvenAsync(Actor actor) =>
        actor with
        {
            Proof = (
                await Get<ReauthenticationService>().IssueAsync(actor.User!.Value, actor.Session!, "password", null, CancellationToken.None)
            ).Text,
        };

    /// <summary>A client that calls with an API key of these scopes.</summary>
    public async Task<HttpClient> CreateKeyClientAsync(UserId? owner, params string[] scopes) =>
        ClientOf(await CreateKeyAsync(owner, scopes));

    /// <summary>A client that calls with this API key.</summary>
    public HttpClient ClientOf(string key)
    {
        var client = CreateClient(
            new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress }
        );
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>An API key of these scopes, as it is shown once.</summary>
    public async Task<string> CreateKeyAsync(UserId? owner, params string[] scopes)
    {
        var text = SecretText.New(ApiKey.TextPrefix);
        await using (var db = await Databases.CreateDbContextAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var now = Get<TimeProvider>().GetUtcNow();
            var id = await db.NextIdAsync<ApiKeyId>(CancellationToken.None);
            db.ApiKeys.Add(
                new ApiKey
                {
                    Id = id,
                    Name = "test",
                    Hash = SecretText.Hash(text),
                    Hint = text[..8],
                    Scopes = scopes,
                    Owner = owner,
                    // As the host makes them with --allow-administration.
                    Administers = scopes.Contains(Scopes.Admin, StringComparer.Ordinal),
                    ExpiresAt = now.AddYears(1),
                    CreatedAt = now,
                    CreatedBy = "host",
                }
            );
            db.Append(new AuditEvent("key.created", id.ToString(), new JsonObject()), Actor.Host, now);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        return text;
    }

    /// <summary>
    /// True to look at every service when the portal starts, whether anyone asks for it or not. It takes longer than the start: one test
    /// does it.
    /// </summary>
    public bool ValidatesServices { get; init; }

    /// <summary>
    /// Jobs of <see cref="LeftOut"/> that run nonetheless, set before the first use: those that the test is about, or whose work it waits
    /// for.
    /// </summary>
    public ISet<Type> Jobs { get; init; } = new HashSet<Type>();

    /// <summary>
    /// Jobs that run beside no test unless it names them. They follow the log, look for work every second or read all that is stored at the
    /// start, whatever a test is about: a fifth of the time of the tests went into them, and their entries came between those of the tests.
    /// </summary>
    public static IReadOnlyList<Type> LeftOut { get; } =
    [
        typeof(BackupJob),
        typeof(CheckpointJob),
        typeof(ContradictionJob),
        typeof(DatabaseFileWatch),
        typeof(IntegrationJob),
        typeof(LogSelfCheckJob),
        typeof(NotificationJob),
        typeof(PlaybookJob),
        typeof(PolicyJob),
        typeof(PostureJob),
        typeof(ReadingSessionsJob),
        typeof(RecordSelfCheckJob),
        typeof(ReminderJob),
        typeof(RetentionJob),
        typeof(SendJob),
        typeof(ValidationJob),
    ];

    /// <summary>Names jobs that run beside the test.</summary>
    public PortalFactory With(params IEnumerable<Type> jobs)
    {
        Jobs.UnionWith(jobs);
        return this;
    }

    /// <summary>
    /// True to put together once what each endpoint asks of its caller, as outside tests: all endpoints are made when the portal starts.
    /// Else it is put together for each call, and a portal that no one calls makes none.
    /// </summary>
    public bool KeepsPolicies { get; init; }

    /// <summary>False: no job runs beside what the test does, as in a host command.</summary>
    public bool RunsJobs { get; init; } = true;

    /// <summary>The folder that its files are moved to when it has ended; they are deleted when not set.</summary>
    public string? KeptIn { get; init; }

    /// <summary>Where the server's log goes; nowhere when not set.</summary>
    public ILoggerProvider? Logging { get; set; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        _isBuilt = true;
        if (!IsAboutSettings)
        {
            OverriddenSettings.Require(Settings.Keys);
        }

        builder.ConfigureAppConfiguration((_, configuration) => configuration.AddInMemoryCollection(Settings));
        var basics = Basics();
        _bucket?.Configure(basics);
        foreach (var (key, value) in basics)
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
        builder.ConfigureServices(services => services.AddStrictQueries());
        builder.UseDefaultServiceProvider(
            (context, options) =>
                (options.ValidateScopes, options.ValidateOnBuild) = (context.HostingEnvironment.IsDevelopment(), ValidatesServices)
        );
        builder.ConfigureServices(services =>
        {
            foreach (var job in LeftOut.Where(job => !Jobs.Contains(job)))
            {
                services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && TypeOf(s) == job));
            }

            if (!Jobs.Contains(typeof(NotificationJob)))
            {
                services.AddHostedService<FollowedFromTheStart>();
            }
        });

        if (!KeepsPolicies)
        {
            builder.ConfigureServices(services => services.Remove(services.Single(s => s.ServiceType.Name == "AuthorizationPolicyCache")));
        }

        if (!RunsJobs)
        {
            builder.ConfigureServices(services =>
            {
                foreach (var job in services.Where(IsJob).ToList())
                {
                    services.Remove(job);
                }
            });
        }

        builder.ConfigureServices(TestReader.Add);
        builder.ConfigureServices(services => SharedWork.Add(services, Settings.Keys));
        if (Replace is { } replace)
        {
            builder.ConfigureServices(replace);
            if (!HasDatabaseTime)
            {
                builder.ConfigureServices(services => services.AddSingleton<DatabaseClock, SameClock>());
            }
        }
    }

    private static Type? TypeOf(ServiceDescriptor service) =>
        service.ImplementationType ?? service.ImplementationFactory?.GetType().GenericTypeArguments[1];

    private static bool IsJob(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (service.ImplementationFactory is not null || service.ImplementationType?.IsSubclassOf(typeof(BackgroundService)) is true);

    // What is in the log from the start on is told, as by the job; when is said by the test.
    private sealed class FollowedFromTheStart(FollowNotifications follow) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => follow.BeginAsync(fromTheBeginning: false, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    // A test that sets the portal's clock sets the database's with it.
    internal sealed class SameClock(TimeProvider clock) : DatabaseClock
    {
        public override Task<DateTimeOffset> NowAsync(GovernanceDbContext db, CancellationToken ct) => Task.FromResult(clock.GetUtcNow());
    }

    /// <summary>True where a test itself calls another system inside a transaction.</summary>
    public bool MayCallInside { get; init; }

    protected override IHost CreateHost(IHostBuilder builder)
    {
        var host = base.CreateHost(builder);
        _calls = host.Services.GetService<OutsideCalls>();
        return host;
    }

    protected override void Dispose(bool disposing)
    {
        // A call that a broad catch swallowed is one all the same.
        var inside = MayCallInside ? [] : _calls?.Made ?? [];
        base.Dispose(disposing);
        if (disposing)
        {
            OpenPortals.Remove(this);
            _settingUp.Dispose();
            _database.Drop();
            _bucket?.Close();
            if (KeptIn is { } kept)
            {
                Directory.Move(Folder, kept);
                RequireNoneInside(inside);
                return;
            }

            // The program itself may still be closing its files when its host has stopped.
            IOException? last = null;
            if (!SpinWait.SpinUntil(() => TryDelete(out last), TimeSpan.FromSeconds(10)))
            {
                var left = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Take(20);
                throw new InvalidOperationException(
                    $"Something still writes in the folder of a portal that ended: {string.Join(", ", left)}",
                    last
                );
            }

            RequireNoneInside(inside);
        }
    }

    private static void RequireNoneInside(IReadOnlyCollection<string> calls)
    {
        if (calls.Count > 0)
        {
            throw new InvalidOperationException($"Other systems were called while a transaction was open: {string.Join("; ", calls)}");
        }
    }

    private bool TryDelete(out IOException? fault)
    {
        fault = null;
        try
        {
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }

            return true;
        }
        catch (IOException e)
        {
            fault = e;
            return false;
        }
    }

    // Each with its reason in OverriddenSettings.
    private Dictionary<string, string> Basics() =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings:Governance"] = _database.ConnectionString,
            ["Storage:ArtifactPath"] = ArtifactFolder,
            ["Storage:KeyPath"] = KeyFolder,
            ["Reports:Organisation"] = "Meridian Test Bank",
            ["Security:SessionHours"] = "24",
            ["Security:SessionIdleMinutes"] = "1440",
            ["hostBuilder:reloadConfigOnChange"] = "false",
        };

    private static string NameOf(string email) =>
        string.Join(
            ' ',
            email[..email.IndexOf('@', StringComparison.Ordinal)].Split('.', '-').Select(w => char.ToUpperInvariant(w[0]) + w[1..])
        );

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join("; ", result.Errors.Select(e => e.Description)));
        }
    }
}
