using System.Diagnostics;
using System.Globalization;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

/// <summary>How long a signer waits for a proof while strangers try passwords. Alone, for it measures the time.</summary>
[Collection(nameof(Alone))]
public sealed class LaneUnderAttackTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Proofs_UnderManyHostileConnections_AreGiven()
    {
        var (connections, length) = Soak.Size((12, TimeSpan.FromSeconds(2)), (120, TimeSpan.FromSeconds(30)));
        // Passwords cost here what they cost in earnest.
        await using var portal = new PortalFactory
        {
            Replace = s => s.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 100_000),
        }.BehindProxy();
        await portal.CreateUserAsync("ann@bank.example", Roles.LegalReviewer);
        var ann = await portal.SignInAtAsync("203.0.113.7", "ann@bank.example");
        var alone = await LongestProofAsync(ann, TimeSpan.Zero);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var guesses = 0;
        var hostile = Enumerable
            .Range(0, connections)
            .Select(c =>
                Task.Run(
                    async () =>
                    {
                        using var client = portal.At($"198.51.100.{c + 1}");
                        for (var i = 0; !over.IsCancellationRequested; i++)
                        {
                            using var answer = await SessionTests.Post(client, $"nobody{c}.{i}@bank.example", "not the password at all");
                            Interlocked.Increment(ref guesses);
                        }
                    },
                    Ct
                )
            )
            .ToList();
        var longest = await LongestProofAsync(ann, length);
        await over.CancelAsync();
        await Task.WhenAll(hostile);

        Assert.True(guesses > 0, "Nobody attacked.");
        Assert.True(!Soak.IsFull || longest < TimeSpan.FromSeconds(1), $"A proof took {longest.TotalMilliseconds:0} ms.");
        Soak.Report(
            $"{connections} hostile sign-in connections for {length.TotalSeconds:0} s",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{guesses} wrong sign-ins answered; longest proof of a signer {longest.TotalMilliseconds:0} ms, "
                    + $"alone {alone.TotalMilliseconds:0} ms"
            )
        );
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
        } while (Stopwatch.GetElapsedTime(begun) < length);

        return longest;
    }
}
