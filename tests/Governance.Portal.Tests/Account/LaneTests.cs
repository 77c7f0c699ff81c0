using System.Globalization;
using System.Net;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Account;

/// <summary>Who hashes when: strangers never stand before someone who signs.</summary>
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
        // The lane of sign-ins is filled to its last place, and no one in it moves.
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
}
