using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

/// <summary>The parts of one request stand on one reading of what its caller may do; nothing else ever does.</summary>
public sealed class AccessMemoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_ReadsAccessOnce_AndTheNextOneReadsItAgain()
    {
        await using var scene = await StartAsync();
        scene.Begin("/models");
        Assert.True((await scene.LoadAsync()).IsDone);
        await scene.DisableAsync();

        Assert.True((await scene.LoadAsync()).IsDone);
        scene.Begin("/models");
        Assert.Equal(IdentityRefusals.NoLongerActive, (await scene.LoadAsync()).Refusal);
    }

    [Fact]
    public async Task OpenPage_AsksEachTime()
    {
        await using var scene = await StartAsync();
        scene.Begin("/_blazor");
        Assert.True((await scene.LoadAsync()).IsDone);
        await scene.DisableAsync();

        Assert.Equal(IdentityRefusals.NoLongerActive, (await scene.LoadAsync()).Refusal);
    }

    [Fact]
    public async Task Act_ReadsWhatIsSo_AndWhatWasReadBeforeIsForgotten()
    {
        await using var scene = await StartAsync();
        scene.Begin("/api/v1/models");
        Assert.True((await scene.LoadAsync()).IsDone);
        await scene.DisableAsync();

        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await using var act = await db.Database.BeginTransactionAsync(Ct);
            Assert.Equal(IdentityRefusals.NoLongerActive, (await scene.LoadAsync(db)).Refusal);
        }

        Assert.Equal(IdentityRefusals.NoLongerActive, (await scene.LoadAsync()).Refusal);
    }

    [Fact]
    public async Task RequestThatGoesOn_AsksAgain()
    {
        await using var scene = await StartAsync();
        scene.Begin("/models");
        Assert.True((await scene.LoadAsync()).IsDone);
        await scene.DisableAsync();

        scene.Clock.Advance(AccessMemory.Longest + TimeSpan.FromSeconds(1));

        Assert.Equal(IdentityRefusals.NoLongerActive, (await scene.LoadAsync()).Refusal);
    }

    [Fact]
    public async Task WithoutTheRole_TheSameReadingSaysTheSamePerson_WhoMayNothing()
    {
        await using var scene = await StartAsync();
        scene.Begin("/models");
        var withRole = (await scene.LoadAsync()).Value;
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);

        var without = (await AccessReader.LoadAsync(db, scene.Actor with { Role = null }, scene.Clock.GetUtcNow(), Ct)).Value;
        scene.Begin("/_blazor");
        await using var fresh = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var read = (await AccessReader.LoadAsync(fresh, scene.Actor with { Role = null }, scene.Clock.GetUtcNow(), Ct)).Value;

        Assert.True(withRole.Has(Permission.ReadRegistry));
        Assert.False(without.Has(Permission.ReadRegistry));
        Assert.Equal(
            (read.Actor, read.Person, read.PrintedName, read.Role, read.DataScope),
            (without.Actor, without.Person, without.PrintedName, without.Role, without.DataScope)
        );
        Assert.True(read.HeldRoles.SetEquals(without.HeldRoles));
        Assert.True(read.WaitingRoles.SetEquals(without.WaitingRoles));
    }

    [Fact]
    public async Task Facts_OfOneRequest_AreReadOnce_AndAgainAfterAnActAndOnAnOpenPage()
    {
        await using var scene = await StartAsync();
        var read = 0;
        Task<int> CountAsync() => Task.FromResult(++read);

        scene.Begin("/models");
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal(1, await db.OncePerRequestAsync("things", 1, CountAsync));
        }

        await using var other = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await other.OncePerRequestAsync("things", 1, CountAsync));
        Assert.Equal(2, await other.OncePerRequestAsync("things", 2, CountAsync));
        await Assert.ThrowsAsync<TimeoutException>(() =>
            other.OncePerRequestAsync<int>("things", 3, () => Task.FromException<int>(new TimeoutException()))
        );
        Assert.Equal(3, await other.OncePerRequestAsync("things", 3, CountAsync));
        await using (await other.Database.BeginTransactionAsync(Ct))
        {
            Assert.Equal(4, await other.OncePerRequestAsync("things", 1, CountAsync));
            Assert.True((await scene.LoadAsync(other)).IsDone);
        }

        Assert.Equal(5, await other.OncePerRequestAsync("things", 1, CountAsync));
        scene.Begin("/_blazor");
        await using var page = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(6, await page.OncePerRequestAsync("things", 1, CountAsync));
        Assert.Equal(7, await page.OncePerRequestAsync("things", 1, CountAsync));
    }

    private static async Task<Scene> StartAsync()
    {
        var clock = new TestClock();
        var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        var user = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        return new Scene(portal, clock, Actor.OfUser(user, Roles.Engineer, session: null));
    }

    private sealed record Scene(PortalFactory Portal, TestClock Clock, Actor Actor) : IAsyncDisposable
    {
        // Called from the test itself: what an asynchronous method sets of its flow is gone when it returns.
        /// <summary>From here on the test stands in a request to this path.</summary>
        public void Begin(string path)
        {
            var request = new DefaultHttpContext();
            request.Request.Path = path;
            DataScopeAccessor.Remember(request, Clock);
            Portal.Get<IHttpContextAccessor>().HttpContext = request;
        }

        public async Task<Result<Access>> LoadAsync()
        {
            await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
            return await LoadAsync(db);
        }

        public Task<Result<Access>> LoadAsync(GovernanceDbContext db) => AccessReader.LoadAsync(db, Actor, Clock.GetUtcNow(), Ct);

        /// <summary>As another node would.</summary>
        public async Task DisableAsync()
        {
            await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
            await db
                .Users.Where(u => u.Id == Actor.User!.Value.Number)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, Clock.GetUtcNow()), Ct);
        }

        public ValueTask DisposeAsync() => Portal.DisposeAsync();
    }
}
