using System.Globalization;
using System.Threading.RateLimiting;
using Governance.Domain;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Api;

/// <summary>
/// Bounds the rate of one caller of the API: the account or key, or the address of no one known. The framework's own middleware would do,
/// but it never ends the clock of its limiters, which keeps everything of a portal that has stopped.
/// </summary>
public sealed class CallerRates : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<HttpContext> _limiter;

    public CallerRates(IOptions<RateLimitsOptions> rates) =>
        _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(
                KeyOf(context),
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = 2 * rates.Value.RequestsPerSecond,
                    TokensPerPeriod = rates.Value.RequestsPerSecond,
                    ReplenishmentPeriod = s_second,
                    QueueLimit = 0,
                }
            )
        );

    /// <summary>Lets a request of the API go on, or answers 429 with the time to wait.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        using var lease = _limiter.AttemptAcquire(context);
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : s_second;
        var refusal = new Refusal("request.too-many", "Too many requests. Wait as long as Retry-After says.", RefusalKind.TooMany)
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
