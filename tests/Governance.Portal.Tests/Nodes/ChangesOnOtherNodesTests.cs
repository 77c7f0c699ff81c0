using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Nodes;

/// <summary>Open pages of one node hear what is committed on another: in the log's order, whatever happens to the connection.</summary>
public sealed class ChangesOnOtherNodesTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_OfOneNode_AreHeardOnTheOther_InTheLogsOrder_WithWhatTheyCover()
    {
        TwoNodes.Need();
        var heard = new ConcurrentQueue<string>();
        using var all = nodes.There.Get<ChangeFeed>().Subscribe([], c => heard.Enqueue(c.Subject));
        var (page, inbox) = (0, 0);
        using var one = nodes.There.Get<ChangeFeed>().Subscribe(["ORDER-COVER-7"], _ => Interlocked.Increment(ref page));
        using var bell = nodes.There.Get<ChangeFeed>().Subscribe(["inbox:USR-0001"], _ => Interlocked.Increment(ref inbox));

        await Task.WhenAll(Enumerable.Range(0, 30).Select(n => nodes.AppendAsync($"ORDER-{n}", Ct, $"ORDER-COVER-{n}")));
        // More than one message of the server holds.
        await nodes.AppendAsync("ORDER-LARGE", Ct, [.. Enumerable.Range(0, 2_000).Select(n => $"ORDER-OF-MANY-{n}")]);
        nodes.Here.Get<ChangeFeed>().Announce([new Change("notification.changed", "inbox:USR-0001")]);
        await Until.HoldsAsync(
            "what was committed and announced is heard",
            TwoNodes.Patience,
            _ => Task.FromResult(heard.Contains("ORDER-OF-MANY-1999") && Volatile.Read(ref inbox) == 1),
            Ct
        );

        Assert.Equal(
            await LoggedAsync("ORDER-"),
            heard.Where(s => s.StartsWith("ORDER-", StringComparison.Ordinal) && !s.Contains("-COVER-") && !s.Contains("-OF-"))
        );
        Assert.Equal(2_000, heard.Count(s => s.StartsWith("ORDER-OF-MANY-", StringComparison.Ordinal)));
        Assert.Equal(1, page);
    }

    [Fact]
    public async Task Node_WhoseConnectionBroke_ReadsOnFromWhereItWas_AndLetsItsPagesReadAgain()
    {
        TwoNodes.Need();
        var heard = new ConcurrentQueue<string>();
        var resumed = 0;
        using var all = nodes.There.Get<ChangeFeed>().Subscribe([], c => heard.Enqueue(c.Subject));
        using var page = nodes
            .There.Get<ChangeFeed>()
            .Subscribe(["ELSEWHERE-1"], c => Interlocked.Add(ref resumed, c.Action == ChangeFeed.Resumed ? 1 : 0));

        await nodes.AppendAsync("BREAK-before", Ct);
        await using (var db = await nodes.Here.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'governance-listener' AND datname = current_database()
                """,
                Ct
            );
        }

        // While no one listens: a node listens again a second later.
        foreach (var n in Enumerable.Range(0, 20))
        {
            await nodes.AppendAsync($"BREAK-{n}", Ct);
        }

        await Until.HoldsAsync("the page is told", TwoNodes.Patience, _ => Task.FromResult(Volatile.Read(ref resumed) > 0), Ct);
        await nodes.AppendAsync("BREAK-after", Ct);
        await Until.HoldsAsync("the next is heard", TwoNodes.Patience, _ => Task.FromResult(heard.Contains("BREAK-after")), Ct);

        Assert.Equal(await LoggedAsync("BREAK-"), heard.Where(s => s.StartsWith("BREAK-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("session ended")]
    [InlineData("role taken away")]
    public async Task Page_OfSomeoneWhoMayNoLonger_IsSignedOutOnTheOtherNode_WithinSeconds(string what)
    {
        TwoNodes.Need();
        var user = await nodes.Here.CreateUserAsync($"page-{what.Replace(' ', '-')}@test.example", Roles.Auditor);
        var actor = await nodes.Here.ProvenAsync(user, Roles.Auditor);
        await using var scope = nodes.There.Services.CreateAsyncScope();
        var page = scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        ((IHostEnvironmentAuthenticationStateProvider)page).SetAuthenticationState(Task.FromResult(StateOf(actor)));
        await nodes.AppendAsync(user.ToString(), Ct); // heard, looked at, and nothing comes of it
        var from = TimeProvider.System.GetTimestamp();

        var done = what switch
        {
            "disabled" => (await nodes.Here.Get<ChangeUserState>().DisableAsync(Actor.Host, user, Ct)).Refusal,
            "session ended" => (await nodes.Here.Get<ResetAccess>().EndSessionsAsync(Actor.Host, user, actor.Session, Ct)).Refusal,
            _ => (await nodes.Here.Get<ChangeRoles>().RunAsync(Actor.Host, user, [], Ct)).Refusal,
        };
        Assert.Null(done);
        await Until.HoldsAsync(
            "the page is signed out",
            TwoNodes.Patience,
            async _ => (await page.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated is not true,
            Ct
        );

        // Long before the look of every half minute.
        Assert.InRange(TimeProvider.System.GetElapsedTime(from), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static AuthenticationState StateOf(Actor actor) =>
        new(
            new ClaimsPrincipal(
                new ClaimsIdentity(
                    [
                        new Claim(PortalClaims.User, actor.User!.Value.Number.ToString(CultureInfo.InvariantCulture)),
                        new Claim(PortalClaims.Role, actor.Role!),
                        new Claim(PortalClaims.Session, actor.Session!),
                    ],
                    "test"
                )
            )
        );

    private async Task<List<string>> LoggedAsync(string beginning)
    {
        await using var db = await nodes.Here.Databases.CreateDbContextAsync(Ct);
        return await db
            .AuditEntries.Where(e => e.Subject.StartsWith(beginning))
            .OrderBy(e => e.Index)
            .Select(e => e.Subject)
            .ToListAsync(Ct);
    }
}
