using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Governance.Portal.Tests.RoleScopes;

/// <summary>
/// What a context reads that was asked for where no one said who asks: nothing. Jobs and the host say that they are the host's.
/// </summary>
public sealed class UnknownReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Context_AskedForFromNowhere_ReadsNothing_AndTheHostReadsEverything()
    {
        await using var portal = Strict();
        var owner = await portal.CreateUserAsync("owner@bank.example", Roles.ModelOwner);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            db.Models.Add(
                Model
                    .Register(
                        new ModelFacts("credit") { RiskClass = RiskClass.High },
                        owner,
                        [],
                        "host",
                        portal.Get<TimeProvider>().GetUtcNow()
                    )
                    .Value
            );
            db.Append(new AuditEvent("model.registered", "credit", []), Actor.Host, portal.Get<TimeProvider>().GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        Assert.Empty(await ModelsAsync(portal));
        using (portal.Get<DataScopeAccessor>().AsHost())
        {
            Assert.Equal(["credit"], await ModelsAsync(portal));
        }

        Assert.Empty(await ModelsAsync(portal));
    }

    [Fact]
    public async Task Job_OfTheServer_ReadsEverything()
    {
        await using var portal = Strict(services => services.AddSingleton<Probe>().AddHostedService(p => p.GetRequiredService<Probe>()));

        Assert.Null(await portal.Get<Probe>().Read.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct));
    }

    [Fact]
    public async Task Request_OfNobody_AndWhatItLeavesBehind_ReadNothing()
    {
        var watch = new Watch();
        await using var portal = Strict(services => services.AddSingleton<IStartupFilter>(watch));

        using var answer = await portal.CreateClient().GetAsync("/healthz", Ct);
        answer.EnsureSuccessStatusCode();
        watch.Over.SetResult();

        Assert.Same(DataScope.Empty, watch.During);
        Assert.Same(DataScope.Empty, await watch.Later!.WaitAsync(Ct));
    }

    [Fact]
    public async Task Request_OfAPersonWhoseRoleIsGone_ReadsNothing()
    {
        var watch = new Watch();
        await using var portal = Strict(services => services.AddSingleton<IStartupFilter>(watch));
        var person = await portal.CreateUserAsync("engineer@bank.example", Roles.Engineer);
        var client = await portal.SignInAsync("engineer@bank.example");
        using (var before = await client.GetAsync("/api/v1/models", Ct))
        {
            before.EnsureSuccessStatusCode();
            Assert.True(watch.Noted is { DataScope: null });
        }

        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            db.UserRoles.RemoveRange(await db.UserRoles.Where(r => r.UserId == person.Number).ToListAsync(Ct));
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        using var after = await client.GetAsync("/api/v1/models", Ct);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, after.StatusCode);
        Assert.Same(DataScope.Empty, watch.Noted!.DataScope);
    }

    [Fact]
    public async Task Upload_OfALimitedPerson_ReadsWhatThePageReads()
    {
        var readers = new DataScopeAccessor(new HttpContextAccessor());
        var dataScope = new DataScope([], ["ours"], []);
        DataScope? taken = null;
        using var upload = new BrowserUpload(TimeProvider.System, readers, () => { });
        Task<Result<Done>> running;
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        try
        {
            readers.Note(null, new CallerDataScope(), dataScope);
            running = upload.RunAsync<Done>(
                new Chosen(),
                10,
                (_, _) =>
                {
                    taken = readers.Current;
                    return Task.FromResult<Result<Done>>(Done.Instance);
                }
            );
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.True((await running).IsDone);
        Assert.Same(dataScope, taken);
        Assert.Same(DataScope.Empty, readers.Current);
    }

    // With the portal's own reader: here the test itself is no one.
    private static PortalFactory Strict(Action<IServiceCollection>? more = null) =>
        new()
        {
            Replace = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<IDataScopeAccessor>(p => p.GetRequiredService<DataScopeAccessor>()));
                more?.Invoke(services);
            },
        };

    private static async Task<List<string>> ModelsAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.Models.Select(m => m.Name).ToListAsync(Ct);
    }

    private sealed class Probe(IDbContextFactory<GovernanceDbContext> databases) : BackgroundService
    {
        public TaskCompletionSource<DataScope?> Read { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            await using var db = await databases.CreateDbContextAsync(stoppingToken);
            Read.SetResult(db.DataScope);
        }
    }

    private sealed class Watch : IStartupFilter
    {
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DataScope? During { get; private set; }

        public Task<DataScope?>? Later { get; private set; }

        public CallerDataScope? Noted { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    async (context, following) =>
                    {
                        var databases = context.RequestServices.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
                        await using (var db = await databases.CreateDbContextAsync(context.RequestAborted))
                        {
                            During = db.DataScope;
                        }

                        Later ??= LaterAsync(databases);
                        await following(context);
                        Noted = context.Items[typeof(CallerDataScope)] as CallerDataScope;
                    }
                );
                next(app);
            };

        private async Task<DataScope?> LaterAsync(IDbContextFactory<GovernanceDbContext> databases)
        {
            await Over.Task;
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            return db.DataScope;
        }
    }

    private sealed class Chosen : IBrowserFile
    {
        public string Name => "window.csv";

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public long Size => 1;

        public string ContentType => "text/csv";

        public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) => new MemoryStream([1]);
    }
}
