using System.Diagnostics;
using System.Globalization;
using System.Net;
using Governance.Domain.Identity;
using Governance.Portal.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

/// <summary>Who hashes when: strangers never stand before somebody who signs.</summary>
public sealed class LaneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lane_Full_RefusesAtOnceAndLetsTheNextInWhenOneLeaves()
    {
        using var lane = new Lane(1, 1, 1, 1);
        var first = await lane.EnterAsync("a", Ct);
        var second = lane.EnterAsync("b", Ct);

        Assert.NotNull(first);
        Assert.False(second.IsCompleted);
        Assert.Null(await lane.EnterAsync("c", Ct));
        first.Dispose();
        (await second)!.Dispose();
        Assert.Equal(0, lane.Present);
    }

    [Fact]
    public async Task Lane_OfOneCaller_DoesNotStandInTheWayOfOthers()
    {
        using var lane = new Lane(3, 100, 2, 6);
        var hostile = Enumerable.Range(0, 8).Select(_ => lane.EnterAsync("hostile", Ct)).ToList();

        var excess = await lane.EnterAsync("hostile", Ct);
        var other = lane.EnterAsync("other", Ct);

        Assert.Null(excess);
        Assert.Equal(2, hostile.Count(h => h.IsCompleted));
        Assert.NotNull(await other);
    }

    [Fact]
    public async Task Lane_CallerWhoGivesUpWaiting_LeavesNothingBehind()
    {
        using var lane = new Lane(1, 5, 1, 5);
        var first = await lane.EnterAsync("a", Ct);
        using var gone = new CancellationTokenSource();
        var second = lane.EnterAsync("a", gone.Token);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first!.Dispose();
        first.Dispose(); // twice is once

        Assert.Equal(0, lane.Present);
        (await lane.EnterAsync("a", Ct))!.Dispose();
    }

    [Fact]
    public async Task Proof_WhileEverySignInWaits_IsGivenAtOnce()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.LegalReviewer);
        var ann = await portal.SignInAsync("ann@bank.example");
        // The lane of sign-ins is filled to its last place, and nobody in it moves.
        var lane = portal.Get<PasswordLanes>().SignIns;
        for (var i = 0; i < 2_000; i++)
        {
            _ = lane.EnterAsync(string.Create(CultureInfo.InvariantCulture, $"198.51.{i / 200}.{i % 200}"), Ct);
        }

        var refused = await SessionTests.Post(portal.CreateClient(), "ann@bank.example", PortalFactory.Password);
        var proof = await PortalFactory.ReauthenticateAsync(ann);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(43, proof.Length);
    }

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Proofs_UnderManyHostileConnections_AreGiven()
    {
        var (connections, length) = Soak.Size((12, TimeSpan.FromSeconds(2)), (120, TimeSpan.FromSeconds(30)));
        // Passwords cost here what they cost in earnest.
        await using var portal = new PortalFactory { Replace = s => s.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 100_000) }.BehindProxy();
        await portal.CreateUserAsync("ann@bank.example", Roles.LegalReviewer);
        var ann = await portal.SignInAtAsync("203.0.113.7", "ann@bank.example");
        var alone = await LongestProofAsync(ann, TimeSpan.Zero);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var guesses = 0;
        var hostile = Enumerable.Range(0, connections).Select(c => Task.Run(async () =>
        {
            using var client = portal.At($"198.51.100.{c + 1}");
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                using var answer = await SessionTests.Post(client, $"nobody{c}.{i}@bank.example", "not the password at all");
                Interlocked.Increment(ref guesses);
            }
        }, Ct)).ToList();
        var longest = await LongestProofAsync(ann, length);
        await over.CancelAsync();
        await Task.WhenAll(hostile);

        Assert.True(guesses > 0, "Nobody attacked.");
        Assert.True(!Soak.IsFull || longest < TimeSpan.FromSeconds(1), $"A proof took {longest.TotalMilliseconds:0} ms.");
        Soak.Report(
            $"{connections} hostile sign-in connections for {length.TotalSeconds:0} s",
            string.Create(CultureInfo.InvariantCulture, $"{guesses} wrong sign-ins answered; longest proof of a signer {longest.TotalMilliseconds:0} ms, alone {alone.TotalMilliseconds:0} ms"));
    }

    private static async Task<TimeSpan> LongestProofAsync(HttpClient client, TimeSpan length)
    {
        var (longest, begun) = (TimeSpan.Zero, Stopwatch.GetTimestamp());
        do
        {
            var start = Stopwatch.GetTimestamp();
            Assert.Equal(43, (await PortalFactory.ReauthenticateAsync(client)).Length);
            var took = Stopwatch.GetElapsedTime(start);
            longest = took > longest ? took : longest;
        }
        while (Stopwatch.GetElapsedTime(begun) < length);

        return longest;
    }
}
