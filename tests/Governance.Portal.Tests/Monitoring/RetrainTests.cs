using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>A pipeline on this machine that is told to train again.</summary>
public sealed class RetrainTests
{
    private const string Secret = "a secret of at least thirty-two characters";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Breach_OfAMonitorThatAsks_CallsThePipelineOnceWithASignature()
    {
        var answers = new Queue<int>([503, 202]);
        var calls = new List<(string Signature, string Delivery, byte[] Body)>();
        await using var pipeline = await PipelineAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Ct);
            calls.Add(
                (context.Request.Headers["X-Governance-Signature"]!, context.Request.Headers["X-Governance-Delivery"]!, body.ToArray())
            );
            context.Response.StatusCode = answers.Dequeue();
        });
        await using var model = await WatchedModel.StartAsync(configure: portal => Ask(portal, pipeline));
        await BreachAsync(model);
        var alert = (await model.AlertAsync("amount"))!;
        var send = model.Portal.Get<SendRetrainCalls>();

        await send.RunAsync(Ct); // refused: tried again in a minute, not at once
        await send.RunAsync(Ct);
        Assert.Single(calls);
        await DueAsync(model);
        await send.RunAsync(Ct);
        await send.RunAsync(Ct);

        Assert.Equal(2, calls.Count);
        var (signature, delivery, body) = calls[1];
        var stamp = long.Parse(signature.Split(',')[0][2..], System.Globalization.CultureInfo.InvariantCulture);
        var expected = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes($"{stamp}."), .. body])
        );
        Assert.Equal(($"t={stamp},v1={expected}", alert.Id.ToString()), (signature, delivery));
        var said = JsonNode.Parse(body)!;
        Assert.Equal(("retrain.asked", "fraud", "amount"), ((string?)said["event"], (string?)said["model"], (string?)said["field"]));
        Assert.Contains("retrain.sent", await model.ActionsAsync(alert.Id.ToString()));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Call_FoundDueByTwoNodesAtOnce_IsMadeOnceAndStaysSent(DatabaseKind kind)
    {
        var calls = 0;
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var pipeline = await PipelineAsync(async context =>
        {
            Interlocked.Increment(ref calls);
            arrived.TrySetResult();
            await answer.Task;
            context.Response.StatusCode = 202;
        });
        await using var model = await WatchedModel.StartAsync(kind, portal => Ask(portal, pipeline));
        await BreachAsync(model);
        var alert = (await model.AlertAsync("amount"))!;
        var send = model.Portal.Get<SendRetrainCalls>();

        var first = send.RunAsync(Ct);
        await arrived.Task;
        await send.RunAsync(Ct); // another node looks while the first waits for its answer
        answer.SetResult();
        await first;
        await send.RunAsync(Ct);

        Assert.Equal(1, calls);
        Assert.Single(await model.ActionsAsync(alert.Id.ToString()), a => a == "retrain.sent");
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Call_FoundByANodeWhoseClockIsMinutesAhead_IsMadeOnce(DatabaseKind kind)
    {
        var calls = 0;
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var pipeline = await PipelineAsync(async context =>
        {
            Interlocked.Increment(ref calls);
            arrived.TrySetResult();
            await answer.Task;
            context.Response.StatusCode = 202;
        });
        await using var model = await WatchedModel.StartAsync(kind, portal => Ask(portal, pipeline));
        await BreachAsync(model);
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromMinutes(20));
        await using var ahead = model.Portal.Beside(clock);

        var first = model.Portal.Get<SendRetrainCalls>().RunAsync(Ct);
        await arrived.Task;
        var second = ahead.Get<SendRetrainCalls>().RunAsync(Ct);
        answer.SetResult();
        await Task.WhenAll(first, second);
        await ahead.Get<SendRetrainCalls>().RunAsync(Ct);

        Assert.Equal(1, calls);
        await using var db = await model.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(RetrainState.Sent, (await db.RetrainCalls.SingleAsync(Ct)).State);
    }

    [Fact]
    public async Task Call_OfANodeThatStops_IsMadeByTheNextAtOnce_UnderTheSameKey_AndNotAgainByOneThatSlept()
    {
        var keys = new List<string>();
        var (arrived, woken) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var pipeline = await PipelineAsync(async context =>
        {
            keys.Add(context.Request.Headers["X-Governance-Delivery"]!);
            if (keys.Count == 1)
            {
                arrived.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, Ct);
            }

            context.Response.StatusCode = 202;
        });
        await using var model = await WatchedModel.StartAsync(configure: portal => Ask(portal, pipeline));
        await BreachAsync(model);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var stopped = model.Portal.Get<SendRetrainCalls>().RunAsync(stop.Token);
        await arrived.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);

        await model.Portal.Get<SendRetrainCalls>().RunAsync(Ct);
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct(StringComparer.Ordinal));

        // The next call: a node stands still after it took it, for longer than its lease.
        await using (var db = await model.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var call = await db.RetrainCalls.SingleAsync(Ct);
            db.RetrainCalls.Remove(call);
            await db.SaveChangesAsync(Ct);
            db.RetrainCalls.Add(new RetrainCall { Alert = call.Alert, Model = call.Model });
            await db.SaveChangesAsync(Ct);
        }

        var slept = new TaskCompletionSource();
        var sleeper = ActivatorUtilities.CreateInstance<SendRetrainCalls>(model.Portal.Services, new SleepingClock(slept, woken));
        var sleeping = sleeper.RunAsync(Ct);
        await slept.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await DueAsync(model);
        await model.Portal.Get<SendRetrainCalls>().RunAsync(Ct);
        woken.SetResult();
        await sleeping;

        Assert.Equal(3, keys.Count);
    }

    [Theory]
    [InlineData("https://elsewhere.example/train", Secret, "Monitoring__RetrainHooks__0__Address")]
    [InlineData("https://ci.example/train", "short", "Monitoring__RetrainHooks__0__Secret")]
    public void Hook_ThatCannotBeCalledOrTrusted_StopsTheStart(string address, string secret, string named)
    {
        var outbound = Options.Create(new OutboundOptions { AllowedHosts = ["ci.example"] });

        var result = new MonitoringOptionsValidator(outbound).Validate(
            null,
            new MonitoringOptions
            {
                RetrainHooks =
                [
                    new()
                    {
                        Model = "fraud",
                        Address = address,
                        Secret = secret,
                    },
                ],
            }
        );

        Assert.StartsWith(named, result.FailureMessage, StringComparison.Ordinal);
    }

    // The node stands still between its claim and its call: the second time it asks what time it is.
    private sealed class SleepingClock(TaskCompletionSource slept, TaskCompletionSource woken) : DatabaseClock
    {
        private int _asked;

        public override async Task<DateTimeOffset> NowAsync(GovernanceDbContext db, CancellationToken ct)
        {
            if (Interlocked.Increment(ref _asked) == 2)
            {
                slept.SetResult();
                await woken.Task.WaitAsync(TimeSpan.FromSeconds(30), ct);
                return await db.TimeAsync(ct) + TimeSpan.FromHours(1); // later than any lease
            }

            return await db.TimeAsync(ct);
        }
    }

    private static void Ask(PortalFactory portal, WebApplication pipeline)
    {
        var host = new Uri(pipeline.Urls.Single()).Authority;
        portal.Settings["Outbound:PrivateHosts:0"] = host;
        portal.Settings["Monitoring:RetrainHooks:0:Model"] = WatchedModel.Name;
        portal.Settings["Monitoring:RetrainHooks:0:Address"] = $"http://{host}/train";
        portal.Settings["Monitoring:RetrainHooks:0:Secret"] = Secret;
    }

    private static async Task BreachAsync(WatchedModel model)
    {
        await model.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        var monitor = await model.MonitorAsync(MonitorKind.Drift, "amount");
        Assert.Null(
            (
                await model
                    .Portal.Get<ChangeMonitor>()
                    .RunAsync(Actor.Host, monitor.Id, m => MonitorSettings.Of(m) with { AsksForRetraining = true }, null, Ct)
            ).Refusal
        );
        await model.WatchAsync(Predictions.Csv(600, "2026-10-01", shift: 60, seed: 2));
        await model.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
    }

    // Time passes in the row: the portal runs on the machine's clock.
    private static async Task DueAsync(WatchedModel model)
    {
        await using var db = await model.Portal.Databases.CreateDbContextAsync(Ct);
        await db.RetrainCalls.ExecuteUpdateAsync(c => c.SetProperty(r => r.NextAt, DateTimeOffset.UnixEpoch), Ct);
    }

    private static async Task<WebApplication> PipelineAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{IPAddress.Loopback}:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Ct);
        return app;
    }
}
