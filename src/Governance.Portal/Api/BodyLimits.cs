using Governance.Portal.Configuration;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Api;

/// <summary>How long the body of an endpoint may be; the JSON limit where nothing is said.</summary>
/// <param name="Bytes">Picks the limit.</param>
public sealed record BodyLimit(Func<LimitsOptions, long> Bytes);

internal sealed class BodyLimits(RequestDelegate next, IOptions<LimitsOptions> limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>();
        if (limit is not null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = limit.Bytes(limits.Value);
        }

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
