using System.Net;
using System.Net.Mime;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Hosting;

/// <summary>
/// Does once what people do first, before the node says that it is ready: what is compiled at its first use (pages, statements) is then
/// compiled by no one who waits for it. It reads on behalf of no one, shows nothing to anyone and changes nothing; where it takes too
/// long or fails, the node is ready all the same.
/// </summary>
internal sealed partial class WarmUp(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IEnumerable<IQueueSource> queue,
    IEnumerable<IPaletteSource> palette,
    TimeProvider clock,
    ILogger<WarmUp> logger
)
{
    /// <summary>How long reading may take, and each page.</summary>
    internal static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    // An id that no account has.
    private static readonly UserId s_nobody = new(0);

    /// <summary>Reads what the first page and the search read, by each role.</summary>
    public Task ReadAsync(CancellationToken ct) =>
        BoundedAsync(
            "Reading",
            async token =>
            {
                await using var db = await dbFactory.CreateDbContextAsync(token);
                var (now, text) = (clock.GetUtcNow(), PaletteText.Of("a"));
                foreach (var role in Roles.All)
                {
                    var nobody = new Access
                    {
                        Actor = Actor.OfUser(s_nobody, role, session: null),
                        Person = s_nobody,
                        People = [s_nobody],
                        PrintedName = "",
                        HeldRoles = new HashSet<string>(StringComparer.Ordinal) { role },
                        Role = role,
                    };
                    foreach (var source in queue)
                    {
                        await source.WaitingAsync(db, nobody, now, token);
                    }

                    foreach (var source in palette.Where(s => nobody.Has(s.Needs)))
                    {
                        await source.OffersAsync(db, nobody, text, now, token);
                    }
                }
            },
            ct
        );

    /// <summary>Opens the page on which everyone begins.</summary>
    /// <param name="answerAsync">Has the portal answer a request.</param>
    /// <param name="ct">Cancels.</param>
    public Task OpenAsync(Func<IFeatureCollection, Task> answerAsync, CancellationToken ct) =>
        BoundedAsync(
            "The sign-in page",
            async token =>
            {
                var context = new DefaultHttpContext { RequestAborted = token };
                (context.Request.Method, context.Request.Path, context.Request.Scheme) = (HttpMethods.Get, "/signin", Uri.UriSchemeHttps);
                context.Request.Host = new HostString("localhost");
                context.Request.Headers.Accept = MediaTypeNames.Text.Html;
                (context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress) = (IPAddress.Loopback, IPAddress.Loopback);
                await answerAsync(context.Features);
            },
            ct
        );

    private async Task BoundedAsync(string what, Func<CancellationToken, Task> act, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(Most, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        var began = clock.GetTimestamp();
        try
        {
            await act(bound.Token);
            LogWarm(what, clock.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            LogEnough(what, Most.TotalSeconds);
        }
#pragma warning disable CA1031 // Who asks first is answered with what is wrong, and waits as long as without this.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogCold(e, what);
        }
    }

    [LoggerMessage(1218, LogLevel.Information, "{What} was tried before the node is ready, in {Milliseconds:0} ms")]
    private partial void LogWarm(string what, double milliseconds);

    [LoggerMessage(1231, LogLevel.Information, "{What} was tried before the node is ready, and given up after {Seconds} s")]
    private partial void LogEnough(string what, double seconds);

    [LoggerMessage(1219, LogLevel.Warning, "{What} could not be tried before the node is ready: who asks first may wait for it")]
    private partial void LogCold(Exception e, string what);
}
