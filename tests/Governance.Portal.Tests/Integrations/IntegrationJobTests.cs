using Governance.Domain.Identity;
using Governance.Portal.Administration.Integrations;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Integrations;

/// <summary>The portal as it runs: what is committed goes out by itself, on two nodes once.</summary>
public sealed class IntegrationJobTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoNodes_OneDatabase_DeliverEachEventOnce()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync();
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        await scene.LogAsync([.. Enumerable.Range(0, 40).Select(n => $"s-{n}")]);
        var other = new Governance.Data.Audit.LogFollowers(scene.Portal.Databases);

        Assert.True(await other.TakeAsync($"integration:{id}", TimeSpan.FromMinutes(2), Ct));
        await scene.DeliverAsync(); // the other node has the turn
        Assert.Empty(receiver.Sent);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            // It ended without a word, and three minutes pass.
            (await db.Set<Governance.Data.Audit.LogFollower>().SingleAsync(f => f.Name == $"integration:{id}", Ct)).LeaseUntil -=
                TimeSpan.FromMinutes(3);
            await db.SaveChangesAsync(Ct);
        }

        await scene.DeliverAsync();

        Assert.Equal(40, receiver.Taken.Select(t => t.Id).Distinct().Count());
        Assert.Equal(40, receiver.Sent.Count);
    }

    [Fact]
    public async Task Job_ChangeOfThisProcess_GoesOutByItself()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var portal = new PortalFactory().With(typeof(IntegrationJob));
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        var admin = Actor.OfUser(
            await portal.CreateUserAsync("admin@demo.example", Roles.Administrator),
            Roles.Administrator,
            session: null
        );
        var made = await portal
            .Get<ChangeDestination>()
            .CreateAsync(
                await portal.ProvenAsync(admin.User!.Value, Roles.Administrator),
                new DestinationBody("Hub", receiver.Url.ToString(), "structured", ["integration.paused"]),
                Ct
            );
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = _ =>
        {
            heard.TrySetResult();
            return (200, null, null);
        };
        var second = await portal
            .Get<ChangeDestination>()
            .CreateAsync(
                await portal.ProvenAsync(admin.User!.Value, Roles.Administrator),
                new DestinationBody("Other", receiver.Url.ToString(), "structured", ["log.unreadable"]),
                Ct
            );

        Assert.True((await portal.Get<ChangeDestinationState>().PauseAsync(admin, second.Value.Id, Ct)).IsDone);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);

        Assert.Equal(
            ("governance.integration.paused", "DST-0002"),
            ((string)receiver.Sent.First().Json["type"]!, receiver.Sent.First().Subject)
        );
        Assert.NotEqual(second.Value.Id, made.Value.Id);
    }
}
