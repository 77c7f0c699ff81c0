using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.RateLimiting;
using Governance.Data.Postgres;
using Governance.Domain;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Api;

/// <summary>
/// Bounds the rate of one caller of the API: the account or key, or the address of no one known. Nodes tell one another what a busy caller
/// used, so that the rate is one for all of them but for what is sent within half a second. The framework's own middleware would do,
/// but it never ends the clock of its limiters, which keeps everything of a portal that has stopped.
/// </summary>
public sealed class CallerRates : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, int> _used = new(StringComparer.Ordinal);
    private readonly PartitionedRateLimiter<string> _limiter;
    private readonly int _rate;

    // One node alone counts for itself.
    private readonly bool _tells;

    public CallerRates(IOptions<RateLimitsOptions> rates, NodeSignals? signals = null)
    {
        ArgumentNullException.ThrowIfNull(rates);
        (_rate, _tells) = (rates.Value.RequestsPerSecond, signals is not null);
        _limiter = PartitionedRateLimiter.Create<string, string>(caller =>
            RateLimitPartition.GetTokenBucketLimiter(
                caller,
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = 2 * rates.Value.RequestsPerSecond,
                    TokensPerPeriod = rates.Value.RequestsPerSecond,
                    ReplenishmentPeriod = s_second,
                    QueueLimit = 0,
                }
            )
        );
    }

    /// <summary>
    /// What callers used here since this was last asked, by SHA-256 of the caller: of those who use a quarter of their rate or more. Who
    /// uses less goes beyond it on no handful of nodes.
    /// </summary>
    /// <param name="since">How long ago that was.</param>
    internal IReadOnlyDictionary<string, int> TakeUsed(TimeSpan since)
    {
        var told = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var caller in _used.Keys)
        {
            if (_used.TryRemove(caller, out var used) && used >= Math.Max(1, _rate * since.TotalSeconds / 4))
            {
                told[caller] = used;
            }
        }

        return told;
    }

    /// <summary>Counts what a caller used on another node.</summary>
    internal void Hear(string caller, int used)
    {
        var left = _limiter.GetStatistics(caller)?.CurrentAvailablePermits ?? 2 * _rate;
        using var lease = _limiter.AttemptAcquire(caller, (int)Math.Clamp(used, 0, left));
    }

    /// <summary>Lets a request of the API go on, or answers 429 with the time to wait.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (
            !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && !context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
        )
        {
            await next(context);
            return;
        }

        var caller = SecretText.Hash(KeyOf(context));
        using var lease = _limiter.AttemptAcquire(caller);
        if (lease.IsAcquired)
        {
            if (_tells)
            {
                _used.AddOrUpdate(caller, 1, static (_, used) => used + 1);
            }

            await next(context);
            return;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : s_second;
        var refusal = new Refusal("request.too-many", $"Too many requests. Wait as long as Retry-After says.", RefusalKind.TooMany)
        {
            RetryAfter = wait < s_second ? s_second : wait,
        };
        context.Response.Headers.RetryAfter = Math.Ceiling(refusal.RetryAfter.Value.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await refusal.ToProblem().ExecuteAsync(context);
    }

    public void Dispose() => _limiter.Dispose();

    private static string KeyOf(HttpContext context) =>
        context.User.Identity?.IsAuthenticated is true
            ? context.User.ToActor().Id
            : FailureCounter.AddressOf(context.Connection.RemoteIpAddress);
}
