using System.Globalization;
using System.Threading.RateLimiting;
using Governance.Domain;
using Governance.Portal.Configuration;
using Governance.Portal.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Api;

/// <summary>Bounds the rate of one caller of the API: the account or key, or the address of nobody known.</summary>
internal sealed class CallerRates(IOptions<RateLimitsOptions> rates) : IConfigureOptions<RateLimiterOptions>, IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private PartitionedRateLimiter<HttpContext>? _limiter;

    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
                ? RateLimitPartition.GetTokenBucketLimiter(KeyOf(context), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = 2 * rates.Value.RequestsPerSecond,
                    TokensPerPeriod = rates.Value.RequestsPerSecond,
                    ReplenishmentPeriod = s_second,
                    QueueLimit = 0,
                })
                : RateLimitPartition.GetNoLimiter(""));
        options.OnRejected = static async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : s_second;
            var refusal = new Refusal("request.too-many", "Too many requests. Wait as long as Retry-After says.", RefusalKind.TooMany) { RetryAfter = wait < s_second ? s_second : wait };
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(refusal.RetryAfter.Value.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await refusal.ToProblem().ExecuteAsync(rejected.HttpContext);
        };
    }

    /// <summary>Ends the limiter's clock, which would keep everything of a portal that has stopped.</summary>
    public void Dispose() => _limiter?.Dispose();

    private static string KeyOf(HttpContext context) => context.User.Identity?.IsAuthenticated is true
        ? context.User.ToActor().Id
        : FailureCounter.AddressOf(context.Connection.RemoteIpAddress);
}
