using Governance.Data;
using Governance.Domain.Integrations;
using Governance.Portal.Administration.Integrations;
using Governance.Testing;

namespace Governance.Portal.Tests.Integrations;

/// <summary>Whatever a receiver does, each event arrives, in the order of its subject, and under one id.</summary>
public sealed class DeliveryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Receiver_UpAllTheTime_GetsEachEventOnceSignedAndInOrder(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(kind);
        var (id, secret) = await scene.DestinationAsync($"{receiver.Url}hook?token=abc");

        await scene.LogAsync("one", "two", "one", "three", "one", "two");
        await scene.DeliverAsync();
        await scene.DeliverAsync();

        Assert.Equal(6, receiver.Taken.Count);
        AssertOrdered(receiver);
        var first = receiver.Taken.First();
        Assert.Equal("application/cloudevents+json", first.Headers["content-type"]);
        Assert.True(
            WebhookSignature.IsGood(
                [secret!],
                first.Id,
                first.Headers["webhook-timestamp"],
                first.Headers["webhook-signature"],
                first.Body,
                scene.Clock.GetUtcNow()
            )
        );
        Assert.DoesNotContain("Lovelace", first.Json.ToJsonString(), StringComparison.Ordinal);
        var view = await scene.ViewAsync(id);
        Assert.Equal((0, (string?)null, scene.Clock.GetUtcNow()), (view.Waiting, view.Problem, view.LastTakenAt!.Value));
        Assert.All(
            await scene.DeliveriesAsync(id),
            d => Assert.Equal((DeliveryState.Delivered, 200, "<b>200</b>"), (d.State, d.Status, d.Answer))
        );
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Receiver_AwayForAnHour_GetsEverythingAfterwards(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(kind);
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());

        receiver.Away = true;
        for (var minute = 0; minute < 60; minute += 4)
        {
            await scene.LogAsync("one", "two", $"other-{minute}");
            await scene.DeliverAsync();
            scene.Clock.Advance(TimeSpan.FromMinutes(4));
        }

        Assert.NotNull((await scene.ViewAsync(id)).FailingSince);
        Assert.InRange(receiver.Sent.Count, 1, 60); // it asks whether the receiver is back, it does not hammer
        receiver.Away = false;
        scene.Clock.Advance(TimeSpan.FromMinutes(6));
        await scene.DeliverAsync();
        await scene.DeliverAsync();

        Assert.Equal(45, receiver.Taken.Count);
        AssertOrdered(receiver);
        Assert.Null((await scene.ViewAsync(id)).FailingSince);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Receiver_ThatDoesNotTakeEvents_TheLastTriesStandBeforeWhatWaits(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(kind);
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        receiver.Answer = _ => (503, "Retry-After", "600");
        await scene.LogAsync("one");
        await scene.DeliverAsync();
        await scene.LogAsync("two", "three", "four");

        await scene.DeliverAsync();
        var last = await scene.Portal.Get<DestinationQueries>().LastAsync(id, 2, Ct);

        Assert.Equal(["one", "four"], last.Select(d => d.Subject));
        Assert.NotNull(last[0].Problem);
        Assert.Equal(0, last[1].Tries);
    }

    // On SQLite one writer waits for the other.
    [Theory, InlineData(DatabaseKind.Postgres)]
    public async Task Outcome_WhileTheDestinationIsResumed_IsWrittenDownAllTheSame_AndNothingIsSentTwice(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(kind);
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        receiver.Answer = _ => (503, null, null);
        await scene.LogAsync("one", "two");
        await scene.DeliverAsync();
        receiver.Answer = _ => (200, null, null);
        scene.Clock.Advance(TimeSpan.FromHours(1));
        scene.Meanwhile = async () =>
        {
            var steer = scene.Portal.Get<ChangeDestinationState>();
            Assert.True((await steer.PauseAsync(scene.Administrator, id, Ct)).IsDone);
            Assert.True((await steer.ResumeAsync(scene.Administrator, id, Ct)).IsDone);
        };

        await scene.DeliverAsync();
        scene.Clock.Advance(TimeSpan.FromHours(1));
        await scene.DeliverAsync();

        Assert.Null(scene.Meanwhile);
        Assert.Equal(["one", "two"], receiver.Taken.Select(t => t.Subject).Order(StringComparer.Ordinal));
        Assert.All(await scene.DeliveriesAsync(id), d => Assert.Equal((DeliveryState.Delivered, 200), (d.State, d.Status)));
    }

    [Fact]
    public async Task Receiver_SaysTooMany_IsLeftAloneAsLongAsItAsks_ThenGetsTheSameIdWithANewTime()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync();
        await scene.DestinationAsync(receiver.Url.ToString());
        receiver.Answer = _ => (429, "Retry-After", "600");

        await scene.LogAsync("one");
        await scene.DeliverAsync();
        receiver.Answer = _ => (200, null, null);
        await scene.LogAsync("two");
        scene.Clock.Advance(TimeSpan.FromMinutes(9));
        await scene.DeliverAsync();
        Assert.Single(receiver.Sent);
        scene.Clock.Advance(TimeSpan.FromMinutes(2));
        await scene.DeliverAsync();

        Assert.Equal(3, receiver.Sent.Count);
        var tries = receiver.Sent.Where(s => s.Subject == "one").ToList();
        Assert.Single(tries.Select(t => t.Id).Distinct());
        Assert.Equal(2, tries.Select(t => t.Headers["webhook-timestamp"]).Distinct().Count());
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Receiver_SaysGone_IsDisabledWithAnEntry_AndResumedFromWhereItStopped(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(kind);
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        receiver.Answer = _ => (410, null, null);

        await scene.LogAsync("one");
        await scene.DeliverAsync();
        receiver.Answer = _ => (204, null, null);
        await scene.LogAsync("two", "one");
        scene.Clock.Advance(TimeSpan.FromHours(1));
        await scene.DeliverAsync();

        Assert.Single(receiver.Sent);
        Assert.Equal(DestinationState.Disabled, (await scene.ViewAsync(id)).State);
        var disabled = Assert.Single(await scene.EntriesAsync("integration.disabled"));
        Assert.Equal(
            ("gone", id.ToString(), "system:integrations"),
            ((string?)disabled["data"]!["reason"], (string?)disabled["subject"], (string?)disabled["actor"])
        );

        Assert.True((await scene.Portal.Get<ChangeDestinationState>().ResumeAsync(scene.Administrator, id, Ct)).IsDone);
        await scene.DeliverAsync();
        Assert.Equal(3, receiver.Taken.Count);
        AssertOrdered(receiver);
    }

    [Fact]
    public async Task Receiver_AlwaysFails_IsDisabledAtTheEndOfTheSchedule_AndNothingIsLost()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync();
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        receiver.Answer = _ => (500, null, null);

        await scene.LogAsync("one");
        for (var hour = 0; hour < 120 && (await scene.ViewAsync(id)).State is DestinationState.Active; hour++)
        {
            await scene.DeliverAsync();
            scene.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(DeliverySchedule.MaxTries, receiver.Sent.Count);
        Assert.Equal(DestinationState.Disabled, (await scene.ViewAsync(id)).State);
        Assert.Equal("exhausted", (string?)Assert.Single(await scene.EntriesAsync("integration.disabled"))["data"]!["reason"]);

        receiver.Answer = _ => (200, null, null);
        await scene.LogAsync("one");
        Assert.True((await scene.Portal.Get<ChangeDestinationState>().ResumeAsync(scene.Administrator, id, Ct)).IsDone);
        await scene.DeliverAsync();
        Assert.Equal(2, receiver.Taken.Count);
        AssertOrdered(receiver);
    }

    [Fact]
    public async Task OneEvent_NeverTaken_HoldsBackItsOwnSubjectOnly_AndOnlySoFar()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(settings: ("Integrations:MaxHeldBack", "2"));
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        await scene.LogAsync("bad", "good", "bad", "good", "bad");
        var first = -1L;
        receiver.Answer = call =>
        {
            first = first < 0 && call.Subject == "bad" ? call.Index : first;
            return (call.Index == first ? 422 : 200, null, null);
        };

        await scene.DeliverAsync();
        Assert.Equal(["good", "good"], receiver.Taken.Select(t => t.Subject));
        await scene.LogAsync("bad");
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.LogAsync("good");
        await scene.DeliverAsync();
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        await scene.LogAsync("good");
        await scene.DeliverAsync();

        Assert.Equal(3, receiver.Taken.Count(t => t.Subject == "bad"));
        AssertOrdered(receiver);
        var given = Assert.Single(await scene.EntriesAsync("integration.given-up"));
        Assert.Equal(first, (long)given["data"]!["entry"]!);
        Assert.Equal(DestinationState.Active, (await scene.ViewAsync(id)).State);
    }

    [Fact]
    public async Task Receiver_TooSlow_IsTriedAgain()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(settings: ("Outbound:TimeoutSeconds", "1"));
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        var answered = new TaskCompletionSource();
        receiver.Ready = answered.Task;

        await scene.LogAsync("one");
        await scene.DeliverAsync();
        Assert.Contains("did not answer within 1 seconds", (await scene.ViewAsync(id)).Problem, StringComparison.Ordinal);
        answered.SetResult();
        scene.Clock.Advance(TimeSpan.FromSeconds(10));
        await scene.DeliverAsync();

        // It may take the first call too, which is given up only on this side: the id says that it is the same event.
        Assert.Single(receiver.Taken.DistinctBy(taken => taken.Id));
    }

    [Fact]
    public async Task Receiver_RedirectsIntoTheOwnNetwork_IsNotFollowed()
    {
        await using var inside = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync();
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        receiver.Answer = _ => (307, "Location", inside.Url.ToString());

        await scene.LogAsync("one");
        await scene.DeliverAsync();

        Assert.Empty(inside.Sent);
        Assert.Equal("The receiver answered with 307: redirects are not followed.", (await scene.ViewAsync(id)).Problem);
    }

    [Fact]
    public async Task Queue_Full_TheRestWaitsInTheLog()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(settings: ("Integrations:MaxWaiting", "10"));
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        receiver.Away = true;
        for (var i = 0; i < 30; i++)
        {
            await scene.LogAsync([.. Enumerable.Range(0, 10).Select(n => $"s-{n}")]);
        }

        await scene.DeliverAsync();
        Assert.InRange((await scene.ViewAsync(id)).Waiting, 1, 110); // one batch beyond the bound at most
        receiver.Away = false;
        for (var minute = 0; minute < 12; minute++)
        {
            scene.Clock.Advance(TimeSpan.FromMinutes(1));
            await scene.DeliverAsync();
        }

        Assert.Equal(300, receiver.Taken.Count);
        AssertOrdered(receiver);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Replay_OfAStretch_SendsTheSameIdsAgain(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync(kind);
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        await scene.LogAsync("one", "two", "three");
        await scene.DeliverAsync();
        var from = receiver.Taken.Min(t => t.Index);

        var queued = await scene.Portal.Get<ReplayDeliveries>().RunAsync(scene.Administrator, id, from, from + 1, Ct);
        Assert.Equal(2, queued.Value);
        await scene.DeliverAsync();

        Assert.Equal(5, receiver.Taken.Count);
        Assert.Equal(3, receiver.Taken.Select(t => t.Id).Distinct().Count());
        Assert.Equal(
            "integration.bad-range",
            (await scene.Portal.Get<ReplayDeliveries>().RunAsync(scene.Administrator, id, from, from + 5_000, Ct)).Refusal?.Code
        );
    }

    [Fact]
    public async Task Prune_OldDeliveries_AreGone_WaitingOnesStay()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var scene = await IntegrationScene.CreateAsync();
        var (id, _) = await scene.DestinationAsync(receiver.Url.ToString());
        await scene.LogAsync("one");
        await scene.DeliverAsync();
        receiver.Away = true;
        await scene.LogAsync("two");
        await scene.DeliverAsync();
        scene.Clock.Advance(TimeSpan.FromDays(31));

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await ChangeDestinationState.PruneAsync(db, scene.Clock.GetUtcNow().AddDays(-30), Ct));

        Assert.Equal("two", Assert.Single(await scene.DeliveriesAsync(id)).Subject);
    }

    // In a subject each event stands behind those before it; each arrived once.
    private static void AssertOrdered(Receiver receiver)
    {
        Assert.Equal(receiver.Taken.Count, receiver.Taken.Select(t => t.Id).Distinct(StringComparer.Ordinal).Count());
        foreach (var subject in receiver.Taken.GroupBy(t => t.Subject, StringComparer.Ordinal))
        {
            Assert.Equal(subject.Select(t => t.Index).Order(), subject.Select(t => t.Index));
        }
    }
}
