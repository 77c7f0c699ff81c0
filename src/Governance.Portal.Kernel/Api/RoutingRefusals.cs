namespace Governance.Portal.Kernel.Api;

/// <summary>
/// Routing answers a wrong method or content type by an endpoint of its own that says nothing about who may call it. Its answer is
/// given at once: the caller learns what is wrong with the request, not that they should sign in first.
/// </summary>
public sealed class RoutingRefusals(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() is { Metadata.Count: 0, RequestDelegate: { } answer } and not RouteEndpoint ? answer(context) : next(context);
}
