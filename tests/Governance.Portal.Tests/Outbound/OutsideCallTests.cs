using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Tests.Audit;
using Governance.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Outbound;

/// <summary>
/// No other system is called while the transaction of an action is open. Every portal of the tests watches this:
/// <see cref="PortalFactory"/> fails the test whose portal made such a call.
/// </summary>
public sealed class OutsideCallTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_InsideAnAction_IsStoppedAndRemembered_AndNothingIsWritten()
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Ok());
        await using var portal = Portal();

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(portal, (_, ct) => SendAsync(portal, host, ct)));

        Assert.Empty(host.Bodies);
        Assert.Equal(["test.called: 127.0.0.1"], portal.Get<OutsideCalls>().Made);
        Assert.Equal(0, await EntriesAsync(portal));
    }

    [Fact]
    public async Task Call_BeforeAndAfterAnAction_AndByWhatOutlivesIt_IsMade()
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Ok());
        await using var portal = Portal();
        var over = new TaskCompletionSource();
        Task? later = null;

        await SendAsync(portal, host, Ct);
        await RunAsync(
            portal,
            (_, ct) =>
            {
                later = Task.Run(
                    async () =>
                    {
                        await over.Task;
                        await SendAsync(portal, host, ct);
                    },
                    ct
                );
                return Task.CompletedTask;
            }
        );
        over.SetResult();
        await later!;
        await SendAsync(portal, host, Ct);

        Assert.Equal(3, host.Bodies.Count);
        Assert.Empty(portal.Get<OutsideCalls>().Made);
    }

    [Fact]
    public async Task Fact_ThatIsNeededInside_IsFetchedOutside_AndTheActionBeginsAgainAtTheSameInstant()
    {
        await using var host = await LocalHost.StartAsync(_ => Results.Ok());
        await using var portal = Portal();
        var (known, times) = (false, new List<DateTimeOffset>());

        await RunAsync(
            portal,
            (context, _) =>
            {
                times.Add(context.Now);
                return known
                    ? Task.CompletedTask
                    : throw new OutsideFactNeededException(
                        "Its answer.",
                        async ct =>
                        {
                            await SendAsync(portal, host, ct);
                            known = true;
                        }
                    );
            }
        );

        Assert.Single(host.Bodies);
        Assert.Equal(2, times.Count);
        Assert.Single(times.Distinct());
        Assert.Equal(1, await EntriesAsync(portal));
    }

    [Fact]
    public async Task Fact_ThatMovesWithEachTry_EndsTheActionWithARefusal()
    {
        await using var portal = Portal();
        var fetched = 0;

        var outcome = await RunAsync(
            portal,
            (_, _) =>
                throw new OutsideFactNeededException(
                    "Another answer.",
                    _ =>
                    {
                        fetched++;
                        return Task.CompletedTask;
                    }
                )
        );

        Assert.Equal("action.facts-moved", outcome.Refusal?.Code);
        Assert.InRange(fetched, 2, 10);
        Assert.Equal(0, await EntriesAsync(portal));
    }

    private static PortalFactory Portal() => new() { MayCallInside = true, Settings = { ["Outbound:PrivateHosts:0"] = "127.0.0.1" } };

    private static Task<OutboundAnswer> SendAsync(PortalFactory portal, LocalHost host, CancellationToken ct) =>
        portal.Get<OutboundClient>().SendAsync(HttpMethod.Get, host.Url, default, "text/plain", null, ct);

    private static Task<Result<Done>> RunAsync(PortalFactory portal, Func<ActionContext, CancellationToken, Task> act) =>
        portal
            .Get<ActionRunner>()
            .RunAsync<Done>(
                Actor.OfJob("test"),
                new Attempt("test.called", "test", null),
                async (context, ct) =>
                {
                    context.Append(new AuditEvent("test.called", "test", []));
                    await act(context, ct);
                    return Done.Instance;
                },
                Ct
            );

    private static async Task<int> EntriesAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(e => e.Action == "test.called", Ct);
    }
}
