using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Api;

/// <summary>How long the body of an endpoint may be; the JSON limit where nothing is said.</summary>
/// <param name="Bytes">Picks the limit.</param>
public sealed record BodyLimit(Func<LimitsOptions, long> Bytes);

/// <summary>Bounds what an endpoint that stores is sent: in one body, of one caller in a day, and by the free space.</summary>
public sealed class BodyLimits(RequestDelegate next, IOptions<LimitsOptions> limits, CallerQuota quota, StorageReserve reserve)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() is not { } limit)
        {
            return next(context);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = limit.Bytes(limits.Value);
        }

        if (context.User.Identity?.IsAuthenticated is not true)
        {
            return next(context); // refused at the endpoint, before a byte is read
        }

        var announced = context.Request.ContentLength ?? 0;
        var caller = context.User.ToActor().Id;
        if ((reserve.Refuses(announced) ?? quota.Refuses(caller, announced)) is { } refusal)
        {
            return refusal.ToProblem().ExecuteAsync(context);
        }

        context.Request.Body = new CountedBody(context.Request.Body, bytes => quota.Add(caller, bytes));
        return next(context);
    }
}

/// <summary>Sets the limit of an endpoint.</summary>
public static class BodyLimitExtensions
{
    /// <summary>Lets the body of this endpoint be as long as the picked limit.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, Func<LimitsOptions, long> bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyLimit(bytes));
}
