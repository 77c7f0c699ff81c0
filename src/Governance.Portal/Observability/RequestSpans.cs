using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Governance.Portal.Observability;

/// <summary>Names a request's span by its route, as soon as that is known: the path holds ids.</summary>
internal sealed class RequestSpans(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unrouted";
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.route", route);
            span.SetTag("http.request.method", context.Request.Method);
            span.SetTag("http.response.status_code", context.Response.StatusCode.ToString(CultureInfo.InvariantCulture));
        }
    }
}
