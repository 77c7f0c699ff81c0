using Governance.Data;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>The real portal behind a real port, on an empty database.</summary>
public class RunningPortal : IAsyncLifetime
{
    private PortalFactory? _factory;

    public PortalFactory Factory => _factory ?? throw new InvalidOperationException("The portal was not started.");

    /// <summary>Its address. By name, not by number: cookies and, later, passkeys are bound to it.</summary>
    public Uri Address { get; protected set; } = new("http://localhost");

    /// <summary>The authenticator app of someone whose role asks for a second step, made where they have none.</summary>
    public virtual Task<AuthenticatorApp?> AppAsync(string email) => Factory.SetUpAppAsync(email);

    /// <summary>Keeps the app that someone set up at the screen.</summary>
    public virtual Task<AuthenticatorApp> KeepAppAsync(string email, byte[] secret) => Factory.KeepAppAsync(email, secret);

    /// <summary>Its last seconds of log, for the message of a failing test.</summary>
    public ServerLog Log { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        if (RunningBrowser.Executable is null)
        {
            return;
        }

        // With every job, as outside tests.
        _factory = new PortalFactory(Database) { Logging = Log, KeepsPolicies = true }.With(PortalFactory.LeftOut);
        // Files as they are served to people, kept by the browser: a development machine has it ask for each again with every page.
        _factory.Settings["ReloadStaticAssetsAtRuntime"] = "false";
        _factory.Settings["EnableStaticAssetsDevelopmentCaching"] = "true";
        Configure(_factory);
        _factory.UseKestrel(0);
        _factory.StartServer();
        Address = new UriBuilder(_factory.ClientOptions.BaseAddress) { Host = "localhost" }.Uri;
        await PrepareAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_factory is not null)
        {
            await EndAsync(_factory);
        }
    }

    // A portal that does not end in order says so, with what its log had to tell: no test is there any more to print it.
    private async Task EndAsync(PortalFactory portal)
    {
        try
        {
            await portal.DisposeAsync();
        }
        catch (Exception e)
        {
            CleanupFaults.Keep($"The portal did not end in order: {e} Its log: {string.Join(" | ", Log.Errors)}");
            throw;
        }
    }

    /// <summary>SQLite, where a test does not say otherwise.</summary>
    protected virtual DatabaseKind Database => DatabaseKind.Sqlite;

    /// <summary>Settings, before the start.</summary>
    protected virtual void Configure(PortalFactory factory) { }

    /// <summary>Data, after the start.</summary>
    protected virtual ValueTask PrepareAsync() => ValueTask.CompletedTask;
}
